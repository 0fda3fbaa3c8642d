internal import CKernels
package import Numerics
package import Ranks
internal import Support

/// Batch normalisation over the last dimension, as torch.nn.BatchNorm2d on NHWC activations:
/// eps 1e-5, momentum 0.1, unbiased running variance.
package final class BatchNorm {
  package static let epsilon: Float = 1e-5
  package static let momentum: Float = 0.1

  package let channels: Int
  /// γ
  package let weight: Parameter
  /// β
  package let bias: Parameter
  package let runningMean: Tensor
  package let runningVariance: Tensor
  /// Training batches so far.
  var batchesTracked = 0

  /// What the current pass multiplies by and adds: γ/σ and β − γμ/σ.
  private(set) var scale: [Float]
  private(set) var shift: [Float]
  private var mean: [Float]
  private var inverseDeviation: [Float]
  /// Rows that the current pass normalises by, in all shards.
  private var rowCount = 0.0
  /// How the batches of training steps are cut.
  package var shards = BatchShards()

  package init(_ name: String, channels: Int) {
    self.channels = channels
    weight = Parameter("\(name).weight", [channels])
    bias = Parameter("\(name).bias", [channels])
    runningMean = Tensor([channels])
    runningVariance = Tensor([channels])
    scale = [Float](repeating: 1, count: channels)
    shift = [Float](repeating: 0, count: channels)
    mean = shift
    inverseDeviation = scale
    reset()
  }

  /// γ = 1, β = 0, no statistics.
  func reset() {
    weight.value.fill(1)
    bias.value.fill(0)
    runningMean.fill(0)
    runningVariance.fill(1)
    batchesTracked = 0
  }

  /// Rows of a fixed cut; partial sums are added in its order.
  private static let grain = 2048

  /// Takes the statistics of a batch [.., channels] for this pass.
  /// - Parameter statistics: where else they go.
  /// - Throws: `Failure` where there is one value a channel, whose variance is undefined.
  package func useBatchStatistics(of x: Tensor, _ statistics: BatchStatistics = .tracked) throws {
    let moments = moments(of: x, statistics)
    guard moments.count > 1 else {
      throw Failure.data(
        nil,
        "batch normalisation needs more than one value a channel in training; give larger images or a larger batch"
      )
    }
    let count = moments.count
    rowCount = count
    var means: [Double] = []
    var variances: [Double] = []
    for channel in 0..<channels {
      let offset = moments.sum[channel] / count
      let variance = max(0, moments.squares[channel] / count - offset * offset)
      let average = moments.pivot[channel] + offset
      mean[channel] = Float(average)
      inverseDeviation[channel] = Float(1 / (variance + Double(Self.epsilon)).squareRoot())
      means.append(average)
      variances.append(variance)
    }
    let batch = BatchMoments(count: count, means: means, variances: variances)
    switch statistics {
    case .tracked: track(batch)
    case .gathered(let gathered): gathered.add(batch, of: self)
    }
    setAffine()
  }

  /// Sums over a batch: over all shards of a training step, or over what is here where statistics are only gathered.
  private func moments(of x: Tensor, _ statistics: BatchStatistics) -> PivotedMoments {
    let rows = x.count / channels
    guard case .tracked = statistics else { return moments(of: x, rows: 0..<rows) }
    let parts = shards.ranges(ofRows: rows).map { moments(of: x, rows: $0) }
    guard !shards.isWhole else { return parts[0] }
    return PivotedMoments(shards.gather(parts.flatMap(\.values)), channels: channels)
  }

  private func moments(of x: Tensor, rows: Range<Int>) -> PivotedMoments {
    guard !rows.isEmpty else { return PivotedMoments(channels: channels) }
    let first = rows.lowerBound * channels
    let sums = reduce(rows: rows, grain: Self.grain) { [channels] range, sum, squares in
      kn_bn_moments(
        range.count, channels, x.pointer + range.lowerBound * channels, x.pointer + first, sum, squares)
    }
    return PivotedMoments(
      count: Double(rows.count), pivot: (0..<channels).map { Double(x[first + $0]) },
      sum: Array(sums[..<channels]), squares: Array(sums[channels...]))
  }

  /// Moves the running statistics towards a batch's.
  private func track(_ batch: BatchMoments) {
    let momentum = Double(Self.momentum)
    for channel in 0..<channels {
      let variance = batch.squares[channel] / (batch.count - 1)
      runningMean[channel] = Float(
        (1 - momentum) * Double(runningMean[channel]) + momentum * batch.mean[channel])
      runningVariance[channel] = Float(
        (1 - momentum) * Double(runningVariance[channel]) + momentum * variance)
    }
    batchesTracked += 1
  }

  /// Replaces the running statistics, where there were rows to measure.
  func adopt(_ moments: BatchMoments) {
    guard moments.count > 1 else { return }
    for channel in 0..<channels {
      runningMean[channel] = Float(moments.mean[channel])
      runningVariance[channel] = Float(moments.squares[channel] / (moments.count - 1))
    }
  }

  /// Takes the running statistics for this pass.
  package func useRunningStatistics() { (scale, shift) = runningAffine }

  /// What inference multiplies by and adds: γ/σ and β − γμ/σ of the running statistics.
  var runningAffine: (scale: [Float], shift: [Float]) {
    var (scale, shift) = ([Float](), [Float]())
    for channel in 0..<channels {
      let deviation = (Double(runningVariance[channel]) + Double(Self.epsilon)).squareRoot()
      let factor = Double(weight.value[channel]) / deviation
      scale.append(Float(factor))
      shift.append(Float(Double(bias.value[channel]) - Double(runningMean[channel]) * factor))
    }
    return (scale, shift)
  }

  private func setAffine() {
    for channel in 0..<channels {
      scale[channel] = weight.value[channel] * inverseDeviation[channel]
      shift[channel] = bias.value[channel] - mean[channel] * scale[channel]
    }
  }

  /// output = normalised x, plus `residual`, through a ReLU where asked; output may be x.
  package func apply(_ x: Tensor, residual: Tensor? = nil, relu: Bool, into output: Tensor) {
    let pointers = Unchecked((x: x.pointer, residual: residual?.pointer, output: output.pointer))
    Parallel.forRanges(x.count / channels, grain: Self.grain) { [channels, scale, shift] rows in
      let at = rows.lowerBound * channels
      kn_bn_apply(
        rows.count, channels, pointers.value.x + at, scale, shift, pointers.value.residual.map { $0 + at },
        relu ? 1 : 0, pointers.value.output + at)
    }
  }

  /// What followed the normalisation in the forward pass.
  package enum Activation {
    case none
    case relu
    /// A ReLU of the sum with a residual; its output, by which the gradient is masked.
    case residualReLU(output: Tensor)
  }

  /// Sets the gradients of γ and β, and turns x into its gradient.
  /// - Parameters:
  ///   - gradient: by the output; where that was a sum with a residual, afterwards the one by the sum.
  ///   - x: what `useBatchStatistics` saw; replaced by the loss's gradient by it.
  package func backward(_ gradient: Tensor, _ x: Tensor, _ activation: Activation) {
    let pointer = Unchecked(gradient.pointer)
    backward(x, activation, grain: Self.grain) { [channels] rows, body in
      body(pointer.value + rows.lowerBound * channels)
    }
  }

  /// The same, with the gradient asked for twice in ranges of `grain` rows, so that it need not be kept whole.
  func backward(
    _ x: Tensor, _ activation: Activation, grain: Int,
    gradient: @Sendable (Range<Int>, (UnsafeMutablePointer<Float>) -> Void) -> Void
  ) {
    let rows = x.count / channels
    var mask = KN_BN_MASK_NONE
    var output: UnsafeMutablePointer<Float>?
    switch activation {
    case .none: break
    case .relu: mask = KN_BN_MASK_INPUT
    case .residualReLU(let tensor): (mask, output) = (KN_BN_MASK_OUTPUT, tensor.pointer)
    }
    let pointers = Unchecked((x: x.pointer, output: output, mask: mask))
    let sums = reduceOverShards(rows: rows, grain: grain) { [channels, scale, shift, mean] range, sum, dot in
      let at = range.lowerBound * channels
      gradient(range) {
        kn_bn_backward_sums(
          range.count, channels, $0, pointers.value.x + at, pointers.value.mask,
          pointers.value.output.map { UnsafePointer($0 + at) }, scale, shift, mean, sum, dot)
      }
    }
    let count = rowCount
    var slope = [Float](repeating: 0, count: channels)
    var offset = slope
    for channel in 0..<channels {
      let (sum, dot) = (sums[channel], sums[channels + channel])
      let inverse = Double(inverseDeviation[channel])
      bias.gradient[channel] = Float(sum)
      weight.gradient[channel] = Float(dot * inverse)
      let scale = Double(scale[channel])
      slope[channel] = Float(-scale * inverse * inverse * dot / count)
      offset[channel] = Float(-scale * sum / count)
    }
    Parallel.forRanges(rows, grain: grain) { [channels, scale, shift, mean, slope, offset] range in
      let x = pointers.value.x + range.lowerBound * channels
      gradient(range) {
        kn_bn_backward_apply(
          range.count, channels, $0, x, pointers.value.mask, scale, shift, mean, slope, offset, x)
      }
    }
  }

  /// `reduce` over the rows of each shard, added in the order of shards.
  private func reduceOverShards(
    rows: Int, grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let sums = shards.ranges(ofRows: rows).map { reduce(rows: $0, grain: grain, body) }
    guard !shards.isWhole else { return sums[0] }
    let width = 2 * channels
    let all = shards.gather(sums.flatMap(\.self))
    var total = [Double](repeating: 0, count: width)
    for (index, value) in all.enumerated() { total[index % width] += value }
    return total
  }

  /// Two sums a channel over fixed ranges of rows, added in order: [sum…, second sum…].
  private func reduce(
    rows: Range<Int>, grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let width = 2 * channels
    let parts = (rows.count + grain - 1) / grain
    var partials = [Double](repeating: 0, count: parts * width)
    partials.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let partial = Unchecked(base)
      Parallel.forRanges(rows.count, grain: grain) { [channels] range in
        let sum = partial.value + range.lowerBound / grain * width
        body(rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound, sum, sum + channels)
      }
    }
    var total = [Double](repeating: 0, count: width)
    for part in 0..<parts {
      for index in 0..<width { total[index] += partials[part * width + index] }
    }
    return total
  }
}
