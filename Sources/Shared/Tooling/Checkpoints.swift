internal import ArgumentParser
internal import Logging
package import Ranks
internal import Support

/// When a run that trains for long writes what it has: after every so many epochs, and when a signal asks it to stop.
package struct Checkpoints {
  private let output: String
  private let every: Int?
  private let context: Context
  private let ranks: any Ranks

  /// From now on the first SIGINT, SIGTERM or SIGHUP is a request, unless the output is standard output: that takes
  /// one whole file, so there a signal just ends the run.
  /// - Parameter ranks: that take the same steps; a signal to any stops all after the same one.
  package init(
    _ options: CheckpointOptions, output: String, ranks: any Ranks = SingleRank(), context: Context
  ) {
    self.ranks = ranks
    self.output = output
    every = options.checkpointEvery
    self.context = context
    if output != "-" { Signals.stopTidily() }
  }

  /// Writes what is due after a step of a run that is not at its end.
  /// - Parameters:
  ///   - epoch: epochs done.
  ///   - endsEpoch: whether the step was the last of one.
  ///   - stop: called before the last write of a run that is to stop.
  ///   - prepare: what a checkpoint at the end of an epoch needs done first.
  ///   - write: writes the checkpoint.
  /// - Throws: `ExitCode` (128 + signal) when a signal stopped the run and the checkpoint was written.
  package func afterStep(
    epoch: Int, endsEpoch: Bool, stop: () -> Void, prepare: () throws -> Void = {}, write: () throws -> Void
  ) throws {
    if endsEpoch, let every, epoch.isMultiple(of: every) {
      try prepare()
      try write()
    }
    let asked = ranks.gather([Signals.stopRequested ?? 0]).joined()
    guard let signal = asked.first(where: { $0 != 0 }) else { return }
    stop()
    try write()
    context.log.info("stopped by signal \(signal) in epoch \(epoch + 1); --resume \(output) goes on")
    throw ExitCode(128 + signal)
  }
}
