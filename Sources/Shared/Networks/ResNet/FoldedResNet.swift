internal import Numerics

/// A ResNet ready for inference: running statistics folded into the weights, weights packed once.
final class FoldedResNet: PreparedEncoder {
  private let input: ImageInput
  private let features: Int
  private let stem: FoldedConvolution
  private let blocks: [Block]
  private let pool = TensorPool()

  private struct Block {
    let path: [FoldedConvolution]
    let shortcut: FoldedConvolution?

    init(_ block: ResidualBlock) {
      path = block.path.map(FoldedConvolution.init)
      shortcut = block.shortcut.map(FoldedConvolution.init)
    }

    /// The output; takes `x` over.
    func forward(_ x: Tensor, _ pool: TensorPool) -> Tensor {
      var inner = x
      for convolution in path.dropLast() {
        let output = pool.take(convolution.outputShape(inner.shape))
        convolution.forward(inner, relu: true, into: output)
        if inner !== x { pool.give(inner) }
        inner = output
      }
      let last = path[path.count - 1]
      var output = x
      if let shortcut {
        output = pool.take(last.outputShape(inner.shape))
        shortcut.forward(x, relu: false, into: output)
        pool.give(x)
      }
      // The identity is read and replaced pixel by pixel.
      last.forward(inner, residual: output, relu: true, into: output)
      pool.give(inner)
      return output
    }
  }

  init(_ network: ResNet) {
    input = network.input
    features = network.features
    stem = FoldedConvolution(network.stem)
    blocks = network.layers.joined().map(Block.init)
  }

  func encode(_ images: Tensor) throws -> Tensor {
    try input.require(images.shape)
    let stemOutput = pool.take(stem.outputShape(images.shape))
    stem.forward(images, relu: true, into: stemOutput)
    var x = pool.take(StemPool.outputShape(stemOutput.shape))
    StemPool.forward(stemOutput, into: x)
    pool.give(stemOutput)
    for block in blocks { x = block.forward(x, pool) }
    let result = Tensor([images.shape[0], features])
    GlobalAveragePool.forward(x, into: result)
    pool.give(x)
    return result
  }
}
