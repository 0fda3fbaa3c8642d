internal import Evaluation
import Foundation
internal import Prediction
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct PredictionReaderTests {
  private static func read(
    _ text: String, isNamed: Bool = false, on scale: LabelTransform = .log1p,
    _ rules: TableRules = TableRules()
  ) throws -> [JudgedPrediction] {
    try withTemporaryPath(".tsv") { path in
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      var reader = try PredictionReader(
        try ContentStream(InputFile(path: path, name: "t")), rules, called: "mine", isNamed: isNamed
      ) { _ in scale }
      var rows: [JudgedPrediction] = []
      while let row = try reader.next() { rows.append(row) }
      return rows
    }
  }

  @Test func testRowsWithALabelAreReadWhereverTheirColumnsStand() throws {
    let rows = try Self.read(
      """
      y_pred\tsplit\tregion\tseed\tfeatures\tindicator\ty_true\tdistance
      2.5\ttest\ta\t7\tx+ridge\tpop\t2\t300
      2.5\ttrain\tb\t7\tx+ridge\tpop\t2\t
      2.5\tval\tc\t7\tx+ridge\tpop\t2\t
      2.5\tfilled\td\t7\tx+ridge\tpop\t\t
      2.5\tTest\te\t7\tx+ridge\tpop\t\t
      -1e-3\ttest\tf\t7\tx+ridge\tedu\t-.5\t2

      """)
    #expect(rows.map(\.region) == ["a", "f"] && rows.map(\.indicator) == ["pop", "edu"])
    #expect(rows.allSatisfy { $0.features == "x+ridge" && $0.run == "7" && $0.scale == .log1p })
    #expect(
      rows.map(\.truth.transformed) == [2, -0.5] && rows.map(\.prediction.transformed) == [2.5, -0.001])
    #expect(abs(rows[0].truth.raw - (exp(2) - 1)) < 1e-14)
  }

  /// Another program's table: no split, seed or features, numbers of its own, a column of folds.
  @Test func aTableNeedsFourColumns() throws {
    let rows = try Self.read(
      "id,fold,indicator,y_true_raw,y_pred_raw\na,0,pop,3,0\nb,1,pop,NA,4\nc,1,pop,0,-0.5\n", isNamed: true)
    #expect(rows.map(\.region) == ["a", "c"] && rows.allSatisfy { $0.features == "mine" && $0.run == "1" })
    #expect(rows[0].truth == ValueOnBothScales(transformed: log(4), raw: 3))
    #expect(rows[0].prediction == ValueOnBothScales(transformed: 0, raw: 0))
    // Both scales are taken as they are.
    let both = try Self.read("region,indicator,y_true,y_true_raw,y_pred\na,pop,1,5,2\n", on: .identity)
    #expect(both[0].truth == ValueOnBothScales(transformed: 1, raw: 5))
    #expect(both[0].prediction == ValueOnBothScales(transformed: 2, raw: 2))
  }

  static let wrong = [
    ("", "t: is empty, where a table with a header is needed"),
    (
      "region,y_true,y_pred\na,1,1\n",
      "t: has no column for indicators (indicator); it has region, y_true, y_pred"
    ),
    ("region,indicator,y_pred\na,pop,1\n", "t: has no column for what is known (y_true, y_true_raw)"),
    ("region,indicator,y_true\na,pop,1\n", "t: has no column for predictions (y_pred, y_pred_raw)"),
    ("index,indicator,y_true,y_pred\na,pop,1,1\n", "t: has no column of region ids"),
    (
      "region,indicator,y_true,y_pred\na,pop,1,much\n",
      "t: line 2: has 'much' in column 'y_pred', where a number is needed"
    ),
    ("region,indicator,y_true,y_pred\na,pop,inf,1\n", "t: line 2: has 'inf' in column 'y_true'"),
    (
      "region,indicator,y_true,y_pred\na,pop,1,\n", "t: line 2: has no y_pred of region a, whose pop is known"
    ),
    (
      "region,indicator,y_true_raw,y_pred_raw\na,pop,1,-2\n",
      "t: line 2: has -2.0 for pop of region a, where ln(1 + y) needs a finite value above -1"
    ),
    (
      "region,indicator,split,y_true,y_pred\na,pop,2,1,1\n",
      "t: line 2: has split '2', where train, val, test or filled is needed"
    ),
    ("region,indicator,y_true,y_pred\n,pop,1,1\n", "t: line 2: names no region"),
    ("region,indicator,y_true,y_pred\n=a(),pop,1,1\n", "t: line 2: '=a()' begins with '='"),
    ("region,indicator,y_true,y_pred\na,pop,1\n", "t: line 2: has 3 fields, where the header has 4"),
  ]

  @Test(arguments: wrong) func whatIsNoTableOfPredictionsIsRefused(text: String, message: String) {
    let failure = failureMessage { _ = try Self.read(text) }
    #expect(failure.hasPrefix("65 \(message)"), "\(failure)")
  }

  @Test func aNameIsForFilesThatDoNotSayTheirs() {
    let text = "region,indicator,features,y_true,y_pred\na,pop,x,1,1\n"
    #expect(
      failureMessage { _ = try Self.read(text, isNamed: true) }
        == "65 t: has a column features, which names its predictions; mine= is for files without one")
  }
}
