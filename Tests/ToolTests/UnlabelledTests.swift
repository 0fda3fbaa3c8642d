import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Regions without labels, as `si-predict --fill` and `--target` meet them.
@Suite struct UnlabelledTests {
  private static let tool = "si-predict x=e.h5 --indicator pop -q"

  /// Rows of the city's table, with the indicator where `isKnown` says so.
  private func survey(_ shell: Shell, to name: String, _ isKnown: (Int) -> Bool) throws {
    let lines = String(decoding: try shell.read("i.csv"), as: UTF8.self).split(separator: "\r\n").dropFirst()
    let rows = lines.enumerated().map { row, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[0]),\(isKnown(row) ? String(fields[3]) : "")\n"
    }
    try shell.write("region,pop\n" + rows.joined(), to: name)
  }

  @Test func withAllRegionsLabelledThereIsNothingToFill() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) -i i.csv --folds 3 -o plain.h5 > plain.tsv &&
      \(Self.tool) -i i.csv --folds 3 --fill -o p.h5 > p.tsv && cmp p.tsv plain.tsv &&
      si-predict --to-tsv plain.h5 > plain.txt && si-predict --to-tsv p.h5 | cmp - plain.txt &&
      si-predict --to-tsv p.h5 --estimates -
      """)
    #expect(result.status == 0, "\(result.error)")
    let lines = try FillTests.Line.all(result.output)
    #expect(lines.count == 60 && lines.allSatisfy { $0.kind == "out-of-fold" })
  }

  /// Models can be fitted to a block, but nothing says how far they are off elsewhere.
  @Test func anIndicatorKnownInOneFoldHasNoBounds() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try shell.write(
      "region,block\n" + (0..<60).map { "t\(100 + $0),\($0 / 10)\n" }.joined(), to: "b.csv")
    let lines = String(decoding: try shell.read("i.csv"), as: UTF8.self).split(separator: "\r\n").dropFirst()
    let south = lines.enumerated().map { row, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[0]),\(fields[3]),\(row < 10 ? String(fields[3]) : "")\n"
    }
    try shell.write("region,pop,here\n" + south.joined(), to: "w.csv")
    let result = try shell.run(
      "si-predict x=e.h5 -i w.csv --indicator pop,here --folds 3 --blocks b.csv --fill --metrics m.tsv")
    #expect(result.status == 0, "\(result.error)")
    let estimates = result.output.replacing("\there\t", with: "\tpop\t")
    let here = try FillTests.Line.all(estimates).suffix(60)
    #expect(here.filter { $0.kind == "in-sample" }.map(\.region) == (100..<110).map { "t\($0)" })
    #expect(here.count { $0.kind == "filled" && $0.low == -.infinity && $0.high == .infinity } == 50)
    #expect(
      result.error.contains(
        "here by x+ridge: infinite bounds: bounds of level 0.9 need 9 labelled regions with an out-of-fold prediction, not 0"
      ))
    let scores = String(decoding: try shell.read("m.tsv"), as: UTF8.self)
    #expect(scores.contains("\tpop\tblocks/test\t") && !scores.contains("\there\tblocks/test\t"))
  }

  @Test(arguments: [
    (0, "--folds 3", 65, "survey.csv: has no pop of any region here, so that nothing can be fitted to it"),
    (1, "--folds 3", 65, "1 region with a label is too little for 3 folds"),
    (3, "--folds 3", 65, "3 regions with a label are too few for 3 folds"), (1, "--split s.csv", 0, ""),
    (4, "--folds 3", 0, ""),
  ])
  func fewLabelsAreRefusedOrBoundNothing(known: Int, division: String, status: Int32, message: String) throws
  {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try survey(shell, to: "survey.csv") { $0 < known }
    let result = try shell.run("\(Self.tool) -i survey.csv \(division) --fill")
    #expect(result.status == status, "\(result.error)")
    if status == 0 {
      let lines = try FillTests.Line.all(result.output)
      #expect(lines.count == 60 && lines.allSatisfy { $0.estimate.isFinite })
      #expect(lines.allSatisfy { $0.kind == "in-sample" || $0.low == -.infinity && $0.high == .infinity })
    } else {
      #expect(result.error == "si-predict: \(message)\n" && result.output.isEmpty)
    }
  }

  /// Another city in every way that its labels can be missing.
  @Test func anotherCityNeedsNoLabels() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let source = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    let own = try EmbeddingTable(from: source)
    let there = EmbeddingTable(
      ids: own.ids.map { "u" + $0 }, values: own.values.map { 0.9 * $0 + 0.1 }, dimension: own.dimension)
    try PredictTests.write(there, to: shell.directory + "/there.h5")
    let ids = there.ids.sorted()
    try shell.write("region,pop\n" + ids.map { "\($0),7\n" }.joined(), to: "all.csv")
    try shell.write("region,pop\n" + ids.map { "\($0),\n" }.joined(), to: "none.csv")
    try shell.write("region\n" + ids.map { "\($0)\n" }.joined(), to: "ids.csv")
    try shell.write("region,pop\n\(ids[0]),7\n", to: "one.csv")
    let tool =
      "\(Self.tool) -i i.csv --folds 3 --apply x@b=there.h5 --baselines mean --model ridge,mlp --epochs 5"
    for (target, judged) in [
      ("b=all.csv", 60), ("b=none.csv", 0), ("b=ids.csv", 0), ("b=one.csv", 1), ("b", 0),
    ] {
      let result = try shell.run(
        """
        \(tool) --target \(target) -o p.h5 && si-predict --to-tsv p.h5 --target b > \(judged).tsv &&
        cut -f 1-4,7 \(judged).tsv > now.tsv && { [ -e first.tsv ] || cp now.tsv first.tsv; } && cmp now.tsv first.tsv
        """)
      #expect(result.status == 0, "\(target): \(result.error)")
      #expect(result.output.contains("\tb/test\t") == (judged > 0))
      let lines = String(decoding: try shell.read("\(judged).tsv"), as: UTF8.self).split(separator: "\n")
        .dropFirst()
      #expect(lines.count { $0.contains("\ttest\t") } == 3 * judged && lines.count == 180)
    }
    let filled = try shell.run(
      "\(tool) --target b --fill --estimates e.tsv > s.tsv && grep -m 3 x@b+ridge e.tsv")
    #expect(filled.status == 0 && filled.output.contains("\tfilled\t"), "\(filled.error)")
    let predicted = try shell.run("grep -c @b e.tsv")
    #expect(predicted.output == "180\n")
  }
}
