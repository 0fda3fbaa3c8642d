internal import Support

/// Socioeconomic indicators of regions, joined by id.
package struct IndicatorTable: Sendable {
  /// How messages name the file.
  package let name: String
  package let ids: [String]
  /// The indicators, in the order they were asked for.
  package let indicators: [String]
  /// One column for each indicator; NaN where the file has no value.
  package let columns: [[Double]]

  /// Reads a CSV or TSV table (`region,pop,edu,…`) or a JSON object `{region: {pop: …, …}, …}`, whose
  /// regions are taken in sorted order.
  /// - Parameter areOptional: whether an indicator may occur nowhere, and is then unknown everywhere.
  /// - Throws: `Failure` (EX_DATAERR) when an indicator occurs nowhere in the file, a field of a needed
  ///   column is not a number, or a value is infinite.
  package init(parsing bytes: [UInt8], name: String, indicators: [String], areOptional: Bool = false)
    throws
  {
    self.name = name
    self.indicators = indicators
    (ids, columns) =
      beginsLikeJSON(bytes)
      ? try Self.parseJSON(JSONScanner(bytes, name: name), name, indicators, areOptional)
      : try Self.parseTable(DelimitedTable(parsing: bytes, name: name), indicators, areOptional)
    for (indicator, column) in zip(indicators, columns) {
      for (id, value) in zip(ids, column) where value.isInfinite {
        throw Failure.data(
          name, "\(indicator) of region \(id) is \(value), where a finite value is needed")
      }
    }
  }

  private static func parseTable(_ table: DelimitedTable, _ indicators: [String], _ areOptional: Bool) throws
    -> ([String], [[Double]])
  {
    let ids = try table.regions()
    let columns = try indicators.map { indicator -> [Double] in
      guard let column = table.columns.firstIndex(of: indicator) else {
        guard areOptional else { throw missing(indicator, table.name, table.columns) }
        return ids.map { _ in .nan }
      }
      return try zip(table.rows, table.lines).map { row, line in
        let text = row[column]
        if ["", "na", "nan", "null"].contains(text.lowercased()) { return .nan }
        guard let value = Double(text) else {
          throw Failure.data(
            "\(table.name): line \(line)",
            "\(indicator) of region \(row[table.regionColumn]) is '\(text)', where a number is needed")
        }
        return value
      }
    }
    return (ids, columns)
  }

  private static func parseJSON(
    _ scanner: JSONScanner, _ name: String, _ indicators: [String], _ areOptional: Bool
  ) throws
    -> ([String], [[Double]])
  {
    var rows: [String: [Double]] = [:]
    var present: Set<String> = []
    guard try scanner.peek() == UInt8(ascii: "{") else {
      throw scanner.failure("has a JSON array, where an object with regions as keys is needed")
    }
    try scanner.object { id in
      guard try scanner.peek() == UInt8(ascii: "{") else {
        throw scanner.failure("gives region \(id) no object of indicators")
      }
      var row = [Double](repeating: .nan, count: indicators.count)
      try scanner.object { indicator in
        present.insert(indicator)
        guard let column = indicators.firstIndex(of: indicator) else { return try scanner.skip() }
        row[column] = try value(scanner, "\(indicator) of region \(id)")
      }
      guard rows.updateValue(row, forKey: id) == nil else {
        throw scanner.failure("lists region \(id) again")
      }
    }
    try scanner.end()
    for indicator in indicators where !areOptional && !present.contains(indicator) {
      throw missing(indicator, name, present.sorted())
    }
    let ids = rows.keys.sorted()
    return (ids, indicators.indices.map { column in ids.map { rows[$0]?[column] ?? .nan } })
  }

  /// A number, or NaN for null.
  private static func value(_ scanner: JSONScanner, _ what: String) throws -> Double {
    switch try scanner.peek() {
    case UInt8(ascii: "n"):
      try scanner.skip()
      return .nan
    case UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "{"):
      throw scanner.failure("has no number for \(what)")
    default: return try scanner.number()
    }
  }

  private static func missing(_ indicator: String, _ name: String, _ present: [String]) -> Failure {
    Failure.data(name, "has no indicator '\(indicator)'; it has \(present.joined(separator: ", "))")
  }
}
