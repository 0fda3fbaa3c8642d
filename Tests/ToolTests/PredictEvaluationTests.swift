import Foundation
internal import HDF5
internal import Schemas
internal import Support
import Testing

/// `si-predict`'s models, blocks, statistics and transfer to another city.
@Suite struct PredictEvaluationTests {
  private static let count = PredictTests.count

  private func rows(_ table: String) -> [[String]] {
    table.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func value(_ table: String, _ key: String, _ column: Int = 4) -> Double? {
    rows(table).first { $0.prefix(4).joined(separator: " ") == key }.flatMap { Double($0[column]) }
  }

  /// A second city of thirty regions with other ids, whose features are told from the first's by `gain`.
  private static func writeOther(_ shell: Shell, features: String = "o.h5") throws {
    var random = Philox(seed: 9, "other")
    let ids = (0..<30).map { "u\($0)" }
    let values = (0..<120).map { _ in Float(random.normal()) }
    try PredictTests.write(
      EmbeddingTable(ids: ids, values: values, dimension: 4), to: shell.directory + "/" + features)
    let lines = ids.indices.map { row in
      "\(ids[row]),\(10 + Double(row % 6) * 0.01),\(Double(row / 6) * 0.01),\(exp(Double(values[row * 4]) + 5)),1"
    }
    try shell.write("region,lon,lat,pop,edu\n" + lines.joined(separator: "\n") + "\n", to: "o.csv")
  }

  @Test(arguments: ["--split s.csv", "--folds 3", "--folds 3 --cluster-blocks 9"])
  func modelsLearnAndDoNotDependOnThreads(split: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let tool =
      "si-predict x=e.h5 -i i.csv --indicator pop --seeds 2 -q --model elastic-net,lasso,random-forest,gradient-boosting "
      + "--baselines mean --trees 60 --min-leaf 2 --max-features 1 \(split)"
    let result = try shell.run("\(tool) -j 1 -o 1.h5 > 1.tsv && \(tool) -j 2 -o 2.h5 > 2.tsv")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(try shell.read("1.h5") == shell.read("2.h5"))
    #expect(try shell.read("1.tsv") == shell.read("2.tsv"))
    let table = String(decoding: try shell.read("1.tsv"), as: UTF8.self)
    #expect(table.hasPrefix("features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"))
    let name = split.contains("cluster") ? "blocks" : split.contains("folds") ? "folds" : "split"
    for (model, least) in [
      ("elastic-net", 0.95), ("lasso", 0.95), ("random-forest", 0.5), ("gradient-boosting", 0.5),
    ] {
      let r2 = try #require(value(table, "x+\(model) pop \(name)/test r2"))
      #expect(r2 > least, "\(model): \(r2)")
    }
  }

  @Test func blocksOfAColumnStayTogether() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let boroughs = (0..<Self.count).map { "t\(100 + $0),n\($0),\(["A", "B", "C", "D", "E"][$0 / 12])" }
    try shell.write("region,name,borough\n" + boroughs.joined(separator: "\n") + "\n", to: "b.csv")
    let options = "x=e.h5 -i i.csv --indicator pop --folds 3 --seeds 2 -q"
    let result = try shell.run("si-predict \(options) --blocks b.csv --block-column borough -o p.h5")
    #expect(result.status == 0, "\(result.error)")
    let clusters = try shell.run("si-predict \(options) --cluster-blocks 7 -o c.h5")
    #expect(clusters.status == 0, "\(clusters.error)")
    for name in ["p.h5", "c.h5"] {
      let file = try HDF5File(reading: shell.directory + "/" + name, name: name)
      let folds = try file.read("/split", as: Int32.self, shape: [2, Self.count])
      #expect(folds.allSatisfy { (0..<3).contains($0) } && Set(folds).count == 3)
      guard name == "p.h5" else { continue }
      for run in 0..<2 {
        for borough in 0..<5 {
          #expect(Set((0..<12).map { folds[run * Self.count + borough * 12 + $0] }).count == 1)
        }
      }
    }
    let wrong = try shell.run("si-predict \(options) --blocks b.csv --block-column county")
    #expect(
      wrong.status == 65 && wrong.error.contains("b.csv: has no column county; it has region, name, borough"))
  }

  @Test func statisticsAddColumnsAndRows() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try PredictTests.write(
      EmbeddingTable(
        ids: (0..<Self.count).map { "t\(100 + $0)" },
        values: (0..<(Self.count * 4)).map { Float(sin(Double($0 * $0))) }, dimension: 4),
      to: shell.directory + "/noise.h5")
    let tool =
      "si-predict x=e.h5 --apply x@noise=noise.h5 -i i.csv --indicator pop --folds 3 --seeds 3 -q "
      + "--baselines coordinates --bootstrap 200 --moran --versus x,coordinates --permutations 999"
    let result = try shell.run(
      "\(tool) -j 2 -o 2.h5 && \(tool) -j 1 -o 1.h5 > 1.tsv && \(tool) --json > 1.json")
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("1.h5") == shell.read("2.h5"))
    #expect(try shell.read("1.tsv") == Data(result.output.utf8))
    let table = result.output
    #expect(rows(table)[0] == ["features", "indicator", "split", "metric", "mean", "sd", "n", "low", "high"])
    #expect(rows(table).allSatisfy { $0.count == 9 })
    let key = "x+ridge pop folds/test"
    let r2 = try (4...8).filter { $0 != 5 && $0 != 6 }.map { try #require(value(table, "\(key) r2", $0)) }
    #expect(r2[1] <= r2[0] && r2[0] <= r2[2] && r2[1] < r2[2])
    #expect(value(table, "x+ridge pop folds/train r2", 7) == nil)
    #expect(try #require(value(table, "\(key) p_signflip:coordinates")) <= 0.01)
    #expect(try #require(value(table, "\(key) p_ttest:coordinates")) < 0.05)
    #expect(try #require(value(table, "\(key) r2_gain:coordinates")) > 0.5)
    #expect(try #require(value(table, "x@noise+ridge pop folds/test r2_gain:x")) < -0.5)
    #expect(value(table, "\(key) r2_gain:x") == nil)
    #expect(value(table, "coordinates pop folds/test r2_gain:x") == nil)
    #expect(abs(try #require(value(table, "\(key) moran_i_expected")) + 1.0 / 59) < 1e-12)
    #expect(try #require(value(table, "\(key) p_moran")) > 0.001)
    let file = try HDF5File(reading: shell.directory + "/1.h5", name: "1.h5")
    for name in ["test_r2_low", "test_moran_i", "test_p_signflip:coordinates"] {
      let attribute: Double = try file.numberAttribute(name, on: "/y_pred/x+ridge/pop")
      #expect(attribute.isFinite, "\(name)")
    }
    let json = String(decoding: try shell.read("1.json"), as: UTF8.self)
    #expect(json.contains(#""high":"#) && json.contains(#""metric":"p_ttest:coordinates""#))
  }

  @Test(arguments: ["--split s.csv", "--folds 3"]) func modelsAreScoredOnAnotherCity(split: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try Self.writeOther(shell)
    let tool =
      "si-predict x=e.h5 --target other=o.csv --apply x@other=o.h5 -i i.csv --indicator pop --seeds 2 \(split) "
      + "--model ridge,mlp,gradient-boosting --baselines mean --epochs 40 --hidden 16 --moran --versus mean -q"
    let result = try shell.run("\(tool) -j 1 -o 1.h5 && \(tool) -j 2 -o 2.h5 > 2.tsv")
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("1.h5") == shell.read("2.h5"))
    let table = result.output
    #expect(value(table, "x@other+ridge pop other/test regions") == 30)
    #expect(try #require(value(table, "x@other+ridge pop other/test r2")) > 0.95)
    #expect(try #require(value(table, "mean@other pop other/test r2")) <= 0)
    #expect(try #require(value(table, "x@other+ridge pop other/test p_signflip:mean")) < 0.01)
    #expect(value(table, "x@other+ridge pop other/test moran_i") != nil)
    #expect(!table.contains("other/train"))
    #expect(value(table, "x+ridge pop \(split.contains("folds") ? "folds" : "split")/test r2") != nil)
    // The ids and files say the same, and what is fitted knows nothing of the other city's labels.
    let file = try HDF5File(reading: shell.directory + "/1.h5", name: "1.h5")
    #expect(try file.readStrings("/target/other/region/id") == (0..<30).map { "u\($0)" }.sorted())
    let own = try file.read("/target/other/y_pred/x@other+mlp/pop", as: Double.self, shape: [2, 30])
    let lines = try shell.run("si-predict --to-tsv 1.h5 --target other --features x@other+mlp --all-runs")
    #expect(lines.status == 0, "\(lines.error)")
    let printed = rows(lines.output).dropFirst()
    #expect(printed.count == 60 && printed.allSatisfy { $0[4] == "test" })
    #expect(printed.compactMap { Double($0[6]) } == own)
    try shell.write(
      "region,pop\n" + (0..<30).map { "u\($0),\($0)" }.joined(separator: "\n") + "\n", to: "o.csv")
    let again = try shell.run("\(tool) -o 3.h5")
    #expect(again.status == 0, "\(again.error)")
    let blind = try HDF5File(reading: shell.directory + "/3.h5", name: "3.h5")
    #expect(try blind.read("/target/other/y_pred/x@other+mlp/pop", as: Double.self, shape: [2, 30]) == own)
    // Without a map there is no neighbour.
    #expect(value(again.output, "x@other+ridge pop other/test moran_i") == nil)
    let summary = try shell.run("\(tool.replacing(" -q", with: "")) --bootstrap 50 --summary")
    #expect(summary.error.contains("other: no coordinates, so no Moran's I there"), "\(summary.error)")
    #expect(summary.output.contains("pop  (other/test, n = 30, ln(1+y))"))
    #expect(summary.output.contains("]"))
  }

  @Test(arguments: [
    ("--folds 3 --model tree", 64, "--model knows ridge, elastic-net"),
    ("--folds 3 --versus forest", 64, "--versus knows x+ridge, not 'forest'"),
    ("--folds 3 --bootstrap 0", 64, "--bootstrap must be 1 to 100000, not 0"),
    ("--folds 3 --confidence 1", 64, "--confidence must be 0.01 to 0.9999, not 1.0"),
    ("--folds 3 --permutations 0", 64, "--permutations must be 1 to 10000000"),
    ("--folds 3 --moran-neighbours 0", 64, "--moran-neighbours must be 1 to"),
    ("--folds 3 --l1-ratio 0,1", 64, "--l1-ratio must be 0.01 to 1, not 0"),
    ("--folds 3 --max-features 0", 64, "--max-features must be above 0"),
    ("--folds 3 --trees 0", 64, "--trees must be 1 to"),
    ("--folds 3 --cluster-blocks 3", 64, "--cluster-blocks must be more than the 3 folds"),
    ("--folds 3 --cluster-blocks 70", 65, "60 regions are too few for 70 clusters"),
    ("--folds 3 --cluster-blocks 9 --block-size 1", 64, "give one of --block-size, --cluster-blocks"),
    ("--folds 3 --block-column borough", 64, "--block-column goes with --blocks"),
    ("--split s.csv --cluster-blocks 9", 64, "blocks go with --folds"),
    ("--folds 3 --target o.csv", 64, "--target o.csv needs features: --apply NAME@o.csv=FILE"),
    ("--folds 3 --target o=o.csv", 64, "--target o needs features: --apply NAME@o=FILE"),
    (
      "--folds 3 --target o=i.csv --apply x@o=o.h5", 65,
      "i.csv: names no region of o.h5: their ids do not join"
    ),
    ("--folds 3 --target o=o.csv --apply x@o=thin.h5", 65, "thin.h5: has 1 features of a region"),
    ("--folds 3 --target o=none.csv --apply x@o=o.h5", 66, "none.csv: "),
    ("--folds 3 --target =o.csv --apply x@o=o.h5", 64, "--target takes LABEL or LABEL=FILE, not '=o.csv'"),
    ("--folds 3 --target o=o.csv --target o=o.csv --apply x@o=o.h5", 64, "--target needs a label"),
    ("--folds 3 --regions few.csv --model random-forest", 65, "x+random-forest on pop needs at least two"),
  ]) func wrongInputGetsOneLineAndNoFile(arguments: String, status: Int32, message: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try Self.writeOther(shell)
    try shell.write("region\nt100\nt101\nt102\nt103\n", to: "few.csv")
    try PredictTests.write(
      EmbeddingTable(ids: (0..<30).map { "u\($0)" }, values: Array(repeating: 1, count: 30), dimension: 1),
      to: shell.directory + "/thin.h5")
    let before = shell.files
    let result = try shell.run(
      "si-predict x=e.h5 -i i.csv --indicator pop \(arguments) -q -o out.h5 --metrics out.tsv")
    #expect(result.status == status, "\(result.error)")
    #expect(result.error.hasPrefix("si-predict: \(message)"), "\(result.error)")
    #expect(result.error.split(separator: "\n").count <= 2)
    #expect(shell.files == before)
  }
}
