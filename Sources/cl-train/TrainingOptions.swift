import ArgumentParser
internal import ContrastiveTraining
internal import GraphNetworks
internal import Images
internal import Networks
internal import Schemas
internal import Support
internal import Tooling

/// Hyper-parameters on the command line.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Passes over all regions, in total.", valueName: "n"))
  var epochs = 100

  @Option(
    help: ArgumentHelp(
      "Regions a step (default: 128 for satellite images, 16 for street views).", valueName: "n"))
  var batch: Int?

  @Option(help: ArgumentHelp("Step size of Adam.", valueName: "x"))
  var learningRate = 3e-4

  @Option(
    help: ArgumentHelp(
      "How CompGCN composes node and relation: rotate, sub, mul or ccorr.", valueName: "name"))
  var composition = Composition.rotate

  @Option(help: ArgumentHelp("CompGCN layers.", valueName: "n"))
  var layers = 2

  @Option(
    help: ArgumentHelp(
      "Instead of the whole graph, let each step see sampled neighbourhoods of its regions: of the messages that an entity receives in a direction, layer 1 sums k1 drawn at random, layer 2 k2, and so on; all takes every one.",
      valueName: "k1,k2,…"))
  var neighbours: String?

  @Option(help: ArgumentHelp("Dropout on the sums of messages.", valueName: "p"))
  var dropoutMessages = 0.1

  @Option(help: ArgumentHelp("Dropout after each CompGCN layer.", valueName: "p"))
  var dropoutLayers = 0.3

  @Option(
    help: ArgumentHelp(
      "mean: mean of -log p over the batch; sum: their sum; reference: sum of -log(p + 1e-10). (default: mean)",
      valueName: "form"))
  var loss: ContrastiveLoss.Form?

  @Flag(help: "Compare by cosine over --temperature instead of the inner product.")
  var cosine = false

  @Option(
    help: ArgumentHelp(
      "Temperature of --cosine, and of NT-Xent in the objectives that have it (default: 0.1).", valueName: "x"
    ))
  var temperature: Double?

  @Flag(
    help:
      "Graph, norm, bias, loss and statistics as in the published code: reverse facts end where they begin, degrees count tails only, a bias an edge, --loss reference, --statistics running."
  )
  var reference = false

  @Option(
    help: ArgumentHelp(
      "Statistics of the encoder's batch normalisations: exact, those of (up to 2048) training pictures under the final weights; running, averages over the last steps. (default: exact)",
      valueName: "kind"))
  var statistics: TrainingConfiguration.Statistics?

  @Option(
    help: ArgumentHelp(
      "See every picture twice a step, as it is and, on another day where there are several, changed by the operations below, and add x times how far the features of the two are apart, as a share of the features' variance, to the loss.",
      valueName: "x"))
  var consistency: Double?

  @OptionGroup(title: "Changes to pictures, anew in every epoch, in this order")
  var operations: PerturbationOptions

  func validate() throws {
    func require(_ holds: Bool, _ message: String) throws {
      if !holds { throw ValidationError(message) }
    }
    try require((1...1_000_000).contains(epochs), "--epochs must be between 1 and 1000000, not \(epochs)")
    try require((2...1_000_000).contains(batch ?? 2), "--batch must be at least 2, not \(batch ?? 0)")
    try require((1...16).contains(layers), "--layers must be between 1 and 16, not \(layers)")
    try require(
      learningRate > 0 && learningRate.isFinite, "--learning-rate must be positive, not \(learningRate)")
    if let neighbours {
      try require(!reference, "--reference sees the whole graph; leave out --neighbours")
      let limits = neighbourLimits
      try require(
        limits?.count == layers,
        "--neighbours takes a number from \(NeighbourLimit.bounds.lowerBound) to \(NeighbourLimit.bounds.upperBound), or all, for each of the \(layers) layers, not '\(neighbours)'"
      )
    }
    for (name, rate) in [("messages", dropoutMessages), ("layers", dropoutLayers)] {
      try require(rate >= 0 && rate < 1, "--dropout-\(name) must be in 0 ..< 1, not \(rate)")
    }
    if let consistency {
      try require(
        consistency >= 0 && consistency.isFinite, "--consistency must be 0 or more, not \(consistency)")
    }
    let temperature = temperature ?? 1
    try require(temperature >= 1e-4 && temperature.isFinite, "--temperature must be at least 0.0001")
  }

  /// What holds of these options beside an objective.
  /// - Parameter mayHaveDays: whether the pictures may be of several days.
  func validate(for objective: any TrainingObjective.Type, mayHaveDays: Bool) throws {
    if !mayHaveDays, let problem = try problemOfConsistency(days: 1) { throw ValidationError(problem) }
    let hasTemperature = objective.options.contains(.temperature)
    if temperature != nil && !cosine && !hasTemperature {
      throw ValidationError("--temperature needs --cosine")
    }
    if consistency != nil && objective.name != ObjectiveRegistry.standard.name {
      throw ValidationError("--consistency goes with --objective \(ObjectiveRegistry.standard.name)")
    }
    let isOfGraph = objective.needs.contains(.embedding)
    for (name, isGiven) in [
      ("cosine", cosine), ("reference", reference), ("loss", loss != nil),
      ("neighbours", neighbours != nil),
    ]
    where isGiven && !isOfGraph {
      throw ValidationError("--\(name) is about the graph's objective, not \(objective.name)")
    }
  }

  /// What is wrong with pulling together the features of pictures that do not differ.
  private func problemOfConsistency(days: Int) throws -> String? {
    guard consistency != nil, days == 1, try operations.sequence().changesNothing else { return nil }
    return
      "--consistency compares pictures with changed ones or with other days': give --clouds p, --augment or the like, or files of several days"
  }

  /// By layer; nil where one of them is none.
  private var neighbourLimits: [NeighbourLimit]? {
    let parts = (neighbours ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let limits = parts.compactMap { NeighbourLimit($0) }
    return limits.count == parts.count ? limits : nil
  }

  /// - Throws: `Failure` (EX_USAGE) where nothing makes two sights of a picture differ that are to agree.
  func configuration(encoder: any ImageArchitecture, _ images: ImageSet, _ objectives: ObjectiveOptions)
    throws -> TrainingConfiguration
  {
    if let problem = try problemOfConsistency(days: images.mostDays) { throw Failure.usage(problem) }
    var configuration = TrainingConfiguration()
    configuration.encoder = encoder.name
    configuration.graph.composition = composition
    configuration.graph.layers = layers
    configuration.graph.sumDropout = dropoutMessages
    configuration.graph.outputDropout = dropoutLayers
    configuration.graph.neighbours = neighbourLimits
    configuration.convention = reference ? .reference : .corrected
    configuration.loss.form = loss ?? (reference ? .reference : .mean)
    configuration.loss.similarity = cosine ? .cosine(temperature: temperature ?? 0.1) : .dot
    configuration.temperature = temperature ?? configuration.temperature
    configuration.radius = objectives.radius ?? configuration.radius
    configuration.similar = objectives.similar ?? configuration.similar
    configuration.margin = objectives.margin ?? configuration.margin
    configuration.normPenalty = objectives.normPenalty ?? configuration.normPenalty
    configuration.simclrWeight = objectives.simclrWeight ?? configuration.simclrWeight
    configuration.perturbations = try operations.sequence()
    if configuration.perturbations.changesNothing, objectives.type.makesViews {
      configuration.perturbations = PerturbationSequence(.views)
    }
    configuration.consistency = consistency
    configuration.statistics = statistics ?? (reference ? .running : .exact)
    configuration.learningRate = learningRate
    configuration.batch = batch ?? (images.shape.views.areNumbered ? 16 : 128)
    configuration.epochs = epochs
    return configuration
  }
}

extension Composition: ExpressibleByArgument {}
extension ContrastiveLoss.Form: ExpressibleByArgument {}
extension TrainingConfiguration.Statistics: ExpressibleByArgument {}
