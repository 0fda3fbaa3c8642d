internal import Foundation
internal import Support

/// Chunks on their way into a file: several threads deflate them in any order, one takes them in their own.
///
/// Workers never wait: one that is too far ahead ends, and another begins when there is room.
final class DeflationQueue: @unchecked Sendable {
  private let count: Int
  private let workers: Int
  private let deflate: @Sendable (Int) -> [UInt8]
  private let condition = NSCondition()
  private let group = DispatchGroup()
  private var working = 0
  private var begun = 0
  private var taken = 0
  private var ready: [Int: [UInt8]] = [:]

  /// - Parameter workers: threads besides the one that takes.
  init(count: Int, workers: Int, _ deflate: @escaping @Sendable (Int) -> [UInt8]) {
    (self.count, self.workers, self.deflate) = (count, workers, deflate)
    condition.withLock { addWorkers() }
  }

  /// The next chunk in order, nil after the last. Who asks deflates, too, while it is not ready.
  func next() -> [UInt8]? {
    while taken < count {
      let bytes = condition.withLock { () -> [UInt8]? in
        guard let bytes = ready.removeValue(forKey: taken) else { return nil }
        taken += 1
        addWorkers()
        return bytes
      }
      if let bytes { return bytes }
      if let chunk = begin() { finish(chunk) } else { waitForNext() }
    }
    return nil
  }

  /// Lets nobody begin any more, and waits for those who have.
  func end() {
    condition.withLock { begun = count }
    group.wait()
  }

  /// Chunks below this one may be begun, so that memory is bounded.
  private var limit: Int { min(count, taken + 32 * (workers + 1)) }

  private func addWorkers() {
    while working < min(workers, limit - begun) {
      working += 1
      WorkerThreads.run(in: group) { [self] in
        while let chunk = begin() { finish(chunk) }
        condition.withLock { working -= 1 }
      }
    }
  }

  private func begin() -> Int? {
    condition.withLock {
      guard begun < limit else { return nil }
      defer { begun += 1 }
      return begun
    }
  }

  private func finish(_ chunk: Int) {
    let bytes = deflate(chunk)
    condition.withLock {
      ready[chunk] = bytes
      condition.signal()
    }
  }

  private func waitForNext() { condition.withLock { while ready[taken] == nil { condition.wait() } } }
}
