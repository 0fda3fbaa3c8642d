internal import Support

/// Numbers byte strings in the order of their first appearance.
///
/// Every distinct name is stored once; looking one up makes no object. The hash has a key that nobody can predict,
/// so that no input can be made to collide; numbers do not depend on it. The table is cut into shards
/// by hash, which may be filled at the same time (`NameTokens`). A full table may be read on many threads.
package final class NameTable: @unchecked Sendable {
  static let shardBits = 4
  package static let shardCount = 1 << shardBits

  /// Where the bytes of a name are.
  struct Entry {
    let shard: UInt32
    let offset: NameShard.Offset
  }

  let shards = (0..<shardCount).map { _ in NameShard() }
  /// Of every name, by number.
  private var entries: [Entry] = []
  private let key = HashKey.unpredictable()

  package init() {}

  package var count: Int { entries.count }

  /// The bytes of name `index`.
  package func withBytes<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let entry = entries[index]
    return try body(shards[Int(entry.shard)].bytes(of: entry.offset))
  }

  /// Asks for the bytes of a name that will be wanted soon.
  @inline(__always)
  func prefetch(_ index: Int) { shards[Int(entries[index].shard)].prefetch(entries[index].offset) }

  /// Name `index`, already checked to be UTF-8 by whoever added it.
  package func string(_ index: Int) -> String { withBytes(index) { String(decoding: $0, as: UTF8.self) } }

  /// The number of `name`; `isNew` when it was not in the table.
  package func intern(_ name: UnsafeRawBufferPointer) -> (index: Int32, isNew: Bool) {
    let hash = hash(name)
    let shard = Self.shard(hash)
    let (offset, isNew) = shards[shard].intern(name, hash)
    return (isNew ? number(offset, in: shard) : shards[shard].number(of: offset), isNew)
  }

  package func intern(_ name: String) -> (index: Int32, isNew: Bool) {
    var name = name
    return name.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  /// Gives a new name of a shard the next number.
  private func number(_ offset: NameShard.Offset, in shard: Int) -> Int32 {
    let number = Int32(entries.count)
    entries.append(Entry(shard: UInt32(shard), offset: offset))
    shards[shard].setNumber(number, of: offset)
    return number
  }

  /// Gives `count` more numbers out, whose names are told by `body`: number `first + i` goes to entry i.
  func appendNumbers(_ count: Int, _ body: (_ first: Int32, UnsafeMutableBufferPointer<Entry>) -> Void) {
    let first = entries.count
    entries.append(contentsOf: repeatElement(Entry(shard: 0, offset: 0), count: count))
    entries.withUnsafeMutableBufferPointer {
      body(Int32(first), UnsafeMutableBufferPointer(rebasing: $0[first...]))
    }
  }

  /// The number of `name`, or nil where it is not in the table.
  package func index(of name: String) -> Int? {
    var name = name
    return name.withUTF8 { index(of: UnsafeRawBufferPointer($0)) }
  }

  package func index(of name: UnsafeRawBufferPointer) -> Int? {
    let hash = hash(name)
    let shard = shards[Self.shard(hash)]
    return shard.find(name, hash).map { Int(shard.number(of: $0)) }
  }

  package static func shard(_ hash: UInt32) -> Int { Int(hash >> (32 - UInt32(shardBits))) }

  @inline(__always)
  func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
    var state = key ^ UInt64(name.count)
    var offset = 0
    while offset + 8 <= name.count {
      state = Self.fold(state ^ name.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    if offset < name.count {
      var rest: UInt64 = 0
      if name.count >= 8 {  // some bytes a second time
        rest = name.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
      } else if name.count >= 4 {
        rest = UInt64(name.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        rest |= UInt64(name.loadUnaligned(fromByteOffset: name.count - 4, as: UInt32.self)) << 32
      } else {
        for byte in name { rest = rest << 8 | UInt64(byte) }
      }
      state = Self.fold(state ^ rest)
    }
    return UInt32(truncatingIfNeeded: Self.fold(state))
  }

  /// Both halves of a full product, folded (the step of wyhash).
  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }
}
