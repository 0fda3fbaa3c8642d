internal import Numerics
internal import Ranks

/// A convolution and the normalisation behind it.
struct NormalisedConvolution {
  /// Names and extents, without memory for the weights.
  struct Layout: Sendable {
    let convolution: String
    let norm: String
    let shape: ConvolutionShape

    init(convolution: String, norm: String, _ shape: ConvolutionShape) {
      self.convolution = convolution
      self.norm = norm
      self.shape = shape
    }

    /// What a state dict must hold of it; channels of the input that are 0 here may be any.
    var entries: [(name: String, shape: [Int?])] {
      let weight: [Int?] = shape.stateShape.enumerated().map { $0 == 1 && $1 == 0 ? nil : $1 }
      return [("\(convolution).weight", weight)]
        + BatchNorm.stateNames.map { ("\(norm).\($0)", [shape.outputChannels]) }
    }
  }

  let convolution: Convolution
  let norm: BatchNorm

  init(_ layout: Layout, _ scratch: Scratch) {
    convolution = Convolution("\(layout.convolution).weight", layout.shape, scratch: scratch)
    norm = BatchNorm(layout.norm, channels: layout.shape.outputChannels)
  }

  var parameters: [Parameter] { [convolution.weight, norm.weight, norm.bias] }

  func use(_ shards: BatchShards) {
    convolution.shards = shards
    norm.shards = shards
  }

  /// The convolution's output, with `norm` set to normalise it by its own statistics.
  func forward(_ input: Tensor, _ pool: TensorPool, _ statistics: BatchStatistics) throws -> Tensor {
    let output = pool.take(convolution.outputShape(input.shape))
    convolution.forward(input, into: output)
    try norm.useBatchStatistics(of: output, statistics)
    return output
  }
}
