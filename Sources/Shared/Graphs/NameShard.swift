internal import CKernels

/// A part of a `NameTable`: the names whose hashes begin with the same bits, one after another in memory.
///
/// A name is found with two accesses to memory: its slot, which holds the rest of the hash, and its entry,
/// which holds its number and its bytes.
package final class NameShard {
  /// Where an entry begins in `arena`, in words of 8 bytes.
  package typealias Offset = UInt32

  /// What precedes the bytes of a name.
  private struct Header {
    var number: Int32
    var length: UInt32
  }

  /// Hash, and where the entry begins, + 1; 0 where free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  package private(set) var count = 0
  private var arena: UnsafeMutableRawPointer
  private var used = 0
  private var capacity = 1 << 12

  package init() {
    mask = (1 << 6) - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    arena = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit {
    slots.deallocate()
    arena.deallocate()
  }

  package func number(of entry: Offset) -> Int32 { header(entry).pointee.number }

  package func setNumber(_ number: Int32, of entry: Offset) { header(entry).pointee.number = number }

  /// The bytes of a name, valid until the next `intern`.
  package func bytes(of entry: Offset) -> UnsafeRawBufferPointer {
    let header = header(entry)
    return UnsafeRawBufferPointer(start: UnsafeRawPointer(header + 1), count: Int(header.pointee.length))
  }

  /// The entry of a name that is there.
  package func find(_ name: UnsafeRawBufferPointer, _ hash: UInt32) -> Offset? {
    let slot = slots[slot(of: name, hash)]
    return slot == 0 ? nil : Offset(truncatingIfNeeded: slot) &- 1
  }

  /// The entry of a name; a new one has no number yet, which is −1.
  package func intern(_ name: UnsafeRawBufferPointer, _ hash: UInt32) -> (entry: Offset, isNew: Bool) {
    let slot = slot(of: name, hash)
    if slots[slot] != 0 { return (Offset(truncatingIfNeeded: slots[slot]) &- 1, false) }
    let size = MemoryLayout<Header>.stride + (name.count + 7) / 8 * 8
    if used + size > capacity { extend(size) }
    let entry = Offset(used / 8)
    used += size
    let header = header(entry)
    header.pointee = Header(number: -1, length: UInt32(name.count))
    if let source = name.baseAddress {
      UnsafeMutableRawPointer(header + 1).copyMemory(from: source, byteCount: name.count)
    }
    slots[slot] = UInt64(hash) << 32 | UInt64(entry + 1)
    count += 1
    if count * 2 > mask { grow() }
    return (entry, true)
  }

  /// Asks for the slot of a name that will be looked up soon.
  @inline(__always)
  func prefetchSlot(_ hash: UInt32) { kn_prefetch(slots + (Int(hash) & mask)) }

  /// Asks for the entry behind a slot that is at hand.
  @inline(__always)
  func prefetchEntry(_ hash: UInt32) {
    let slot = slots[Int(hash) & mask]
    if slot != 0 { prefetch(Offset(truncatingIfNeeded: slot) &- 1) }
  }

  @inline(__always)
  func prefetch(_ entry: Offset) { kn_prefetch(arena + Int(entry) * 8) }

  private func header(_ entry: Offset) -> UnsafeMutablePointer<Header> {
    (arena + Int(entry) * 8).assumingMemoryBound(to: Header.self)
  }

  /// The slot that holds `name`, or the free one where it belongs.
  @inline(__always)
  private func slot(of name: UnsafeRawBufferPointer, _ hash: UInt32) -> Int {
    var index = Int(hash) & mask
    while slots[index] != 0 {
      let slot = slots[index]
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let header = header(Offset(truncatingIfNeeded: slot) &- 1)
        if Int(header.pointee.length) == name.count, name.areEqual(to: header + 1) {
          break
        }
      }
      index = (index + 1) & mask
    }
    return index
  }

  private func extend(_ size: Int) {
    capacity = max(capacity * 2, used + size)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    larger.copyMemory(from: arena, byteCount: used)
    arena.deallocate()
    arena = larger
  }

  private func grow() {
    let larger = 2 * mask + 1
    let target = UnsafeMutablePointer<UInt64>.allocate(capacity: larger + 1)
    target.initialize(repeating: 0, count: larger + 1)
    for index in 0...mask where slots[index] != 0 {
      var free = Int(UInt32(truncatingIfNeeded: slots[index] >> 32)) & larger
      while target[free] != 0 { free = (free + 1) & larger }
      target[free] = slots[index]
    }
    slots.deallocate()
    slots = target
    mask = larger
  }
}
