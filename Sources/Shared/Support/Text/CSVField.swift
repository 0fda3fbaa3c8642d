/// A field of a table of commas.
package enum CSVField {
  /// In quotes where RFC 4180 asks for them.
  package static func quoted(_ field: String) -> String {
    field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
      : field
  }
}
