/// How the characters of a text are written as bytes.
package enum TextEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  /// ISO 8859-1.
  case latin1 = "latin-1"
  /// What Windows calls ANSI in western Europe and America.
  case windows1252 = "windows-1252"
  /// In the order of bytes that a byte order mark says, else little-endian.
  case utf16 = "utf-16"

  /// By its own or another usual name, in any case.
  package init?(named name: String) {
    let name = name.lowercased().replacing("_", with: "-")
    let others: [String: TextEncoding] = [
      "utf8": .utf8, "utf-8-sig": .utf8, "latin1": .latin1, "iso-8859-1": .latin1, "iso8859-1": .latin1,
      "cp1252": .windows1252, "cp-1252": .windows1252, "ansi": .windows1252, "utf16": .utf16,
    ]
    guard let found = TextEncoding(rawValue: name) ?? others[name] else { return nil }
    self = found
  }

  /// Windows-1252's characters from 0x80; 0 where it has none.
  static let windows: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
  ]
}
