internal import Foundation
package import Ranks
internal import Support

/// How a process finds the others that it was started with.
package enum RankStart {
  /// Whether the package was built with its trait MPI.
  package static var knowsMPI: Bool {
    #if MPI
      true
    #else
      false
    #endif
  }

  /// The ranks that this process is one of.
  /// - Parameters:
  ///   - tool: as messages call it.
  ///   - timeout: seconds after which a rank that does not answer is given up.
  /// - Throws: `Failure` (EX_OSERR) where MPI does not start.
  package static func ranks(tool: String, timeout: Double) throws -> any Ranks {
    #if MPI
      if RankEnvironment.own != nil { return try MPIRanks(tool: tool, timeout: timeout) }
    #endif
    return SingleRank()
  }

  /// Processes that were started together but cannot join, since the package was built without MPI; else 1.
  package static var strangers: Int { knowsMPI ? 1 : RankEnvironment.count }

  /// What is wrong for all ranks the first one says, and its end ends the others: `mpirun` takes a second for that, which
  /// they wait.
  package static func letTheFirstSpeak() {
    guard knowsMPI, let own = RankEnvironment.own, own > 0 else { return }
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    Thread.sleep(forTimeInterval: min(6, 1.5 * Double(own)))
  }
}
