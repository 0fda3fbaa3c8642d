import Foundation
internal import Support
import Testing

@Suite struct WorkerThreadsTests {
  /// Swift traps where a closure that was lent for a while is still held when that is over.
  @Test func threadsHoldNothingOnceTheGroupIsDone() {
    final class Counter: @unchecked Sendable {
      private let lock = NSLock()
      private(set) var value = 0
      func add() { lock.withLock { value += 1 } }
    }
    let counter = Counter()
    func lend(_ body: @Sendable () -> Void) {
      withoutActuallyEscaping(body) { body in
        let group = DispatchGroup()
        for _ in 0..<4 { WorkerThreads.runOnThread(in: group) { body() } }
        group.wait()
      }
    }
    for _ in 0..<500 { lend { counter.add() } }
    #expect(counter.value == 2000)
  }
}
