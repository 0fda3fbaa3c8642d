internal import Foundation

/// How ids of the same things come to be written differently, and what they have in common.
package enum IdentifierForm {
  /// The id without what differs between files of the same regions: blanks, Unicode form, Excel's `="…"`, `.0` of a
  /// number, the summary level of the Census (`1400000US`), zeros in front. Two that are equal in it may be one.
  package static func canonical(_ id: String) -> String {
    let text = withoutMarks(id)
    let digits = text.drop { $0 == "0" }
    return text.utf8.allSatisfy { $0 &- 48 < 10 } && !digits.isEmpty ? String(digits) : text
  }

  /// As `canonical`, with zeros in front kept.
  private static func withoutMarks(_ id: String) -> String {
    var text = id.precomposedStringWithCanonicalMapping
    text = text.replacingOccurrences(of: "\u{FEFF}", with: "")
    text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("=\""), text.hasSuffix("\""), text.count > 3 {
      text = String(text.dropFirst(2).dropLast())
    }
    if let quote = text.first, quote == "'" || quote == "\"" {
      text = String(text.dropFirst())
      if text.last == quote { text = String(text.dropLast()) }
    }
    text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if let level = summaryLevel(text) { text = String(text.dropFirst(level)) }
    if let point = text.firstIndex(of: "."), point > text.startIndex,
      text[..<point].utf8.allSatisfy({ $0 &- 48 < 10 }),
      text[point...].dropFirst().allSatisfy({ $0 == "0" }), text[point...].count > 1
    {
      text = String(text[..<point])
    }
    return text
  }

  /// The length of `1400000US` at the beginning, where a code of digits follows.
  private static func summaryLevel(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count > 9, bytes[..<7].allSatisfy({ $0 &- 48 < 10 }), bytes[7] == UInt8(ascii: "U"),
      bytes[8] == UInt8(ascii: "S"), bytes[9...].allSatisfy({ $0 &- 48 < 10 })
    else { return nil }
    return 9
  }

  /// Why one id is not the other, where they may be of one thing; nil where they have nothing in common.
  static func difference(_ id: String, _ wanted: String) -> String? {
    // Swift's strings are equal in all forms of Unicode; names in files are not.
    if id == wanted {
      return id.utf8.elementsEqual(wanted.utf8) ? nil : "they are in two Unicode forms (NFC, NFD)"
    }
    if isExponential(id) || isExponential(wanted), let a = Double(id), let b = Double(wanted),
      abs(a - b) <= 1e-3 * abs(b)
    {
      return lostDigits
    }
    if canonical(id) == canonical(wanted) {
      let both = [id, wanted]
      if both.contains(where: { $0.first?.isWhitespace == true || $0.last?.isWhitespace == true }) {
        return "blanks differ"
      }
      if both.contains(where: { $0.hasPrefix("=\"") || $0.hasPrefix("'") }) {
        return "a spreadsheet's quotes are part of one"
      }
      if both.contains(where: { summaryLevel($0) != nil }) {
        return "one begins with a summary level of the Census"
      }
      if both.contains(where: { $0.contains(".") }) { return "one was written as a number with a fraction" }
      return "zeros in front are lost"
    }
    if id.lowercased() == wanted.lowercased() { return "capital letters differ" }
    return part(id, wanted)
  }

  static let lostDigits = "a spreadsheet wrote numbers, whose digits are lost"

  /// Census codes of one thing within another: a block's begins with its tract's.
  private static func part(_ id: String, _ wanted: String) -> String? {
    let (long, short) = id.utf8.count > wanted.utf8.count ? (id, wanted) : (wanted, id)
    guard [5, 11, 12].contains(short.utf8.count), [11, 12, 15].contains(long.utf8.count),
      long.hasPrefix(short),
      (long + short).utf8.allSatisfy({ $0 &- 48 < 10 })
    else { return nil }
    let names = [5: "a county", 11: "a tract", 12: "a block group", 15: "a block"]
    return
      "'\(long)' is the code of \(names[long.utf8.count] ?? "a part"), '\(short)' that of \(names[short.utf8.count] ?? "a whole")"
  }

  static func isExponential(_ id: String) -> Bool {
    let text = id.uppercased()
    guard let mark = text.range(of: "E+"), text.first?.isNumber == true else { return false }
    return text[mark.upperBound...].allSatisfy(\.isNumber) && Double(text) != nil
  }
}
