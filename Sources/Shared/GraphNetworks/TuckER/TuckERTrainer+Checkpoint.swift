package import HDF5
internal import Networks
internal import Numerics
internal import Ranks
package import Schemas
internal import Support

/// A checkpoint is a `knowcl/kge` that holds, besides tables and history, the other weights, running statistics, Adam's
/// moments and counters. Random streams need no state but seed and counters.
extension TuckERTrainer {
  private static let moments = ["first_moment", "second_moment"]
  private static let weights = "/checkpoint"
  private static let statistics = "running_statistics"

  /// The tables as they are now.
  package func embedding(of graph: KnowledgeGraph) -> GraphEmbedding {
    GraphEmbedding(
      entityIDs: graph.entityIDs, entities: model.entities.value.array, relationNames: index.relationNames,
      relations: model.relations.value.array, dimension: model.dimension)
  }

  package func writeHistory(to file: borrowing HDF5File) throws {
    guard !history.isEmpty else { return }
    try file.write(
      history, to: "/history/loss", shape: [history.count],
      HDF5Layout("mean training loss of each epoch", dimensions: ["epochs"]))
  }

  /// Adds to a file with tables and history what makes it a checkpoint.
  package func writeCheckpoint(to file: borrowing HDF5File) throws {
    for setting in settings where setting.value != Self.unrecorded[setting.name] {
      try setting.write(to: file)
    }
    try file.setAttribute("epoch", epoch)
    try file.setAttribute("step", optimiser.stepCount)
    try file.setAttribute("batches_of_epoch", progress.batches)
    try file.setAttribute("loss_of_epoch", progress.lossSum)
    try file.setAttribute("terms_of_epoch", progress.terms)
    var state = StateDict()
    for parameter in untabled {
      state[parameter.name] = .init(shape: parameter.value.shape, values: parameter.value.array)
    }
    let statistics = model.statistics.values
    state[Self.statistics] = .init(shape: [statistics.count], values: statistics)
    try state.write(to: file, group: Self.weights, description: "weights that are no tables, and statistics")
    for (group, tensors) in zip(Self.moments, [optimiser.firstMoments, optimiser.secondMoments]) {
      var state = StateDict()
      for (parameter, tensor) in zip(model.parameters, tensors) {
        state[parameter.name] = .init(shape: tensor.shape, values: tensor.array)
      }
      try state.write(to: file, group: "/optimiser/\(group)", description: "Adam's state")
    }
  }

  /// Goes on where the run that wrote `file` stopped.
  /// - Parameters:
  ///   - graph: whose tables they are.
  ///   - inputs: all that this run has read; nil for a rank that leaves it to the first to compare them.
  /// - Throws: `Failure` (EX_DATAERR) where the file holds no checkpoint, or naming the input, seed or setting that
  ///   differs from that run's.
  package func resume(from file: borrowing HDF5File, of graph: KnowledgeGraph, inputs: [InputRecord]?)
    throws
  {
    try file.requireSchema(.graphEmbedding)
    guard file.hasAttribute("batches_of_epoch") else {
      throw Failure.data(
        file.name,
        "is no checkpoint but a finished embedding; --resume needs what --checkpoint-every or a signal left")
    }
    try Arithmetic.require(file, advice: "train anew")
    if let inputs { try file.requireRun(inputs: inputs, seed: training.seed) }
    try file.requireSettings(settings) { Self.unrecorded[$0.name] }
    let tables = try GraphEmbedding(from: file)
    guard tables.entityIDs == graph.entityIDs, tables.relationNames == index.relationNames,
      tables.dimension == model.dimension
    else { throw Failure.data(file.name, "holds the tables of another graph") }
    model.entities.value.assign(tables.entities)
    model.relations.value.assign(tables.relations)
    try readCounters(file)
    let state = try StateDict(from: file, group: Self.weights)
    let subject = "\(file.name): \(Self.weights)"
    for parameter in untabled {
      parameter.value.assign(try state.require(parameter.name, shape: parameter.value.shape, subject))
    }
    let count = model.statistics.values.count
    model.statistics.values = try state.require(Self.statistics, shape: [count], subject)
    for (group, tensors) in zip(Self.moments, [optimiser.firstMoments, optimiser.secondMoments]) {
      let state = try StateDict(from: file, group: "/optimiser/\(group)")
      for (parameter, tensor) in zip(model.parameters, tensors) {
        tensor.assign(
          try state.require(parameter.name, shape: tensor.shape, "\(file.name): /optimiser/\(group)"))
      }
    }
  }

  private func readCounters(_ file: borrowing HDF5File) throws {
    let epochs = try file.counter("epoch")
    guard epochs < 1 << 32 else {
      throw Failure.data("\(file.name): /@epoch", "is \(epochs), which is impossible")
    }
    history = epochs == 0 ? [] : try file.read("/history/loss", as: Double.self, shape: [epochs])
    for _ in 0..<epochs { optimiser.learningRate *= training.decay }
    progress.batches = try file.counter("batches_of_epoch")
    progress.lossSum = try file.numberAttribute("loss_of_epoch")
    progress.terms = try file.counter("terms_of_epoch")
    optimiser.stepCount = try file.counter("step")
    let (before, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
    guard !overflow, progress.batches < stepsPerEpoch, optimiser.stepCount - progress.batches == before else {
      throw Failure.data(
        "\(file.name): /@step", "is \(optimiser.stepCount), which does not fit epoch \(epochs)")
    }
  }

  /// Parameters that are neither table.
  private var untabled: ArraySlice<Parameter> { model.parameters.dropFirst(2) }

  /// What a checkpoint has that does not say; such settings are recorded where they are others.
  private static let unrecorded: [String: RunSetting.Value] = ["shards": .integer(1)]

  /// Everything that a resumed run must share with the run it goes on with, besides inputs and seed. `epochs` is not
  /// among it: a run that was stopped may be trained further.
  private var settings: [RunSetting] {
    var (smoothing, rule) = (0.0, LabelSmoothing.paper)
    if case .binary(let amount, let chosen) = training.loss { (smoothing, rule) = (amount, chosen) }
    return [
      RunSetting("dimension", .integer(model.dimension)),
      RunSetting("batch", .integer(training.batch)),
      RunSetting("shards", .integer(model.shards.count)),
      RunSetting("learning_rate", .number(training.learningRate)),
      RunSetting("decay", .number(training.decay)),
      RunSetting("dropout_input", .number(model.inputDropout.rate)),
      RunSetting("dropout_core", .number(model.coreDropout.rate)),
      RunSetting("dropout_output", .number(model.outputDropout.rate)),
      RunSetting("loss", .text(training.loss.name)),
      RunSetting("smoothing", .number(smoothing)),
      RunSetting("smoothing_rule", .text(rule.rawValue)),
      RunSetting("candidates", .text(training.candidates.description)),
      RunSetting("directed_facts", .integer(index.tails.count)),
    ]
  }
}
