internal import Foundation
internal import Support

/// Ranks on the same machine, whose end can be seen at once; those of other machines are mpirun's to look after.
struct RankPeers {
  private var processes: [(rank: Int, process: pid_t)] = []

  init() {}

  /// - Parameter descriptions: `description` of every rank.
  init(_ descriptions: [[UInt8]], own: Int) {
    func parts(_ rank: Int) -> [Substring] {
      String(decoding: descriptions[rank], as: UTF8.self).split(separator: "\n", maxSplits: 1)
    }
    guard let home = parts(own).last else { return }
    for rank in descriptions.indices where rank != own {
      let other = parts(rank)
      if other.count == 2, other[1] == home, let process = pid_t(other[0]) {
        processes.append((rank, process))
      }
    }
  }

  /// This process and, where the system tells it, the machine in which its number means something.
  static var description: [UInt8] {
    let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let space = FilePath.destination(ofLink: "/proc/self/ns/pid")
    guard let boot, let space else { return Array("\(getpid())".utf8) }
    return Array("\(getpid())\n\(boot)\(space)".utf8)
  }

  /// Ranks that have ended.
  var lost: [(rank: Int, process: pid_t)] {
    processes.filter { kill($0.process, 0) != 0 && errno == ESRCH }
  }
}
