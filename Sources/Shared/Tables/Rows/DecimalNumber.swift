internal import Foundation

/// Numbers written in decimal, as JSON and CSV have them.
package enum DecimalNumber {
  /// The nearest double to the whole of `text`, or nil where that is not a finite decimal number.
  ///
  /// Up to 18 digits are exact integers; where these are below 2^53 and the power of ten below 10^23, one
  /// correctly rounded division or product gives the result (Clinger 1990). The rest is left to strtod.
  package static func parse(_ text: UnsafeRawBufferPointer) -> Double? {
    guard text.count > 0, text.count < 64 else { return nil }
    var index = 0
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    let negative = text[0] == UInt8(ascii: "-")
    if negative || text[0] == UInt8(ascii: "+") { index = 1 }
    var seenPoint = false
    while index < text.count {
      let byte = text[index]
      if byte &- 48 < 10 {
        digits += 1
        if digits > 18 { return slow(text) }
        mantissa = mantissa * 10 + UInt64(byte - 48)
        if seenPoint { fraction += 1 }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        return slow(text)
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    guard mantissa < 1 << 53 else { return slow(text) }
    let value = Double(mantissa) / powers[fraction]
    return negative ? -value : value
  }

  package static func parse(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
  }

  private static let powers = (0...18).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }

  private static func slow(_ text: UnsafeRawBufferPointer) -> Double? {
    // strtod also takes hexadecimal, infinities and what it calls nan.
    let allowed = text.allSatisfy { byte in
      byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
        || byte | 32 == UInt8(ascii: "e")
    }
    guard allowed else { return nil }
    var copy = text.map { CChar(bitPattern: $0) }
    copy.append(0)
    return copy.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(start, &end)
      return end.map { UnsafePointer($0) } == start + text.count && value.isFinite ? value : nil
    }
  }
}
