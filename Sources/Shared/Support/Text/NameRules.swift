/// What names may hold: ids of regions and entities, relations, indicators, labels. They stand in tables of lines and
/// tabs, on terminals, in reports and in spreadsheets, and nothing that they hold may break those.
package enum NameRules {
  /// Whether bytes are text of printable ASCII, as nearly all names are.
  @inline(__always)
  package static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.allSatisfy { $0 &- 32 < 95 } }

  /// Why a text can be no name: a control character (C0, DEL, C1: tabs, line ends and NUL among them), a mark of
  /// direction, or a separator of lines; or because it stands for bytes that are no text. nil where it can.
  package static func problem(with name: some StringProtocol) -> String? {
    if name.utf8.allSatisfy({ $0 &- 32 < 95 }) { return nil }
    for scalar in name.unicodeScalars {
      if let byte = String.escapedByte(scalar) {
        return "holds the byte 0x\(String(byte, radix: 16)), which is no UTF-8 text"
      }
      let what: String
      switch scalar.properties.generalCategory {
      case .control: what = "control character"
      case .lineSeparator, .paragraphSeparator: what = "line separator"
      case .format where scalar.properties.isBidiControl: what = "mark of direction"
      default: continue
      }
      return "holds the \(what) U+\(digits(scalar)), which no name may"
    }
    return nil
  }

  /// Why a name of a region, an indicator or the like could run as a formula where a table is opened as a spreadsheet.
  /// Numbers are none, and neither is text that a spreadsheet has quoted itself (`="06037"`).
  package static func formulaProblem(with name: String) -> String? {
    guard let first = name.utf8.first, [0x3D, 0x40, 0x2B, 0x2D].contains(first), Double(name) == nil,
      !isQuotedText(name.utf8)
    else { return nil }
    return "begins with '\(Character(UnicodeScalar(first)))', which spreadsheets take for a formula"
  }

  private static func isQuotedText(_ name: String.UTF8View) -> Bool {
    name.starts(with: #"=""#.utf8) && name.last == UInt8(ascii: "\"") && name.count > 2
      && !name.dropFirst(2).dropLast().contains(UInt8(ascii: "\""))
  }

  /// - Throws: `Failure` (EX_DATAERR) with the name shown, where it can be none.
  package static func require(_ name: String, _ subject: @autoclosure () -> String, isLabel: Bool = false)
    throws
  {
    guard let problem = problem(with: name) ?? (isLabel ? formulaProblem(with: name) : nil) else { return }
    throw Failure.data(subject(), "'\(name.escaped.shortened(to: 80))' \(problem)")
  }

  private static func digits(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension String {
  /// As `printable`, and line ends and tabs are shown as well.
  package var escaped: String {
    split(omittingEmptySubsequences: false) { $0.isNewline || $0 == "\t" }.count == 1
      ? printable
      : unicodeScalars.map { scalar in
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: String(scalar).printable
        }
      }.joined()
  }
}
