extension Parallel {
  /// What `body` makes of every index, in their order, made in parallel.
  /// - Throws: what the first of them to fail threw.
  package static func tryMap<T: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    var results = [T?](repeating: nil, count: count)
    try results.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      try tryForEach(count) { slots.value[$0] = try body($0) }
    }
    return results.compactMap(\.self)
  }
}
