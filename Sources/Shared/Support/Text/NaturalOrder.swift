/// The order people expect of numbered names: runs of digits compare as numbers, the rest by byte, so
/// `r2` comes before `r10`. Names that differ only in leading zeros compare by byte.
package enum NaturalOrder {
  package static func precedes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let first = number(in: a, from: i)
        let second = number(in: b, from: j)
        if first.count != second.count { return first.count < second.count }
        for (x, y) in zip(a[first], b[second]) where x != y { return x < y }
        i = first.upperBound
        j = second.upperBound
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    let left = a.count - i
    let right = b.count - j
    return left != right ? left < right : a.lexicographicallyPrecedes(b)
  }

  package static func precedes(_ a: String, _ b: String) -> Bool {
    var a = a
    var b = b
    return a.withUTF8 { a in
      b.withUTF8 { precedes(UnsafeRawBufferPointer(a), UnsafeRawBufferPointer($0)) }
    }
  }

  /// The significant digits of the number that begins at `start`.
  private static func number(in name: UnsafeRawBufferPointer, from start: Int) -> Range<Int> {
    var first = start
    while first < name.count, name[first] == 48 { first += 1 }
    var end = first
    while end < name.count, isDigit(name[end]) { end += 1 }
    return first..<end
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}

extension Sequence<String> {
  /// Sorted so that numbers inside names count as numbers: `r2` before `r10`.
  package func naturallySorted() -> [String] { sorted(by: NaturalOrder.precedes) }
}
