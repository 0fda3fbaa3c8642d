internal import GraphNetworks
internal import HDF5
internal import Logging
internal import Ranks
internal import Schemas
internal import Support
internal import Tooling

/// The loop around the trainer: progress, checkpoints, signals.
struct EmbeddingRun {
  let trainer: TuckERTrainer
  let graph: KnowledgeGraph
  let output: String
  let context: Context

  /// Trains to the last epoch.
  /// - Returns: steps taken.
  /// - Throws: `ExitCode` (128 + signal) when a signal stopped the run and a checkpoint was written.
  func train(_ options: CheckpointOptions) throws -> Int {
    let epochs = trainer.training.epochs
    guard trainer.epoch <= epochs else {
      throw Failure.usage("the checkpoint has \(trainer.epoch) epochs already; --epochs is \(epochs)")
    }
    if trainer.epoch > 0 { context.log.info("going on after epoch \(trainer.epoch)") }
    let checkpoints = Checkpoints(
      options, output: output, ranks: trainer.model.shards.ranks, context: context)
    let before = trainer.stepsDone
    let progress = context.progress("epoch", total: epochs - trainer.epoch)
    while !trainer.isDone {
      let loss = try trainer.step()
      if let loss {
        progress.advance(note: "loss \(loss)")
        context.log.debug("epoch \(trainer.epoch): loss \(loss)")
      }
      guard !trainer.isDone else { break }
      try checkpoints.afterStep(epoch: trainer.epoch, endsEpoch: loss != nil) {
        progress.finish()
      } write: {
        try write { try trainer.writeCheckpoint(to: $0) }
      }
    }
    progress.finish()
    if let last = trainer.history.last { context.log.info("loss \(last) after \(epochs) epochs") }
    return trainer.stepsDone - before
  }

  /// Writes the embedding, and how held-out facts rank.
  func write(_ report: RankingReport?) throws { try write { try report?.write(to: $0) } }

  private func write(_ more: (borrowing HDF5File) throws -> Void) throws {
    try context.writeHDF5(output, .graphEmbedding) { file in
      try trainer.embedding(of: graph).write(to: file)
      try Arithmetic.note(in: file)
      try trainer.writeHistory(to: file)
      try more(file)
    }
  }
}
