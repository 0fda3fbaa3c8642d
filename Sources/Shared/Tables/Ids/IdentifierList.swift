internal import Support

/// Reads ids from whatever has some.
package enum IdentifierList {
  /// The keys of a JSON object, in natural order; a JSON array of strings; or of a table the column that is called
  /// as usual (`ColumnNames.region`), else the first field of every line.
  /// - Parameter what: what the ids are of, for messages: `region`.
  /// - Throws: `Failure` (EX_DATAERR) when there is none, or one is empty or occurs twice.
  package static func parse(
    _ bytes: [UInt8], name: String, of what: String = "region", _ rules: TableRules = TableRules()
  ) throws -> [String] {
    let ids =
      try beginsLikeJSON(bytes)
      ? parseJSON(JSONScanner(bytes, name: name), name, what)
      : RegionRecords(parsing: bytes, name: name, rules).ids(of: what)
    guard !ids.isEmpty else { throw Failure.data(name, "names no \(what)") }
    return ids
  }

  private static func parseJSON(_ scanner: JSONScanner, _ name: String, _ what: String) throws -> [String] {
    var ids: [String] = []
    var lines: [Int] = []
    func add(_ id: String) {
      ids.append(id)
      lines.append(scanner.line)
    }
    let isObject = try scanner.peek() == UInt8(ascii: "{")
    if isObject {
      try scanner.object { id in
        add(id)
        try scanner.skip()
      }
    } else {
      try scanner.array { add(try scanner.string()) }
    }
    try scanner.end()
    try requireIdentifiers(ids, of: what, in: name) { "\(name): line \(lines[$0])" }
    return isObject ? ids.naturallySorted() : ids
  }
}
