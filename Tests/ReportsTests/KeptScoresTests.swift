internal import Reports
internal import Tables
internal import TestSupport
import Testing

@Suite struct KeptScoresTests {
  private static func metrics(
    _ rows: [(features: String, indicator: String, r2: String)], split: String = "blocks"
  )
    throws -> MetricTable
  {
    let lines = rows.map { "\($0.features)\t\($0.indicator)\t\(split)/test\tr2\t\($0.r2)\t0.01\t3\n" }
    let text = "features\tindicator\tsplit\tmetric\tmean\tsd\tn\n" + lines.joined()
    return try MetricTable([DelimitedTable(parsing: Array(text.utf8), name: "m.tsv")])
  }

  private static let study: [(features: String, indicator: String, r2: String)] = [
    ("mean", "edu", "0"), ("mean@there", "edu", "0.5"),
    ("one:original+ridge", "pop", "0.9"), ("one:original+ridge", "edu", "0.6"),
    ("one:original+ridge", "income", "0.4"), ("one:original@hazy+ridge", "pop", "0.1"),
    ("one:original@hazy+ridge", "edu", "0.3"), ("one:original@hazy+ridge", "income", "0.1"),
    ("one:hazy+ridge", "edu", "0.5"), ("one:hazy+ridge", "income", "0.5"),
    ("one:hazy@original+ridge", "edu", "0.25"), ("one:hazy@original+ridge", "income", "0.5"),
    ("two:original+ridge", "edu", "-0.2"), ("two:original+ridge", "income", "0.1"),
    ("two:original@hazy+ridge", "edu", "0.1"), ("two:original@hazy+ridge", "income", "0.2"),
  ]

  /// (.3 + .1) / (.6 + .4), (.25 + .5) / (.5 + .5); nothing is kept of nothing.
  @Test func whatIsKeptIsAShareOfTheScoreOnThePredictorsOwnSet() throws {
    let table = KeptScores(
      try Self.metrics(Self.study), indicators: ["edu", "pop"], averaged: ["edu", "income"])
    #expect(
      table.text(scale: "y").split(separator: "\n", omittingEmptySubsequences: false) == [
        "blocks: test R² of y; kept of the mean of edu, income",
        "trained  fitted    embedded  edu             pop            kept",
        "one      original  original  0.600 ± 0.010   0.900 ± 0.010  1.00",
        "one      original  hazy      0.300 ± 0.010   0.100 ± 0.010  0.40",
        "one      hazy      hazy      0.500 ± 0.010   –              1.00",
        "one      hazy      original  0.250 ± 0.010   –              0.75",
        "two      original  original  -0.200 ± 0.010  –              –",
        "two      original  hazy      0.100 ± 0.010   –              –", "",
      ])
    #expect(table.rows[1].r2 == ["pop": 0.1, "edu": 0.3, "income": 0.1] && table.rows[1].sd["edu"] == 0.01)
    #expect(abs((table.rows[1].kept ?? 9) - 0.4) < 1e-15)
    let crime = KeptScores(try Self.metrics(Self.study), indicators: [], averaged: ["edu", "pop"])
    // pop is known of the first two only.
    #expect(crime.rows.map { $0.kept != nil } == [true, true, false, false, false, false])
  }

  @Test func splitsAndModelsAreKeptApart() throws {
    let rows =
      Self.study + Self.study.map { ($0.features.replacing("+ridge", with: "+knn"), $0.indicator, "0.5") }
    let table = KeptScores(try Self.metrics(rows), indicators: [], averaged: ["edu"])
    #expect(table.rows.count == 12)
    #expect(table.rows.map(\.trained).prefix(1) == ["one+ridge"] && table.rows.last?.trained == "two+knn")
    #expect(table.rows.filter { $0.trained.hasSuffix("knn") }.allSatisfy { $0.kept == 1 })
    #expect(table.rows[1].kept == 0.5)
  }
}
