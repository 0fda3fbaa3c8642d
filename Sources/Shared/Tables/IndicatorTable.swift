internal import Support

/// Socioeconomic indicators of regions, joined by id.
package struct IndicatorTable: Sendable {
  /// How messages name the file.
  package let name: String
  package private(set) var ids: [String]
  /// The indicators, in the order they were asked for.
  package let indicators: [String]
  /// One column for each indicator; NaN where the file has no value.
  package let columns: [[Double]]

  /// Reads a CSV or TSV table (`region,pop,edu,…`) or a JSON object `{region: {pop: …, …}, …}`, whose
  /// regions are taken in sorted order.
  /// - Parameter areOptional: whether an indicator may occur nowhere, and is then unknown everywhere.
  /// - Throws: `Failure` (EX_DATAERR) when an indicator occurs nowhere in the file, a field of a needed
  ///   column is not a number, or a value is infinite or stands for none.
  package init(
    parsing bytes: [UInt8], name: String, indicators: [String], areOptional: Bool = false,
    _ rules: TableRules = TableRules()
  ) throws {
    self.name = name
    self.indicators = indicators
    (ids, columns) =
      beginsLikeJSON(bytes)
      ? try Self.parseJSON(JSONScanner(bytes, name: name), name, indicators, areOptional, rules)
      : try Self.parseTable(DelimitedTable(parsing: bytes, name: name, rules), indicators, areOptional)
    var problems = RowProblems(name)
    for (indicator, column) in zip(indicators, columns) {
      for (id, value) in zip(ids, column) where MissingMarks.isSentinel(value) {
        problems.note(
          Failure.data(
            name,
            "\(indicator) of region \(id) is \(Int(value)), by which the American Community Survey says that there is no estimate; --missing \(Int(value)) takes it so"
          ))
      }
      for (id, value) in zip(ids, column) where value.isInfinite {
        problems.note(
          Failure.data(
            name, "\(indicator) of region \(id) is \(value), where a finite value is needed"))
      }
    }
    try problems.require()
  }

  /// The same values of regions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  package func renamed(_ rename: (String) -> String) throws -> IndicatorTable {
    var result = self
    result.ids = ids.map(rename)
    try requireIdentifiers(result.ids, of: "region", in: name) { "\(name): '\(ids[$0])'" }
    return result
  }

  private static func parseTable(_ table: DelimitedTable, _ indicators: [String], _ areOptional: Bool) throws
    -> ([String], [[Double]])
  {
    let ids = try table.regions()
    let (dialect, missing) = (table.rules.dialect, table.rules.dialect.missing)
    var problems = RowProblems(table.name)
    let columns = try indicators.map { indicator -> [Double] in
      guard let column = try column(of: indicator, table) else {
        guard areOptional else {
          throw self.missing(indicator, table.name, table.columns.filter { !$0.isEmpty }, isTable: true)
        }
        return ids.map { _ in .nan }
      }
      return table.rows.enumerated().map { row, fields in
        let text = fields[column]
        if let value = dialect.number(text) { return missing.contains(value) ? .nan : value }
        if missing.contains(text) { return .nan }
        problems.note(
          Failure.data(
            table.subject(row),
            "\(indicator) of region \(ids[row]) is '\(text)', where a number is needed\(TableDialect.hint(text))"
          ))
        return .nan
      }
    }
    try problems.require()
    return (ids, columns)
  }

  /// The column of an indicator, spelt as it is asked for.
  private static func column(of indicator: String, _ table: DelimitedTable) throws -> Int? {
    guard let first = table.columns.firstIndex(of: indicator) else { return nil }
    guard table.columns.lastIndex(of: indicator) == first else {
      throw Failure.data(table.name, "names the column '\(indicator)' twice")
    }
    return first
  }

  private static func parseJSON(
    _ scanner: JSONScanner, _ name: String, _ indicators: [String], _ areOptional: Bool, _ rules: TableRules
  ) throws -> ([String], [[Double]]) {
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
        row[column] = try value(scanner, "\(indicator) of region \(id)", rules.dialect)
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
    try requireIdentifiers(ids, of: "region", in: name) { _ in name }
    return (ids, indicators.indices.map { column in ids.map { rows[$0]?[column] ?? .nan } })
  }

  /// A number, or one written as a text; NaN for null, NaN and what marks that there is no value.
  private static func value(_ scanner: JSONScanner, _ what: String, _ dialect: TableDialect) throws -> Double
  {
    switch try scanner.peek() {
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      try scanner.skip()
      return .nan
    case UInt8(ascii: "["), UInt8(ascii: "{"): throw scanner.failure("has no number for \(what)")
    case UInt8(ascii: "\""):
      let text = try scanner.string()
      if let value = DecimalNumber.parse(text) { return dialect.missing.contains(value) ? .nan : value }
      if dialect.missing.contains(text) { return .nan }
      throw scanner.failure("has '\(text.shortened(to: 40))' for \(what), where a number is needed")
    default:
      let value = try scanner.number()
      return dialect.missing.contains(value) ? .nan : value
    }
  }

  private static func missing(_ indicator: String, _ name: String, _ present: [String], isTable: Bool = false)
    -> Failure
  {
    let hint =
      isTable && present.count == 1
      ? "; fields are separated by commas, tabs, semicolons or |, or by what --delimiter says" : ""
    return Failure.data(name, "has no indicator '\(indicator)'; it has \(present.listed(20))\(hint)")
  }
}
