internal import Synchronization

/// Data-parallel loops over a fixed number of shards.
///
/// How work is cut into shards never depends on the number of threads, and callers reduce in shard
/// order; so results have the same bits for any `--threads`.
package enum Parallel {
  private static let configured = Atomic<Int>(1)

  /// Threads that loops may use.
  package static var threads: Int {
    get { configured.load(ordering: .relaxed) }
    set { configured.store(max(1, newValue), ordering: .relaxed) }
  }

  /// Calls `body` once for each of `0..<shards`, on up to `threads` threads, in no fixed order.
  /// `body` may write only to memory that belongs to its shard.
  package static func forEach(_ shards: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, shards)
    guard workers > 1 else {
      for shard in 0..<max(shards, 0) { body(shard) }
      return
    }
    let next = Atomic<Int>(0)
    WorkerThreads.run(workers) {
      while true {
        let shard = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if shard >= shards { return }
        body(shard)
      }
    }
  }

  /// The same over ranges: `0..<count` cut into pieces of at most `grain`.
  package static func forRanges(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let shards = (count + grain - 1) / grain
    forEach(shards) { shard in body((shard * grain)..<min(count, (shard + 1) * grain)) }
  }

  /// As `forEach`, where a shard may throw; the error of the lowest failing shard is thrown.
  package static func tryForEach(_ shards: Int, _ body: @Sendable (Int) throws -> Void) throws {
    let failure = Lock<(shard: Int, error: any Error)?>(nil)
    forEach(shards) { shard in
      do { try body(shard) } catch {
        failure.withLock { if shard < $0?.shard ?? .max { $0 = (shard, error) } }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }
}

/// A pointer that the author vouches is used by one shard at a time.
package struct Unchecked<T>: @unchecked Sendable {
  package let value: T
  package init(_ value: T) { self.value = value }
}
