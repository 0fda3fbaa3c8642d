package import Numerics

/// ResNet-18 ready for inference: running statistics folded into the weights, weights packed once.
///
/// An image's vector has the same bits in any batch and for any number of threads.
package final class ImageEncoder {
  private let stem: FoldedConvolution
  private let blocks: [Block]
  private let pool = TensorPool()

  private struct Block {
    let first: FoldedConvolution
    let second: FoldedConvolution
    let downsample: FoldedConvolution?
  }

  /// A copy of the network as it is now.
  package init(_ network: ResNet18) {
    stem = FoldedConvolution(network.stem)
    blocks = network.blocks.map {
      Block(
        first: FoldedConvolution($0.first), second: FoldedConvolution($0.second),
        downsample: $0.downsample.map(FoldedConvolution.init))
    }
  }

  /// Encodes a batch.
  /// - Parameter images: [batch, height, width, 3], values in 0…1.
  /// - Returns: [batch, 512]
  /// - Throws: `Failure` (EX_DATAERR) where the images are not RGB.
  package func encode(_ images: Tensor) throws -> Tensor {
    try ResNet18.requireImages(images)
    let stemOutput = pool.take(stem.outputShape(images.shape))
    stem.forward(images, relu: true, into: stemOutput)
    var x = pool.take(StemPool.outputShape(stemOutput.shape))
    StemPool.forward(stemOutput, into: x)
    pool.give(stemOutput)
    for block in blocks {
      let inner = pool.take(block.first.outputShape(x.shape))
      block.first.forward(x, relu: true, into: inner)
      var output = x
      if let downsample = block.downsample {
        output = pool.take(inner.shape)
        downsample.forward(x, relu: false, into: output)
        pool.give(x)
      }
      // The identity is read and replaced pixel by pixel.
      block.second.forward(inner, residual: output, relu: true, into: output)
      pool.give(inner)
      x = output
    }
    let result = Tensor([images.shape[0], ResNet18.features])
    GlobalAveragePool.forward(x, into: result)
    pool.give(x)
    return result
  }
}
