/// Calls `body` with uninitialised room for `count` floats on a page of its own.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> R) rethrows -> R {
  let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 4096)
  defer { raw.deallocate() }
  return try body(raw.bindMemory(to: Float.self, capacity: max(count, 1)))
}

/// sum [count] = the partial sums [groups, count] added in the order of the groups, in parallel over
/// elements.
func addInOrder(
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
