internal import Reports
internal import Tables
internal import TestSupport
import Testing

@Suite struct ScoreTableTests {
  private static func metrics(_ texts: String...) throws -> MetricTable {
    try MetricTable(
      try texts.enumerated().map { try DelimitedTable(parsing: Array($1.utf8), name: "\($0).tsv") })
  }

  @Test func columnsAreFoundByTheirNamesWhereverTheyStand() throws {
    let usual = """
      features\tindicator\tsplit\tmetric\tmean\tsd\tn
      graph+ridge\tpop\tblocks/test\tr2\t0.12345\t0.01\t5
      graph+ridge\tpop\tblocks/train\tr2\t0.9\t0.01\t5
      graph+ridge\tpop\tblocks/test\trmse\t0.7\t0.01\t5
      mean\tpop\tblocks/test\tr2\t-0.001\t0.0\t5

      """
    let other = """
      n\tsd\tmean\tmetric\tsplit\tindicator\tfeatures\tlow
      5\t0.01\t0.12345\tr2\tblocks/test\tpop\tgraph+ridge\t
      5\t0.0\t-0.001\tr2\tblocks/test\tpop\tmean\t0.1

      """
    let expected =
      "blocks: test R² of y\n" + "features                pop             \n"
      + "graph+ridge             0.123 ± 0.010   \n" + "mean                    -0.001          \n"
    for text in [usual, other] {
      #expect(try ScoreTable(Self.metrics(text), indicators: []).text(scale: "y") == expected)
    }
  }

  @Test func splitsAreBlocksAndWhatIsNotThereIsBlank() throws {
    let header = "features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"
    let table = ScoreTable(
      try Self.metrics(
        header + "a+ridge\tpop\tone/test\tr2\t0.5\t\t1\na+ridge\tedu\tone/test\tr2\t\t\t1\n",
        header + "features with a long name+ridge\tedu\ttwo/test\tr2\t0.25\t\t1\n"),
      indicators: ["edu", "pop", "crime"])
    #expect(
      table.text(scale: "ln(1 + y)").split(separator: "\n", omittingEmptySubsequences: false) == [
        "one: test R² of ln(1 + y)",
        "features                        edu             pop             crime           ",
        "a+ridge                         –               0.500                           ",
        "", "two: test R² of ln(1 + y)",
        "features                        edu             pop             crime           ",
        "features with a long name+ridge 0.250                                           ", "",
      ])
    #expect(table.shown.map(\.indicator) == ["pop", "edu", "edu"])
  }

  @Test func whatIsBetterThanAnotherIsMarked() throws {
    let rows = [
      ("r2", "a", "0.5"), ("r2_gain:place", "a", "0.1"), ("p_signflip:place", "a", "0.01"),
      ("r2", "b", "0.5"), ("r2_gain:place", "b", "0.1"), ("p_signflip:place", "b", "0.06"),
      ("r2", "c", "0.3"), ("r2_gain:place", "c", "-0.1"), ("p_signflip:place", "c", "0.01"),
      ("r2", "place", "0.4"),
    ]
    let table = ScoreTable(
      try Self.metrics(
        "features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"
          + rows.map { "\($1)\tpop\tone/test\t\($0)\t\($2)\t\t1\n" }.joined()),
      indicators: [], versus: "place")
    let lines = table.text(scale: "y").split(separator: "\n").map { line in
      line.split(separator: " ").map(String.init)
    }
    #expect(lines[2...5] == [["a", "0.500*"], ["b", "0.500"], ["c", "0.300"], ["place", "0.400"]])
    #expect(lines[6].prefix(5) == ["*", "better", "than", "place:", "p"])
    #expect(table.shown.map(\.better) == [true, false, false, false])
  }

  @Test func whatIsNoTableOfMetricsIsRefused() {
    #expect(
      failureMessage { _ = try Self.metrics("region\tpop\nR1\t3\n") }
        == "65 0.tsv: has no column 'features', where a table of metrics that si-predict wrote is needed")
    let header = "features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"
    #expect(
      failureMessage { _ = try Self.metrics(header, header + "a\tpop\ts/test\tr2\tgood\t\t1\n") }
        == "65 1.tsv: line 2: has 'good' in column 'mean', where a number is needed")
    // What no table of scores says, and no JSON can.
    for number in ["nan", "inf", "-inf", "1e999", "0x1p3"] {
      #expect(
        failureMessage { _ = try Self.metrics(header + "a\tpop\ts/test\tr2\t0.5\t\(number)\t1\n") }
          == "65 0.tsv: line 2: has '\(number)' in column 'sd', where a number is needed")
    }
  }
}
