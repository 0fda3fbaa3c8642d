internal import Support
internal import Tables

/// Facts in a table of another shape than head, relation and tail between tabs: other delimiters, other columns beside,
/// quotes. A heading is one where it names the columns; without, they are the first three.
struct DelimitedFacts: FactSource {
  let file: InputFile
  let rules: TableRules

  private static let roles: [ColumnRole] = [.head, .relation, .tail]

  /// Whether `rules` say that facts are so written.
  static func isMeant(_ rules: TableRules) -> Bool {
    rules.dialect.delimiter.map { $0 != 9 } ?? false || rules.dialect.encoding != .utf8
      || roles.contains { rules.columns[$0] != nil }
  }

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is no fact.
  func addFacts(to assembly: GraphAssembly) throws {
    var rows = try ColumnReader(try ContentStream(file), rules, columnsWithoutHeading: Self.roles)
    if !rows.isHeadless { assembly.noteHeading(of: file.name) }
    let columns = try Self.roles.map { try rows.required($0) }
    while try rows.next() {
      try rows.checkFields()
      try rows.withBytes(columns[0]) { head in
        try rows.withBytes(columns[1]) { relation in
          try rows.withBytes(columns[2]) { tail in
            try assembly.addFact(head: head, relation: relation, tail: tail, subject: rows.subject)
          }
        }
      }
    }
  }
}
