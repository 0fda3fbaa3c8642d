internal import Synchronization

/// Calls `body` with uninitialised room for `count` floats on a page of its own.
///
/// Room is kept and used again, since fresh memory costs a page fault for every page and pushes warm data out
/// of the caches: never more than shards held at one time, rounded up to powers of two.
package func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> R) rethrows -> R {
  let capacity = max(count, 1024)
  let size = Int.bitWidth - (capacity - 1).leadingZeroBitCount
  let kept = scratch.withLock { $0[size].popLast() }
  let memory = kept ?? Unchecked(PageMemory.allocate((1 << size) * MemoryLayout<Float>.stride))
  defer { scratch.withLock { $0[size].append(memory) } }
  return try body(memory.value.bindMemory(to: Float.self, capacity: capacity))
}

/// Free room by the logarithm of its floats.
private let scratch = Lock([[Unchecked<UnsafeMutableRawPointer>]](repeating: [], count: Int.bitWidth))

/// sum [count] = the partial sums [groups, count] added in the order of the groups, in parallel over
/// elements.
package func addInOrder(
  _ partials: UnsafePointer<Float>, groups: Int, count: Int, into sum: UnsafeMutablePointer<Float>
) {
  let pointers = Unchecked((partials: partials, sum: sum))
  Parallel.forRanges(count, grain: 16384) { range in
    let (partials, sum) = pointers.value
    for index in range { sum[index] = groups > 0 ? partials[index] : 0 }
    for group in 1..<max(groups, 1) {
      let partial = partials + group * count
      for index in range { sum[index] += partial[index] }
    }
  }
}
