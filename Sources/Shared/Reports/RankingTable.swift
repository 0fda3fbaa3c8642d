internal import Support
package import Tables

/// Mean reciprocal ranks in a table of ranks as `kg-embed` prints it, read by the names of its columns.
package struct RankingTable: Sendable {
  /// Among all entities that the model proposes, among those of the answer's types, and among all by the scores of a
  /// model that proposes those of the types alone.
  static let measures = ["mrr", "typed_mrr", "unconstrained_mrr"]

  /// By measure, in both directions and with ties at their mean rank.
  let scores: [String: Double]

  /// Whether a table is one of ranks, by its columns.
  package static func isRanking(_ table: DelimitedTable) throws -> Bool {
    try table.column(named: measures[0]) != nil
  }

  /// - Throws: `Failure` (EX_DATAERR) naming the table without the row that counts, or the line with what is no rank.
  package init(_ table: DelimitedTable) throws {
    guard let direction = try table.column(named: "direction"), let ties = try table.column(named: "ties")
    else {
      throw Failure.data(
        table.name,
        "has no columns 'direction' and 'ties', where a table of ranks that kg-embed printed is needed")
    }
    let rows = table.rows.indices.filter {
      table.rows[$0][direction] == "both" && table.rows[$0][ties] == "realistic"
    }
    guard rows.count == 1, let row = rows.first else {
      throw Failure.data(
        table.name, "has \(rows.count) rows of direction both and ties realistic, where one is needed")
    }
    var scores: [String: Double] = [:]
    for measure in Self.measures {
      guard let column = try table.column(named: measure) else { continue }
      let text = table.rows[row][column]
      guard let value = DecimalNumber.parse(text), (0...1).contains(value) else {
        throw Failure.data(
          table.subject(row),
          "has '\(text)' in column '\(table.columns[column])', where a number from 0 to 1 is needed")
      }
      scores[measure] = value
    }
    self.scores = scores
  }
}
