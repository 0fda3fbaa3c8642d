internal import Support
internal import Tables
internal import TestSupport
import Testing

/// Whatever a table looks like, a reader gives what it says, or refuses it: never something else.
@Suite struct HostileTableTests {
  private func rules(_ table: HostileTable) -> TableRules {
    var rules = TableRules()
    if table.isUTF16 { rules.dialect.encoding = .utf16 }
    return rules
  }

  /// - Returns: nil where the answer cannot be told, or the reader was right to refuse.
  private func check<R>(_ table: HostileTable, _ read: (TableRules) throws -> R) throws -> R? {
    let answer = try HostileRun.answer { try read(rules(table)) }
    if table.isNoise { return nil }
    let mustRefuse = table.isFatal || !table.wrong.isEmpty
    if (answer == nil) != mustRefuse {
      throw WrongAnswer(
        what:
          "\(answer == nil ? "refused" : "took") \(String(decoding: table.bytes, as: UTF8.self).debugDescription)"
      )
    }
    return answer
  }

  private func model(_ random: inout Philox, _ rows: Int) -> [[String]] {
    (0..<rows).map { ["r\($0)", "\(1 + random.index(below: 5000))"] }
  }

  @Test func indicators() throws {
    try HostileRun.forEach("indicators") { random in
      let rows = model(&random, 2 + random.index(below: 7))
      let table = HostileTable(header: ["region", "pop"], rows: rows, numberMayMiss: true, random: &random)
      guard
        let found = try check(
          table,
          { rules in
            // A heading in capital letters is the name of another indicator.
            do {
              return try IndicatorTable(parsing: table.bytes, name: "t", indicators: ["pop"], rules)
            } catch let failure as Failure where failure.message.hasPrefix("has no indicator 'pop'; it has") {
              return try IndicatorTable(parsing: table.bytes, name: "t", indicators: ["POP"], rules)
            }
          })
      else { return }
      let expected = rows.enumerated().map { table.missing.contains($0) ? Double.nan : Double($1[1]) ?? 0 }
      guard found.ids == rows.map({ $0[0] }),
        zip(found.columns[0], expected).allSatisfy({ $0 == $1 || $0.isNaN && $1.isNaN })
      else { throw WrongAnswer(what: "\(found.columns[0]) for \(expected)") }
    }
  }

  @Test func coordinates() throws {
    try HostileRun.forEach("coordinates") { random in
      let rows = (0..<(2 + random.index(below: 7))).map {
        ["r\($0)", "\(random.index(below: 180))", "\(random.index(below: 80))"]
      }
      let table = HostileTable(
        header: ["id", "lon", "lat"], rows: rows, numberMayMiss: false, random: &random)
      guard let found = try check(table, { try CoordinateTable(parsing: table.bytes, name: "t", $0) }) else {
        return
      }
      for row in rows where found[row[0]] != SIMD2(Double(row[1]) ?? 0, Double(row[2]) ?? 0) {
        throw WrongAnswer(what: "\(String(describing: found[row[0]])) for \(row)")
      }
    }
  }

  @Test func listsOfIDs() throws {
    try HostileRun.forEach("ids") { random in
      let rows = model(&random, 2 + random.index(below: 7))
      var table = HostileTable(header: ["region", "pop"], rows: rows, numberMayMiss: true, random: &random)
      // Nobody reads the numbers, so that those that are none do no harm.
      while !table.wrong.isEmpty {
        table = HostileTable(header: ["region", "pop"], rows: rows, numberMayMiss: true, random: &random)
      }
      guard let found = try check(table, { try IdentifierList.parse(table.bytes, name: "t", $0) }) else {
        return
      }
      guard found == rows.map({ $0[0] }) else { throw WrongAnswer(what: "\(found)") }
    }
  }

  @Test func splits() throws {
    try HostileRun.forEach("splits") { random in
      let parts = ["train", "val", "test"]
      let rows =
        [["a", "train"], ["b", "test"]]
        + (0..<random.index(below: 6)).map { ["r\($0)", parts[random.index(below: 3)]] }
      var bytes = Array(("region,split\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()).utf8)
      HostileNoise.add(to: &bytes, &random)
      _ = try HostileRun.answer { try SplitTable(DelimitedTable(parsing: bytes, name: "t")) }
    }
  }
}
