/// How tables are written.
package struct TableDialect: Sendable {
  package enum Decimal: String, CaseIterable, Sendable {
    /// A point, or a comma that can be nothing else.
    case automatic
    case point = "."
    case comma = ","
  }

  /// Between fields; nil is found in the first line.
  package var delimiter: UInt8?
  package var decimal = Decimal.automatic
  package var encoding = TextEncoding.utf8
  package var missing = MissingMarks()

  package init() {}

  /// By a name or by itself.
  package static func delimiter(named name: String) -> UInt8? {
    let names =
      ["tab": 9, "\\t": 9, "comma": 44, "semicolon": 59, "pipe": 124, "space": 32] as [String: UInt8]
    if let byte = names[name.lowercased()] { return byte }
    guard name.utf8.count == 1, let byte = name.utf8.first, byte > 32 || byte == 9 || byte == 32, byte < 127,
      byte != UInt8(ascii: "\"")
    else { return nil }
    return byte
  }

  /// The delimiter of a table by its first line: a tab where it has one, else of comma, semicolon and | that
  /// which it has most of outside quotes.
  static func delimiter(inLine line: some Sequence<UInt8>) -> UInt8 {
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    for byte in line {
      if byte == 9 { return 9 }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|")]
    return marks.reduce(marks[0]) { (counts[$1] ?? 0) > (counts[$0] ?? 0) ? $1 : $0 }
  }

  package func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { number(UnsafeRawBufferPointer($0)) }
  }

  /// A finite decimal number; nil where the text is none, or could be two.
  @inline(__always)
  func number(_ text: UnsafeRawBufferPointer) -> Double? {
    if decimal != .comma, let value = DecimalNumber.parse(text) { return value }
    return numberWithComma(text)
  }

  private func numberWithComma(_ text: UnsafeRawBufferPointer) -> Double? {
    guard decimal != .point, let comma = text.firstIndex(of: UInt8(ascii: ",")) else {
      return decimal == .comma ? DecimalNumber.parse(text) : nil
    }
    guard decimal == .comma || Self.isDecimal(text, comma) else { return nil }
    guard text.count < 64, !text.contains(UInt8(ascii: ".")) else { return nil }
    let point = text.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
    return point.withUnsafeBytes { DecimalNumber.parse($0) }
  }

  /// Whether a comma is certainly no mark of thousands: other than three digits follow, or none, more than three or
  /// a zero stand before it.
  private static func isDecimal(_ text: UnsafeRawBufferPointer, _ comma: Int) -> Bool {
    let start = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0
    let before = comma - start
    let after = text[(comma + 1)...].prefix { $0 &- 48 < 10 }.count
    return after != 3 || before == 0 || before > 3 || text[start] == UInt8(ascii: "0")
  }

  /// What may be meant by a text that is no number, for the end of a message.
  package static func hint(_ text: String) -> String {
    if text.contains(","), text.allSatisfy({ "0123456789,.+-".contains($0) }) {
      return text.contains(".")
        ? "; thousands are written without commas"
        : "; is the comma a decimal one (--decimal ,) or one for thousands, which cannot be read?"
    }
    return ""
  }
}
