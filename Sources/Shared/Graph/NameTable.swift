internal import Foundation

/// Numbers byte strings in the order of their first appearance.
///
/// Every distinct name is stored once in one arena; looking one up makes no object. The hash is keyed
/// at random for each table, so that no input can be made to collide; numbers do not depend on it.
struct NameTable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  private var slots = [Int32](repeating: -1, count: 1 << 10)
  private let key = UInt64.random(in: .min ... .max) | 1

  var count: Int { ends.count }

  /// The bytes of name `index`.
  func withBytes<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let start = index == 0 ? 0 : ends[index - 1]
    return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[start..<ends[index]])) }
  }

  /// Name `index`, already checked to be UTF-8 by whoever added it.
  func string(_ index: Int) -> String { withBytes(index) { String(decoding: $0, as: UTF8.self) } }

  /// The number of `name`; `isNew` when it was not in the table.
  mutating func intern(_ name: UnsafeRawBufferPointer) -> (index: Int32, isNew: Bool) {
    let hash = hash(name)
    let slot = slot(of: name, hash)
    guard slots[slot] < 0 else { return (slots[slot], false) }
    let index = Int32(ends.count)
    slots[slot] = index
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    hashes.append(hash)
    if ends.count * 2 > slots.count { grow() }
    return (index, true)
  }

  /// The number of `name`, or nil where it is not in the table.
  func index(of name: String) -> Int? {
    var name = name
    return name.withUTF8 {
      let name = UnsafeRawBufferPointer($0)
      let index = slots[slot(of: name, hash(name))]
      return index < 0 ? nil : Int(index)
    }
  }

  /// The slot that holds `name`, or the empty one where it belongs.
  private func slot(of name: UnsafeRawBufferPointer, _ hash: UInt32) -> Int {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, isName(index, equalTo: name) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  mutating func intern(_ name: String) -> (index: Int32, isNew: Bool) {
    var name = name
    return name.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  private func isName(_ index: Int, equalTo name: UnsafeRawBufferPointer) -> Bool {
    withBytes(index) {
      $0.count == name.count && (name.isEmpty || memcmp($0.baseAddress!, name.baseAddress!, name.count) == 0)
    }
  }

  private func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
    var state = key
    var offset = 0
    while offset + 8 <= name.count {
      state = Self.fold(state ^ name.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest = UInt64(name.count)
    while offset < name.count {
      rest = rest << 8 | UInt64(name[offset])
      offset += 1
    }
    return UInt32(truncatingIfNeeded: Self.fold(state ^ rest))
  }

  /// Both halves of a full product, folded (the step of wyhash).
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  private mutating func grow() {
    var larger = [Int32](repeating: -1, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & (larger.count - 1)
      while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(index)
    }
    slots = larger
  }
}
