internal import Foundation
package import Ranks
internal import Support

/// Ranks that are threads of one process: the exchanges of many machines without any.
package final class ThreadRanks: Ranks, @unchecked Sendable {
  package let count: Int
  package let own: Int
  package private(set) var traffic = RankTraffic()
  private let meeting: Meeting

  private init(_ own: Int, _ meeting: Meeting) {
    (self.own, self.count, self.meeting) = (own, meeting.count, meeting)
  }

  /// Runs `body` as each of so many ranks.
  /// - Returns: what each of them made.
  package static func run<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (ThreadRanks) throws -> T)
    throws -> [T]
  {
    let meeting = Meeting(count)
    let results = Results<T>(count)
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      let thread = Thread {
        results[rank] = Result { try body(ThreadRanks(rank, meeting)) }
        group.leave()
      }
      thread.stackSize = 1 << 24
      thread.start()
    }
    group.wait()
    return try (0..<count).map { try results[$0]!.get() }
  }

  package func exchange(_ sent: [UnsafeRawBufferPointer], _ received: [UnsafeMutableRawBufferPointer]) {
    meeting.lay(sent, by: own)
    meeting.wait()
    for rank in 0..<count where rank != own {
      let bytes = meeting.laid(by: rank)[own]
      precondition(bytes.count == received[rank].count, "as long as what that rank sends")
      received[rank].copyMemory(from: bytes)
      traffic.bytes += sent[rank].count
    }
    meeting.wait()
    traffic.exchanges += 1
  }

  package func leave() {}
  package func giveUp() {}

  /// Where all lay out what they send, and wait for one another.
  private final class Meeting: @unchecked Sendable {
    let count: Int
    private let lock = NSCondition()
    private var table: [[UnsafeRawBufferPointer]]
    private var waiting = 0
    private var round = 0

    init(_ count: Int) {
      self.count = count
      table = [[UnsafeRawBufferPointer]](repeating: [], count: count)
    }

    func lay(_ sent: [UnsafeRawBufferPointer], by rank: Int) { lock.withLock { table[rank] = sent } }
    func laid(by rank: Int) -> [UnsafeRawBufferPointer] { lock.withLock { table[rank] } }

    func wait() {
      lock.withLock {
        waiting += 1
        if waiting == count {
          (waiting, round) = (0, round + 1)
          lock.broadcast()
        } else {
          let this = round
          while round == this { lock.wait() }
        }
      }
    }
  }

  private final class Results<T>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Result<T, any Error>?]

    init(_ count: Int) { values = [Result<T, any Error>?](repeating: nil, count: count) }

    subscript(rank: Int) -> Result<T, any Error>? {
      get { lock.withLock { values[rank] } }
      set { lock.withLock { values[rank] = newValue } }
    }
  }
}
