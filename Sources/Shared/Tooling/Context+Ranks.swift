internal import ArgumentParser
internal import Foundation
internal import Logging
package import Ranks
internal import Support

extension Context {
  /// Runs `body` with the ranks that the tool was started with: the first reads, says and writes as a process that is alone
  /// does, the others only compute. All end together.
  /// - Parameters:
  ///   - options: shards, of which every rank takes some.
  ///   - inputs: paths that will be read.
  ///   - strangers: processes that were started together and cannot join.
  ///   - body: returns how many steps it took.
  package func together(
    _ ranks: any Ranks, _ options: ShardOptions, inputs: [String], strangers: Int,
    _ body: (BatchShards) throws -> Int
  ) throws {
    isFollower = ranks.own > 0
    if isFollower { log.logLevel = .error }
    if strangers > 1 {
      log.warning(
        "started as one of \(strangers), but built without MPI (swift build --traits MPI): each trains by itself"
      )
    }
    guard ranks.count <= options.shards else {
      throw Failure.usage(
        "there are \(ranks.count) ranks for a batch of \(options.shards) shards; each needs one: --shards \(ranks.count) or more, and always the same for the same model"
      )
    }
    if ranks.count > 1, inputs.contains("-") {
      throw Failure.usage("standard input goes to one rank only; with \(ranks.count) give a file")
    }
    do {
      let steps = try body(BatchShards(options.shards, over: ranks))
      if ranks.count > 1 { report(ranks, steps: steps) }
    } catch let code as ExitCode {
      // All stop at one step; who only computes must not be gone while the first still writes. Nobody leaves in form: a
      // launcher that was told to stop may no longer listen.
      ranks.meet()
      throw code
    } catch {
      ranks.giveUp()
      throw error
    }
    ranks.meet()
    ranks.leave()
  }

  private func report(_ ranks: any Ranks, steps: Int) {
    let own = ranks.traffic
    let seconds =
      Double(own.time.components.seconds) + 1e-18 * Double(own.time.components.attoseconds)
    let sent = ranks.gather([own.bytes]).joined()
    let steps = max(1, steps)
    log.info(
      "\(ranks.count) ranks; each sent \(sent.reduce(0, +) / ranks.count / steps) bytes a step (\(sent.max() ?? 0) in all at most), in \(own.exchanges / steps) exchanges that took \(Int(1000 * seconds) / steps) ms"
    )
  }
}
