internal import Reports
internal import Tables
internal import TestSupport
import Testing

@Suite struct MeanComparisonTests {
  private static let header = "features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"
  private static let ranks = "direction\tties\tn\tmrr\ttyped_mrr\tunconstrained_mrr\n"

  private static func table(_ text: String, _ name: String = "m.tsv") throws -> DelimitedTable {
    try DelimitedTable(parsing: Array(text.utf8), name: name)
  }

  /// A ranking by its numbers in both directions; those of other rows are not to be taken.
  private static func ranking(_ columns: [String], _ values: [String]) throws -> RankingTable {
    let others = values.map { _ in "0.999" }.joined(separator: "\t")
    let lines = [
      (["direction", "ties", "n"] + columns).joined(separator: "\t"),
      (["both", "realistic", "8"] + values).joined(separator: "\t"), "both\toptimistic\t8\t" + others,
      "tail\trealistic\t4\t" + others,
    ]
    return try RankingTable(table(lines.joined(separator: "\n") + "\n", "r.tsv"))
  }

  private static func comparison(
    _ rows: String, with base: String, indicators: [String] = [],
    rankings: [(name: String, table: RankingTable)] = []
  ) throws -> MeanComparison {
    let metrics = try MetricTable(rows.isEmpty ? [] : [table(header + rows)])
    return try MeanComparison(RunScores(metrics, indicators: indicators, rankings: rankings), with: base)
  }

  /// p by scipy.stats.ttest_ind_from_stats(…, equal_var=False).
  @Test func meansOfTablesAreComparedAsSciPyDoes() throws {
    let comparison = try Self.comparison(
      """
      all+ridge\tpop\tone/test\tr2\t0.153\t0.007\t3
      all+ridge\tpop\tone/train\tr2\t0.9\t0.007\t3
      all+ridge\tpop\tone/test\trmse\t0.5\t0.007\t3
      typed+ridge\tpop\tone/test\tr2\t0.121\t0.019\t3
      typed+ridge\tedu\tone/test\tr2\t0.5\t0.02\t5
      mean\tpop\tone/test\tr2\t-0.001\t0\t3
      better+ridge\tpop\tone/test\tr2\t0.4\t0.004\t9
      single+ridge\tpop\tone/test\tr2\t0.2\t\t1
      missing+ridge\tpop\tone/test\tr2\t\t\t3
      equal+ridge\tpop\tone/test\tr2\t0.153\t0.007\t3

      """, with: "all")
    #expect(
      comparison.text.split(separator: "\n") == [
        "measure  name     runs  mean ± sd      − all   p (Welch)",
        "one pop  all      3     0.153 ± 0.007",
        "one pop  typed    3     0.121 ± 0.019  -0.032  0.086",
        "one pop  mean     3     -0.001         -0.154  0.001",
        "one pop  better   9     0.400 ± 0.004  +0.247  <0.001",
        "one pop  single   1     0.200          +0.047  –",
        "one pop  missing  3     –",
        "one pop  equal    3     0.153 ± 0.007  +0.000  1.000",
        "one edu  typed    5     0.500 ± 0.020",
      ])
    let typed = comparison.rows[1]
    #expect(abs((typed.p ?? 9) - 0.08621832275332397) < 1e-12 && typed.n == 3 && typed.sd == 0.019)
    #expect(abs((typed.difference ?? 9) + 0.032) < 1e-15 && (typed.degrees ?? 0) > 2)
    #expect(comparison.rows[0].difference == nil && comparison.rows[7].difference == nil)
  }

  @Test func whatNeverVariesHasNoTest() throws {
    let comparison = try Self.comparison(
      "mean\tpop\ts/test\tr2\t0\t0\t3\nplace\tpop\ts/test\tr2\t0.3\t0\t3\n", with: "mean")
    #expect(comparison.rows[1].difference == 0.3 && comparison.rows[1].p == nil)
  }

  /// The features that are named stand for the same predictor on those, a result for itself alone.
  @Test func modelsAreComparedWithTheirLike() throws {
    let rows =
      ["a+ridge\t0.5", "a+knn\t0.4", "b+ridge\t0.7", "b+knn\t0.1"].map { row -> String in
        let parts = row.split(separator: "\t")
        return "\(parts[0])\tpop\ts/test\tr2\t\(parts[1])\t0.1\t4\n"
      }.joined()
    func differences(_ base: String) throws -> [Double?] {
      try Self.comparison(rows, with: base).rows.map { $0.difference.map { ($0 * 10).rounded() / 10 } }
    }
    #expect(
      try Self.comparison(rows, with: "a").rows.map(\.name) == ["a+ridge", "a+knn", "b+ridge", "b+knn"])
    #expect(try differences("a") == [nil, nil, 0.2, -0.3])
    #expect(try differences("a+knn") == [0.1, nil, 0.3, -0.3])
    #expect(
      failureMessage { _ = try differences("c") }
        == "65 nothing is of 'c', to compare with; there are a+ridge, a+knn, b+ridge, b+knn")
  }

  @Test func rankingsOfANameAreItsRuns() throws {
    let columns = ["mrr", "typed_mrr", "unconstrained_mrr"]
    let rankings = [
      ("all", try Self.ranking(["mrr", "typed_mrr"], ["0.15", "0.5"])),
      ("typed", try Self.ranking(columns, ["0.121", "0.4", "0.121"])),
      ("all", try Self.ranking(["mrr"], ["0.155"])), ("all", try Self.ranking(["mrr"], ["0.16"])),
      ("typed", try Self.ranking(columns, ["0.14", "0.6", "0.14"])),
      ("typed", try Self.ranking(columns, ["0.1", "0.5", "0.1"])),
      ("all", try Self.ranking(["mrr"], ["0.149"])), ("all", try Self.ranking(["mrr"], ["0.2"])),
      ("typed", try Self.ranking(columns, ["0.13", "0.5", "0.13"])),
    ]
    let rows = try Self.comparison("", with: "all", rankings: rankings).rows
    #expect(
      rows.map { [$0.measure, $0.name, "\($0.n)"] } == [
        ["mrr", "all", "5"], ["mrr", "typed", "4"], ["typed_mrr", "all", "1"], ["typed_mrr", "typed", "4"],
        // A model without types ranks by its scores of all entities.
        ["unconstrained_mrr", "all", "5"], ["unconstrained_mrr", "typed", "4"],
      ])
    // scipy.stats.ttest_ind(…, equal_var=False)
    for row in [rows[1], rows[5]] {
      #expect(abs((row.p ?? 9) - 0.016452142704836498) < 1e-12)
      #expect(abs((row.degrees ?? 0) - 6.991880751448709) < 1e-10)
    }
    #expect(rows[2].sd == nil && rows[3].p == nil && rows[3].difference == 0)
    let plain = try Self.comparison("", with: "all", rankings: [rankings[0], rankings[2]])
    #expect(plain.rows.map(\.measure) == ["mrr", "typed_mrr"])
  }

  @Test func wrongTablesAreRefused() throws {
    func ranking(_ text: String) -> String? {
      failureMessage { _ = try RankingTable(Self.table(text, "r.tsv")) }
    }
    #expect(
      ranking("mrr\n0.5\n")
        == "65 r.tsv: has no columns 'direction' and 'ties', where a table of ranks that kg-embed printed is needed"
    )
    for (rows, count) in [("tail\trealistic\t4\t0.1\t0.1\t0.1\n", 0), ("both\trealistic\t4\t0\t0\t0\n", 2)] {
      let text = Self.ranks + rows + (count == 2 ? rows : "")
      #expect(
        ranking(text)
          == "65 r.tsv: has \(count) rows of direction both and ties realistic, where one is needed")
    }
    for value in ["nan", "1.5", "-0.1", "", "x", "inf"] {
      #expect(
        ranking(Self.ranks + "both\trealistic\t4\t0.1\t\(value)\t0.1\n")
          == "65 r.tsv: line 2: has '\(value)' in column 'typed_mrr', where a number from 0 to 1 is needed")
    }
    for (fields, message) in [
      ("0.5\t0.1\t2.5", "has '2.5' in column 'n', where a number of runs is needed"),
      ("0.5\t0.1\t0", "has '0' in column 'n', where a number of runs is needed"),
      ("0.5\t0.1\t1e300", "has '1e300' in column 'n', where a number of runs is needed"),
      ("0.5\t0.1\t", "has '' in column 'n', where a number of runs is needed"),
      ("0.5\t-0.1\t3", "has '-0.1' in column 'sd', where no number is below 0"),
      ("nan\t0.1\t3", "has 'nan' in column 'mean', where a number is needed"),
      ("0.5\tinf\t3", "has 'inf' in column 'sd', where a number is needed"),
    ] {
      #expect(
        failureMessage { _ = try Self.comparison("a\tpop\ts/test\tr2\t\(fields)\n", with: "a") }
          == "65 m.tsv: line 2: \(message)")
    }
    let row = "a\tpop\ts/test\tr2\t0.5\t0.1\t3\n"
    #expect(
      failureMessage { _ = try Self.comparison(row + row, with: "a") }
        == "65 m.tsv: line 3: has the test R² of 'pop' of 'a' on 's' once more, where each may be there once")
    #expect(
      failureMessage { _ = try Self.comparison(row, with: "a", indicators: ["edu"]) }
        == "65 no test R² is there, and no ranking")
  }
}
