internal import Foundation

/// What `mpirun` and `srun` tell a process before it speaks to any other.
enum RankEnvironment {
  /// The first of some variables that is a number.
  private static func number(_ names: [String]) -> Int? {
    let environment = ProcessInfo.processInfo.environment
    return names.lazy.compactMap { environment[$0].flatMap { Int($0) } }.first
  }

  /// Which rank this process is; nil where it was started alone.
  static var own: Int? { number(["OMPI_COMM_WORLD_RANK", "PMIX_RANK"]) }

  /// How many were started with it, as far as is said.
  static var count: Int { number(["OMPI_COMM_WORLD_SIZE"]) ?? 1 }
}
