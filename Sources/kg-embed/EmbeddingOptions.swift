import ArgumentParser
internal import GraphNetworks

/// The hyper-parameters on the command line.
struct EmbeddingOptions: ParsableArguments {
  enum Loss: String, ExpressibleByArgument, CaseIterable {
    case softmax
    case questionSoftmax = "question-softmax"
    case bce
  }

  @Option(help: "Length of the vectors.") var dimension = 64
  @Option(help: "Passes over all questions.") var epochs = 200
  @Option(help: "Questions (head, relation) a step.") var batch = 1024
  @Option(help: "Adam's learning rate.") var learningRate = 3e-3
  @Option(help: "Factor on the learning rate after every epoch.") var decay = 0.995
  @Option(help: "Dropout of the head's embedding.") var dropoutInput = 0.3
  @Option(help: "Dropout of the relation's matrix.") var dropoutCore = 0.2
  @Option(help: "Dropout of their product.") var dropoutOutput = 0.3
  @Option(help: "Loss: softmax, question-softmax or bce.") var loss = Loss.softmax
  @Option(
    help: ArgumentHelp(
      "Among which entities true tails are sought in training: all, typed, typed+N, sampled:N or sampled:N+M.",
      valueName: "which"))
  var candidates = Candidates.all
  @Option(help: "Label smoothing of --loss bce.") var smoothing = 0.1
  @Option(help: "How --loss bce smooths: paper or uniform.") var smoothingRule = LabelSmoothing.paper

  func validate() throws {
    func require(_ holds: Bool, _ message: String) throws { if !holds { throw ValidationError(message) } }
    try require((1...4096).contains(dimension), "--dimension must be between 1 and 4096, not \(dimension)")
    try require((0...1_000_000).contains(epochs), "--epochs must be between 0 and 1000000, not \(epochs)")
    try require((2...1 << 20).contains(batch), "--batch must be between 2 and \(1 << 20), not \(batch)")
    try require(
      learningRate > 0 && learningRate.isFinite, "--learning-rate must be positive, not \(learningRate)")
    try require(decay > 0 && decay <= 1, "--decay must be above 0 and at most 1, not \(decay)")
    for (name, rate) in [("input", dropoutInput), ("core", dropoutCore), ("output", dropoutOutput)] {
      try require((0..<1).contains(rate), "--dropout-\(name) must be at least 0 and below 1, not \(rate)")
    }
    try require((0..<1).contains(smoothing), "--smoothing must be at least 0 and below 1, not \(smoothing)")
  }

  var model: TuckER.Options {
    var options = TuckER.Options()
    options.dimension = dimension
    options.inputDropout = dropoutInput
    options.coreDropout = dropoutCore
    options.outputDropout = dropoutOutput
    return options
  }

  func training(seed: UInt64) -> TuckERTraining {
    var training = TuckERTraining(seed: seed)
    switch loss {
    case .softmax: training.loss = .softmax
    case .questionSoftmax: training.loss = .questionSoftmax
    case .bce: training.loss = .binary(smoothing: smoothing, rule: smoothingRule)
    }
    training.candidates = candidates
    training.epochs = epochs
    training.batch = batch
    training.learningRate = learningRate
    training.decay = decay
    return training
  }
}

extension LabelSmoothing: ExpressibleByArgument {}
extension Candidates: ExpressibleByArgument {}
