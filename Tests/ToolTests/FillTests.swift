import Foundation
internal import HDF5
internal import Prediction
internal import Schemas
import Testing

/// `si-predict --fill`.
@Suite struct FillTests {
  static let models = "ridge,elastic-net,lasso,mlp,random-forest,gradient-boosting,knn"
  private static let tool =
    "si-predict x=e.h5 --indicator pop --model \(models) --baselines mean,coordinates --coordinates i.csv "
    + "--epochs 10 --hidden 8 --trees 10 --rounds 10 --seeds 2 -q"

  /// The city, with a survey of every second of its regions: `blank.csv` says that others are unknown, `short.csv`
  /// has no line of them.
  static func city() throws -> Shell {
    let shell = try PredictTests.city()
    let lines = String(decoding: try shell.read("i.csv"), as: UTF8.self).split(separator: "\r\n").dropFirst()
    var (blank, short) = ("region,pop\n", "region,pop\n")
    for (row, line) in lines.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      blank += "\(fields[0]),\(row % 2 == 0 ? String(fields[3]) : "NA")\n"
      if row % 2 == 0 { short += "\(fields[0]),\(fields[3])\n" }
    }
    try shell.write(blank, to: "blank.csv")
    try shell.write(short, to: "short.csv")
    return shell
  }

  /// A line of a table of estimates.
  struct Line: Equatable {
    let region: String
    let model: String
    let kind: String
    let estimate: Double
    let low: Double?
    let high: Double?
    let applicability: String

    static func all(_ table: String) throws -> [Line] {
      let lines = table.split(separator: "\n")
      try #require(
        lines.first == "region\tindicator\tmodel\tkind\testimate\tlow\thigh\tapplicability\tdissimilarity")
      return try lines.dropFirst().map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return Line(
          region: fields[0], model: fields[2], kind: fields[3], estimate: try #require(Double(fields[4])),
          low: Double(fields[5]), high: Double(fields[6]), applicability: fields[7])
      }
    }
  }

  @Test func scoresStayAndEveryRegionIsEstimated() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) -i short.csv --folds 5 --allow-missing > plain.tsv &&
      \(Self.tool) -i short.csv --folds 5 --fill -o p.h5 > short.tsv &&
      \(Self.tool) -i blank.csv --folds 5 --fill --metrics blank.tsv > estimates.tsv &&
      si-predict --to-tsv p.h5 --estimates again.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    for name in ["short.tsv", "blank.tsv"] { #expect(try shell.read(name) == shell.read("plain.tsv")) }
    let text = String(decoding: try shell.read("estimates.tsv"), as: UTF8.self)
    let lines = try Line.all(text)
    // The file of predictions holds the same table.
    let again = String(decoding: try shell.read("again.tsv"), as: UTF8.self)
    #expect(text.split(separator: "\n").sorted() == again.split(separator: "\n").sorted())
    #expect(lines.count == 9 * 60)
    for line in lines {
      let isLabelled = try #require(Int(line.region.dropFirst())) % 2 == 0
      #expect(line.kind == (isLabelled ? "out-of-fold" : "filled"))
      let (low, high) = (try #require(line.low), try #require(line.high))
      #expect(low.isFinite && high.isFinite && low < high)
      #expect((low...high).contains(line.estimate))
      let hasFeatures = line.model.hasPrefix("x+")
      #expect(hasFeatures == ["inside", "outside"].contains(line.applicability))
    }
  }

  /// Out-of-fold estimates are the mean over the runs, filled ones what saved models say.
  @Test func estimatesAreThePredictionsOfTheModels() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) -i blank.csv --folds 5 --fill -o p.h5 --estimates e.tsv --save m.h5 > s.tsv &&
      si-predict --from m.h5 x=e.h5 --coordinates i.csv -q -o a.h5 > a.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    let lines = try Line.all(String(decoding: shell.read("e.tsv"), as: UTF8.self))
    let filled = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    let applied = try HDF5File(reading: shell.directory + "/a.h5", name: "a.h5")
    let ids = try filled.readStrings("/region/id")
    let version = try filled.stringAttribute("schema_version")
    #expect(version == "1.1")
    for label in try filled.members(of: "/y_pred") {
      let own = try filled.read("/y_pred/\(label)/pop", as: Double.self, shape: [2, 60])
      let other = try applied.read("/y_pred/\(label)/pop", as: Double.self, shape: [2, 60])
      for (row, id) in ids.enumerated() {
        let line = try #require(lines.first { $0.region == id && $0.model == label })
        if line.kind == "filled" {
          #expect(own[row] == other[row] && own[60 + row] == other[60 + row], "\(label) \(id)")
        }
        let label = own[row] == own[60 + row] ? own[row] : (own[row] + own[60 + row]) / 2
        #expect(abs(line.estimate - expm1(label)) <= 1e-12 * line.estimate)
      }
    }
  }

  @Test func aSplitKeepsWhatItTrainedOnApart() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      si-predict x=e.h5 -i blank.csv --indicator pop --split s.csv --fill --estimates - -q --metrics m.tsv --level 0.5 &&
      si-predict x=e.h5 -i short.csv --indicator pop --split s.csv -q --allow-missing | cmp - m.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    let kinds = Dictionary(grouping: try Line.all(result.output)) { $0.kind }
    #expect(
      kinds["filled"]?.count == 30 && kinds["out-of-fold"]?.count == 6 && kinds["in-sample"]?.count == 24)
    #expect(kinds["in-sample"]?.allSatisfy { $0.low == nil && $0.high == nil } == true)
    #expect(kinds["filled"]?.allSatisfy { $0.low?.isFinite == true } == true)
  }

  /// What was saved estimates as the run that saved did, to the last digit, whichever bounds are asked for.
  @Test func savedAndAppliedEstimatesAreTheSame() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let settings = "--level 0.7 --estimate mean --scaled-intervals"
    let result = try shell.run(
      """
      \(Self.tool) -i blank.csv --folds 5 --block-size 0.02 --transform sqrt --fill \(settings) --estimates e.csv \
        --save m.h5 > s.tsv &&
      si-predict --from m.h5 x=e.h5 --coordinates i.csv -q \(settings) --estimates a.csv &&
      grep ',filled,' e.csv | sort > e.txt && sort a.csv | comm -12 - e.txt | wc -l && wc -l < e.txt
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output == "270\n270\n")
  }
}
