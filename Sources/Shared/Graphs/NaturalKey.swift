internal import Support
internal import Tables

/// The first 16 bytes of a name in a form whose byte order is `NaturalOrder`: the digits of a number are
/// preceded by how many they are. Names with equal keys are in no order that the keys tell.
package struct NaturalKey: Comparable {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  package init(_ name: UnsafeRawBufferPointer) {
    var used = 0
    var index = 0
    while index < name.count, used < 16 {
      guard name[index] &- 48 < 10 else {
        append(name[index], &used)
        index += 1
        continue
      }
      while index < name.count, name[index] == 48 { index += 1 }
      var end = index
      while end < name.count, name[end] &- 48 < 10 { end += 1 }
      // Still a digit, so that it compares with other bytes as the number's first digit would.
      append(48 + UInt8(min(end - index, 9)), &used)
      if end - index >= 9 { return }
      while index < end, used < 16 {
        append(name[index], &used)
        index += 1
      }
    }
  }

  private mutating func append(_ byte: UInt8, _ used: inout Int) {
    if used < 8 {
      high |= UInt64(byte) << UInt64(8 * (7 - used))
    } else {
      low |= UInt64(byte) << UInt64(8 * (15 - used))
    }
    used += 1
  }

  package static func == (a: NaturalKey, b: NaturalKey) -> Bool { a.high == b.high && a.low == b.low }
  package static func < (a: NaturalKey, b: NaturalKey) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}

extension NameTable {
  private struct Item {
    let key: NaturalKey
    let number: Int32
  }

  private func precedes(_ a: Item, _ b: Item) -> Bool {
    guard a.key == b.key else { return a.key < b.key }
    return withBytes(Int(a.number)) { a in withBytes(Int(b.number)) { NaturalOrder.precedes(a, $0) } }
  }

  /// The given names in natural order, sorted in parallel.
  package func naturallySorted(_ numbers: [Int32]) -> [Int32] {
    let items = keyed(numbers)
    // Evenly chosen items cut the rest into parts, which are sorted apart.
    let parts = max(1, min(256, items.count / 4096))
    let sample = stride(from: 0, to: items.count, by: max(1, items.count / (parts * 16))).map { items[$0] }
      .sorted(by: precedes)
    let bounds = (1..<parts).map { sample[$0 * sample.count / parts] }
    var part = [UInt8](repeating: 0, count: items.count)
    part.withUnsafeMutableBufferPointer { buffer in
      let state = Unchecked((table: self, part: buffer, items: items, bounds: bounds))
      Parallel.forRanges(items.count, grain: 1 << 14) { range in
        let (table, part, items) = (state.value.table, state.value.part, state.value.items)
        let bounds = state.value.bounds
        for index in range {
          var (low, high) = (0, bounds.count)
          while low < high {
            let middle = (low + high) / 2
            if table.precedes(items[index], bounds[middle]) { high = middle } else { low = middle + 1 }
          }
          part[index] = UInt8(low)
        }
      }
    }
    var begin = [Int](repeating: 0, count: parts + 1)
    for part in part { begin[Int(part) + 1] += 1 }
    for part in 0..<parts { begin[part + 1] += begin[part] }
    var next = begin
    var sorted = items
    for (index, part) in part.enumerated() {
      sorted[next[Int(part)]] = items[index]
      next[Int(part)] += 1
    }
    sorted.withUnsafeMutableBufferPointer { buffer in
      let state = Unchecked((table: self, items: buffer))
      let begin = begin
      Parallel.forEach(parts) { part in
        let table = state.value.table
        var slice = UnsafeMutableBufferPointer(rebasing: state.value.items[begin[part]..<begin[part + 1]])
        slice.sort { table.precedes($0, $1) }
      }
    }
    return sorted.map(\.number)
  }

  private func keyed(_ numbers: [Int32]) -> [Item] {
    [Item](unsafeUninitializedCapacity: numbers.count) { buffer, count in
      let state = Unchecked((self, numbers, buffer))
      Parallel.forRanges(numbers.count, grain: 1 << 14) { range in
        let (table, numbers, buffer) = state.value
        for index in range {
          let key = table.withBytes(Int(numbers[index])) { NaturalKey($0) }
          (buffer.baseAddress! + index).initialize(to: Item(key: key, number: numbers[index]))
        }
      }
      count = numbers.count
    }
  }
}
