internal import Support
internal import Tables

/// Facts in a table of another shape than head, relation and tail between tabs: other delimiters, other columns beside,
/// quotes. A heading is one where it names the columns; without, they are the first three.
struct DelimitedFacts: FactSource {
  let file: InputFile
  let rules: TableRules
  /// What entities that are regions are called, however the table writes it.
  let regions: IdentifierJoin

  private static let roles: [ColumnRole] = [.head, .relation, .tail]

  /// - Parameter regions: ids to which those of the table are normalised, where `rules` say so.
  /// - Throws: `Failure` (EX_DATAERR) where two regions would be one.
  init(file: InputFile, rules: TableRules, regions: [String]) throws {
    self.file = file
    self.rules = rules
    self.regions = try IdentifierJoin(regions, normalises: rules.normalisesIDs)
  }

  /// Whether `rules` say that facts are so written.
  static func isMeant(_ rules: TableRules) -> Bool {
    rules.dialect.delimiter.map { $0 != 9 } ?? false || rules.dialect.encoding != .utf8
      || rules.normalisesIDs || roles.contains { rules.columns[$0] != nil }
  }

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is no fact.
  func addFacts(to assembly: GraphAssembly) throws {
    var rules = rules
    // Names may hold every other mark.
    let asksForColumns = Self.roles.contains { rules.columns[$0] != nil }
    if rules.dialect.delimiter == nil, !asksForColumns, rules.dialect.encoding == .utf8 {
      rules.dialect.delimiter = 9
    }
    var rows = try ColumnReader(try ContentStream(file), rules, columnsWithoutHeading: Self.roles)
    if !rows.isHeadless { assembly.noteHeading(of: file.name) }
    let columns = try Self.roles.map { try rows.required($0) }
    while try rows.next() {
      try rows.checkFields()
      try withName(rows, columns[0]) { head in
        try rows.withBytes(columns[1]) { relation in
          try withName(rows, columns[2]) { tail in
            try assembly.addFact(head: head, relation: relation, tail: tail, subject: rows.subject)
          }
        }
      }
    }
  }

  /// Calls `body` with an entity's name, normalised where that is wanted.
  private func withName(
    _ rows: ColumnReader, _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard rules.normalisesIDs else { return try rows.withBytes(column, body) }
    let name = Array(regions.resolve(rows.string(column)).utf8)
    try name.withUnsafeBytes(body)
  }
}
