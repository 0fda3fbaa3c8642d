internal import CKernels
internal import Support

/// Adam (Kingma & Ba, ICLR 2015) and AdamW (Loshchilov & Hutter, ICLR 2019), step for step as in
/// torch.optim: bias-corrected moments, epsilon outside the square root.
package final class Adam {
  /// How weight decay enters.
  package enum Decay: Sendable, Equatable {
    /// As a penalty: decay × parameter is added to the gradient (torch.optim.Adam).
    case penalty(Double)
    /// Apart from the gradient: the parameter shrinks by rate × decay (torch.optim.AdamW).
    case decoupled(Double)
  }

  package let parameters: [Parameter]
  /// Running means of the gradients, one for each parameter.
  package let firstMoments: [Tensor]
  /// Running means of the squared gradients.
  package let secondMoments: [Tensor]
  /// Steps taken; set it, and fill the moments, to resume.
  package var stepCount = 0
  /// May change between steps.
  package var learningRate: Double
  package let betas: (Double, Double)
  package let epsilon: Double
  package let decay: Decay

  /// Elements that one shard updates; shards cut every parameter at multiples of it.
  private static let grain = 1 << 15
  private let shards: [(parameter: Int, range: Range<Int>)]
  /// The table that is moved where a step reaches it and nowhere else, and its place among the parameters.
  private let lazy: (rows: RowGradient, index: Int)?

  /// - Parameter rows: the gradient of one of the parameters, of which only rows that a step reaches are moved.
  package init(
    _ parameters: [Parameter], learningRate: Double, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, decay: Decay = .penalty(0), rows: RowGradient? = nil
  ) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
    lazy = rows.flatMap { rows in
      parameters.firstIndex { $0 === rows.parameter }.map { (rows, $0) }
    }
    let dense = parameters.enumerated().filter { $0.element !== rows?.parameter }
    // Shards share a parameter, whose gradient must be there before they reach for it at once.
    for (_, parameter) in dense { _ = parameter.gradient }
    firstMoments = parameters.map { Tensor($0.value.shape) }
    secondMoments = parameters.map { Tensor($0.value.shape) }
    shards = dense.flatMap { index, parameter in
      stride(from: 0, to: parameter.value.count, by: Self.grain).map {
        (index, $0..<min($0 + Self.grain, parameter.value.count))
      }
    }
  }

  /// One step along the gradients that the parameters hold now.
  package func step() {
    stepCount += 1
    let t = Double(stepCount)
    var scalars = kn_adam()
    scalars.step_size = Float(learningRate / (1 - Elementary.pow(betas.0, t)))
    scalars.second_correction = Float((1 - Elementary.pow(betas.1, t)).squareRoot())
    scalars.one_minus_beta1 = Float(1 - betas.0)
    scalars.beta2 = Float(betas.1)
    scalars.one_minus_beta2 = Float(1 - betas.1)
    scalars.epsilon = Float(epsilon)
    scalars.shrink = 1
    switch decay {
    case .penalty(let amount): scalars.l2 = Float(amount)
    case .decoupled(let amount): scalars.shrink = Float(1 - learningRate * amount)
    }
    let constants = scalars
    let state = Unchecked((shards, parameters, firstMoments, secondMoments))
    Parallel.forEach(shards.count) { shard in
      let (shards, parameters, firstMoments, secondMoments) = state.value
      let (index, range) = shards[shard]
      kn_adam_step(
        range.count, constants, parameters[index].gradient.pointer + range.lowerBound,
        firstMoments[index].pointer + range.lowerBound, secondMoments[index].pointer + range.lowerBound,
        parameters[index].value.pointer + range.lowerBound)
    }
    if let lazy { step(lazy.rows, lazy.index, constants) }
  }

  /// The step of rows that were reached (as torch.optim.SparseAdam; epsilon as everywhere here): moments and values
  /// of all others stay as they are, while the bias corrections count every step.
  private func step(_ gradient: RowGradient, _ index: Int, _ constants: kn_adam) {
    let state = Unchecked((gradient, firstMoments[index], secondMoments[index], parameters[index].value))
    Parallel.forRanges(gradient.rows.count, grain: max(1, Self.grain / gradient.width)) { places in
      let (gradient, first, second, value) = state.value
      let width = gradient.width
      for place in places {
        let at = Int(gradient.rows[place]) * width
        kn_adam_step(
          width, constants, gradient.pointer + place * width, first.pointer + at, second.pointer + at,
          value.pointer + at)
      }
    }
  }
}
