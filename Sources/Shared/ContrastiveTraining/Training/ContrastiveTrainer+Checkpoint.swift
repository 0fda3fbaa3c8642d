package import HDF5
internal import Networks
internal import Numerics
package import Schemas
internal import Support

/// A `knowcl/model` is a checkpoint: weights, running statistics, Adam's moments, counters, history, and
/// in the middle of an epoch what it has gathered. Random streams need no state but seed and counters.
extension ContrastiveTrainer {
  private static let moments = ["first_moment", "second_moment"]

  private var settings: [RunSetting] { configuration.settings(of: model.objective) }

  /// Writes the model as it stands into an empty file.
  package func write(to file: borrowing HDF5File) throws {
    // What older models do not say comes last, and only where it is not theirs.
    let unrecorded = TrainingConfiguration.unrecorded
    for setting in settings where unrecorded[setting.name] == nil { try setting.write(to: file) }
    for setting in settings where unrecorded[setting.name].map({ $0 != setting.value }) == true {
      try setting.write(to: file)
    }
    try Arithmetic.note(in: file)
    try file.setAttribute("regions", pairs.count)
    try file.setAttribute("epoch", epoch)
    try file.setAttribute("step", optimiser.stepCount)
    try file.setAttribute("batches_of_epoch", progress.batches)
    try model.write(to: file)
    for (group, tensors) in zip(Self.moments, [optimiser.firstMoments, optimiser.secondMoments]) {
      var state = StateDict()
      for (named, tensor) in zip(model.parameters, tensors) {
        state[named.name] = .init(shape: tensor.shape, values: tensor.array)
      }
      try state.write(
        to: file, group: "/optimiser/\(group)", description: "Adam's state, convolutions as [y, x, in, out]"
      )
    }
    try history.write(to: file)
    if progress.batches > 0 { try writeProgress(file) }
  }

  private func writeProgress(_ file: borrowing HDF5File) throws {
    try file.setAttribute("loss_of_epoch", progress.lossSum)
    try file.setAttribute("pairs_of_epoch", progress.pairs)
    var state = StateDict()
    let shape = [progress.images.count / progress.width, progress.width]
    state["image"] = .init(shape: shape, values: progress.images)
    if !progress.regions.isEmpty { state["region"] = .init(shape: shape, values: progress.regions) }
    try state.write(to: file, group: "/unfinished_epoch", description: "embeddings gathered for the monitors")
  }

  /// Goes on where the run that wrote `file` stopped.
  /// - Parameter inputs: all that this run has read; nil for a rank that leaves it to the first to compare them.
  /// - Throws: `Failure` (EX_DATAERR) naming the input, seed, hyper-parameter or arithmetic that differs from that run's.
  package func resume(from file: borrowing HDF5File, inputs: [InputRecord]?) throws {
    try file.requireSchema(.model)
    try Arithmetic.require(file, advice: "train anew, or start a new training from its weights with --init")
    if let inputs { try file.requireRun(inputs: inputs, seed: seed) }
    try requireSameSettings(file)
    epoch = try file.counter("epoch")
    guard epoch < 1 << 32 else {
      throw Failure.data("\(file.name): /@epoch", "is \(epoch), which is impossible")
    }
    history = try TrainingHistory(from: file, epochs: epoch)
    progress.batches = try file.counter("batches_of_epoch")
    let (before, overflow) = epoch.multipliedReportingOverflow(by: stepsPerEpoch)
    optimiser.stepCount = try file.counter("step")
    guard !overflow, progress.batches < stepsPerEpoch, optimiser.stepCount - progress.batches == before else {
      throw Failure.data(
        "\(file.name): /@step", "is \(optimiser.stepCount), which does not fit epoch \(epoch)")
    }
    try model.read(from: file)
    for (group, tensors) in zip(Self.moments, [optimiser.firstMoments, optimiser.secondMoments]) {
      let state = try StateDict(from: file, group: "/optimiser/\(group)")
      for (named, tensor) in zip(model.parameters, tensors) {
        let subject = "\(file.name): /optimiser/\(group)"
        let values = try state.require(named.name, shape: tensor.shape, subject)
        if group == Self.moments[1], let bad = values.firstIndex(where: { $0 < 0 }) {
          throw Failure.data(
            "\(subject)/\(named.name)", "element \(bad) is \(values[bad]), where a mean of squares is needed")
        }
        tensor.assign(values)
      }
    }
    if progress.batches > 0 { try readProgress(file) }
  }

  private func readProgress(_ file: borrowing HDF5File) throws {
    progress.lossSum = try file.numberAttribute("loss_of_epoch")
    guard progress.lossSum.isFinite else {
      throw Failure.data(
        "\(file.name): /@loss_of_epoch", "is \(progress.lossSum), where a finite number is needed")
    }
    progress.pairs = min(pairs.count, progress.batches * configuration.batch)
    let rows = min(progress.pairs, EpochProgress.sampleLimit)
    progress.images = try file.read("/unfinished_epoch/image", shape: [rows, nil])
    progress.width = progress.images.count / rows
    guard file.contains("/unfinished_epoch/region") else { return }
    progress.regions = try file.read("/unfinished_epoch/region", shape: [rows, progress.width])
  }

  /// The architecture of a model that does not name it.
  private static func encoder(of file: borrowing HDF5File) throws -> String {
    let subject = "\(file.name): /encoder"
    let state = try StateDict(from: file, group: "/encoder")
    return try ImageWeights(state, subject: subject).architecture.name
  }

  private func requireSameSettings(_ file: borrowing HDF5File) throws {
    // Models of before it was recorded are told by their weights.
    let encoder: RunSetting.Value? =
      file.hasAttribute(TrainingConfiguration.encoderAttribute) ? nil : .text(try Self.encoder(of: file))
    try file.requireSettings(settings + [RunSetting("regions", .integer(pairs.count))]) { setting in
      setting.name == TrainingConfiguration.encoderAttribute
        ? encoder : TrainingConfiguration.unrecorded[setting.name]
    }
  }
}
