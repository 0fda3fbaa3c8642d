internal import ContrastiveTraining
internal import Logging
internal import Ranks
internal import Schemas
internal import Support
internal import Tooling

/// The loop around the trainer: progress, records, checkpoints, signals.
struct TrainingRun {
  let trainer: ContrastiveTrainer
  let output: String
  let history: String?
  let checkpoints: CheckpointOptions
  let json: Bool
  let context: Context

  /// Trains to the last epoch and writes the model.
  /// - Throws: `ExitCode` (128 + signal) when a signal stopped the run and the model was written.
  func finish(_ images: ImageSet) throws {
    let epochs = trainer.configuration.epochs
    guard trainer.epoch <= epochs else {
      throw Failure.usage("the model to resume has \(trainer.epoch) epochs already; --epochs is \(epochs)")
    }
    let checkpoints = Checkpoints(
      checkpoints, output: output, ranks: trainer.model.shards.ranks, context: context)
    let progress = context.progress("training", total: trainer.stepsLeft)
    while !trainer.isDone {
      let finished = try trainer.step(images)
      progress.advance(note: "epoch \(trainer.epoch + (finished == nil ? 1 : 0))/\(epochs)")
      if let finished { try report(finished, progress) }
      guard !trainer.isDone else { break }
      try checkpoints.afterStep(epoch: trainer.epoch, endsEpoch: finished != nil) {
        progress.finish()
      } prepare: {
        try trainer.updateStatistics(images)
      } write: {
        try write()
      }
    }
    progress.finish()
    if let history { try context.writeText(history, trainer.history.table) }
    try trainer.updateStatistics(images)
    try write()
  }

  private func write() throws {
    try context.writeHDF5(output, .model) { try trainer.write(to: $0) }
  }

  private func report(_ finished: TrainingHistory.Epoch, _ progress: ProgressLine) throws {
    if json { try context.print(finished.json(epoch: trainer.epoch)) }
    let epochs = trainer.configuration.epochs
    let tenth = max(1, epochs / 10)
    guard context.options.verbose || trainer.epoch.isMultiple(of: tenth) || trainer.isDone else { return }
    progress.finish()
    let monitors = finished.monitors
    // Not every loss is about pairs.
    let found = monitors.imageToRegion.isNaN ? "" : ", image→region \(short(100 * monitors.imageToRegion)) %"
    context.log.info(
      "epoch \(trainer.epoch)/\(epochs): loss \(short(finished.loss)), image sd \(short(monitors.images.deviation)), cosine \(short(monitors.images.meanCosine))\(found)"
    )
  }

  /// Four significant digits are enough to read.
  private func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return String(value) }
    var scale = 1.0
    while abs(value) * scale < 1000, scale < 1e9 { scale *= 10 }
    return String((value * scale).rounded() / scale)
  }
}
