import Foundation
internal import HDF5
internal import Schemas
internal import Support
import Testing

/// `si-predict` far from labels, and `kg-embed --paths`.
@Suite struct DistanceToolTests {
  /// Boroughs A to E of twelve regions of `PredictTests.city`.
  private func city() throws -> Shell {
    let shell = try PredictTests.city()
    let boroughs = (0..<PredictTests.count).map { "t\(100 + $0),\(["A", "B", "C", "D", "E"][$0 / 12])" }
    try shell.write("region,borough\n" + boroughs.joined(separator: "\n") + "\n", to: "b.csv")
    return shell
  }

  @Test func boroughsAreLeftOutWithTheirSurroundings() throws {
    let shell = try city()
    defer { shell.remove() }
    let options =
      "x=e.h5 -i i.csv --indicator pop --folds each --blocks b.csv --block-column borough --baselines mean --seeds 2 -q"
    let result = try shell.run(
      """
      si-predict \(options) --distances -j 1 -o near.h5 > near.tsv && si-predict \(options) --distances -j 2 -o 2.h5 > 2.tsv
      cmp near.h5 2.h5 && cmp near.tsv 2.tsv && si-predict \(options) > plain.tsv
      si-predict \(options) --distances --buffer 2500 -o far.h5 > far.tsv && si-predict --to-tsv far.h5 > table.tsv
      si-predict --to-tsv near.h5 --features x+ridge
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/near.h5", name: "near.h5")
    #expect(try file.stringAttribute("schema_version") == "1.2")
    let folds = try file.read("/split", as: Int32.self, shape: [2, 60])
    #expect(folds == (0..<120).map { Int32($0 % 60 / 12) })
    func text(_ name: String) throws -> String { String(decoding: try shell.read(name), as: UTF8.self) }
    // Nothing but the rows that were asked for is new, and every score is of all regions.
    let near = try text("near.tsv").split(separator: "\n")
    #expect(near.filter { !$0.contains("\tdistance\t") } == (try text("plain.tsv").split(separator: "\n")))
    let rows = near.filter { $0.contains("\tdistance\t") }.map { $0.split(separator: "\t") }
    #expect(rows.map { $0[0] } == ["mean", "x+ridge"])
    #expect(try text("far.tsv").contains("x+ridge\tpop\tblocks/test\tregions\t60.0\t0.0\t2"))
    // The grid is 0.01° wide: the nearest region of another borough is one row off, or one place along it.
    let step = 6_371_008.8 * 0.01 * .pi / 180
    let table = try text("table.tsv").split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(table[0].last == "distance")
    let metres = table.dropFirst().compactMap { Double($0[7]) }
    #expect(metres.count == 120 && metres.allSatisfy { $0 >= 2500 })
    let nearer = result.output.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: "\t").last.flatMap { Double($0) }
    }
    #expect(nearer.count == 60 && abs((nearer.min() ?? 0) - step) < 0.01 * step)
  }

  @Test(arguments: [
    ("--folds some", 64, "The value 'some' is invalid for '--folds <k|each>'"),
    ("--folds 1", 64, "--folds must be 2 to 10000, or each, not 1"),
    ("--folds 3 --buffer=-1", 64, "--buffer must be 0 to 20000000 metres, not -1.0"),
    ("--folds each --cluster-blocks 1", 64, "--cluster-blocks must be more than 1"),
    ("--folds each --block-size 300", 65, "1 block is too little for 2 folds"),
    ("--folds 3 --buffer 1e6", 65, "no region is left to train x+ridge on pop"),
    ("--folds 3 --buffer 100 --hide .3", 64, "--hide prints a table of its own"),
    ("--folds 3 --distances --coordinates none.csv", 66, "none.csv: "),
  ]) func wrongInputGetsOneLineAndNoFile(arguments: String, status: Int32, message: String) throws {
    let shell = try city()
    defer { shell.remove() }
    let before = shell.files
    let result = try shell.run("si-predict x=e.h5 -i i.csv --indicator pop \(arguments) -q -o out.h5")
    #expect(result.status == status, "\(result.error)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(shell.files == before)
  }

  @Test func countsOfPathsAreFeatures() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      "p1\tLocateAt\ta\np2\tLocateAt\ta\np3\tLocateAt\tb\np1\tCate1Of\tfood\np2\tCate1Of\tfood\np3\tCate1Of\tfood\n",
      to: "t.tsv")
    let result = try shell.run(
      """
      kg-build -q t.tsv -o kg.h5 && kg-embed -q kg.h5 --paths LocateAt_rev/Cate1Of --path-regions 2 -j 1 -o c.h5
      kg-embed -q kg.h5 --paths LocateAt_rev/Cate1Of --path-regions 2 -j 2 > d.h5; cmp c.h5 d.h5
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/c.h5", name: "c.h5")
    let table = try EmbeddingTable(from: file)
    #expect(table.ids == ["a", "b"])
    #expect(table.values == [Float(Elementary.log1p(2)), Float(Elementary.log1p(1))])
    #expect(try file.readStrings("/feature/name") == ["LocateAt_rev/Cate1Of:food"])
    let wrong = try shell.run("kg-embed -q kg.h5 --paths NearBy -o n.h5")
    #expect(
      wrong.status == 65
        && wrong.error.hasPrefix("kg-embed: kg.h5: has no relation NearBy; it has Cate1Of, LocateAt"))
    let mixed = try shell.run("kg-embed -q kg.h5 --paths LocateAt_rev --holdout .1 -o n.h5")
    #expect(mixed.status == 64 && mixed.error.contains("--paths trains nothing"))
  }
}
