/// Where a name stands in a text, and where its number goes.
package struct NameToken: Equatable {
  package let offset: UInt32
  package let length: UInt32
  package let hash: UInt32
  /// Twice the row of its fact, and one more for a tail.
  package let slot: UInt32

  package init(offset: UInt32, length: UInt32, hash: UInt32, slot: UInt32) {
    self.offset = offset
    self.length = length
    self.hash = hash
    self.slot = slot
  }

  @inline(__always)
  package func bytes(in text: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text + Int(offset), count: Int(length))
  }
}

extension UnsafeRawBufferPointer {
  /// Whether `entry` begins with the same bytes. Names are short: words are compared here sooner than memcmp
  /// is called.
  @inline(__always)
  package func areEqual(to entry: UnsafeRawPointer) -> Bool {
    func word<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) -> Bool {
      entry.loadUnaligned(fromByteOffset: offset, as: T.self)
        == loadUnaligned(fromByteOffset: offset, as: T.self)
    }
    if count >= 8 {
      for offset in stride(from: 0, to: count - 8, by: 8) where !word(offset, UInt64.self) { return false }
      return word(count - 8, UInt64.self)
    }
    if count >= 4 { return word(0, UInt32.self) && word(count - 4, UInt32.self) }
    for offset in 0..<count where !word(offset, UInt8.self) { return false }
    return true
  }
}

/// The names of a block of text, sorted by the shard of the table that they belong to and then as they came.
package final class NameTokens {
  private var found: UnsafeMutablePointer<NameToken>
  private var sorted: UnsafeMutablePointer<NameToken>
  private var capacity = 1 << 12
  package private(set) var count = 0
  private var begin = [Int](repeating: 0, count: NameTable.shardCount + 1)

  package init() {
    found = .allocate(capacity: capacity)
    sorted = .allocate(capacity: capacity)
  }

  deinit {
    found.deallocate()
    sorted.deallocate()
  }

  package func removeAll() { count = 0 }

  /// A token by the order in which they came.
  package func token(_ index: Int) -> NameToken { found[index] }

  @inline(__always)
  package func append(_ token: NameToken) {
    if count == capacity { grow() }
    found[count] = token
    count += 1
  }

  package subscript(shard shard: Int) -> UnsafeBufferPointer<NameToken> {
    UnsafeBufferPointer(start: sorted + begin[shard], count: begin[shard + 1] - begin[shard])
  }

  package func sort() {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: NameTable.shardCount + 1) { next in
      next.initialize(repeating: 0)
      for index in 0..<count { next[NameTable.shard(found[index].hash) + 1] += 1 }
      for shard in 1...NameTable.shardCount { next[shard] += next[shard - 1] }
      for shard in begin.indices { begin[shard] = next[shard] }
      for index in 0..<count {
        let shard = NameTable.shard(found[index].hash)
        sorted[next[shard]] = found[index]
        next[shard] += 1
      }
    }
  }

  private func grow() {
    let larger = UnsafeMutablePointer<NameToken>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: found, count: count)
    found.deallocate()
    found = larger
    sorted.deallocate()
    capacity *= 2
    sorted = .allocate(capacity: capacity)
  }
}
