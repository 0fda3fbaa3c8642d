import Foundation
internal import HDF5
internal import Schemas
internal import Support
import Testing

/// `si-predict --save` and `--from`, in their older spellings `--save-model` and `--load-model` too.
@Suite struct PredictModelTests {
  private static let models = "ridge,elastic-net,lasso,mlp,random-forest,gradient-boosting,knn,mean"
  private static let fit =
    "si-predict x=e.h5 --join map=trend,x -i i.csv --indicator pop --model \(models) --baselines mean,coordinates "
    + "--epochs 10 --hidden 8 --trees 10 --rounds 10 --seeds 2 -q"

  private func predictions(_ shell: Shell, _ name: String) throws -> [String: [Double]] {
    let file = try HDF5File(reading: shell.directory + "/\(name)", name: name)
    var result: [String: [Double]] = [:]
    for label in try file.members(of: "/y_pred") {
      result[label] = try file.read(
        "/y_pred/\(label)/pop", as: Double.self, shape: [2, PredictTests.count], allowing: .any)
    }
    return result
  }

  @Test func aLoadedModelPredictsWhatWasEvaluated() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.fit) --split s.csv -o p.h5 > plain.tsv && \(Self.fit) --split s.csv -o q.h5 --save-model m.h5 > m.tsv &&
      si-predict --load-model m.h5 x=e.h5 --coordinates i.csv -q -o a.h5 > a.tsv
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    // Saving changes nothing else.
    #expect(try shell.read("p.h5") == shell.read("q.h5"))
    #expect(try shell.read("plain.tsv") == shell.read("m.tsv"))
    let (judged, applied) = (try predictions(shell, "p.h5"), try predictions(shell, "a.h5"))
    #expect(judged.count == 18 && applied == judged)
    let lines = String(decoding: try shell.read("a.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "region\tindicator\tfeatures\tseed\ty_pred\ty_pred_raw")
    // Two runs of what chance takes part in, one of the others.
    #expect(lines.count == 1 + PredictTests.count * (18 + 6))
    let ridge = try #require(lines.first { $0.hasPrefix("t100\tpop\tx+ridge\t1\t") }).split(separator: "\t")
    #expect(Double(ridge[4]) == judged["x+ridge"]?[0])
    #expect(try abs(#require(Double(ridge[5])) - expm1(#require(Double(ridge[4])))) < 1e-9)
  }

  @Test func aModelOfFoldsIsTheOneThatIsTransferred() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let source = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    let own = try EmbeddingTable(from: source)
    let there = EmbeddingTable(
      ids: own.ids.map { "u" + $0 }, values: own.values.map { 0.9 * $0 + 0.1 }, dimension: own.dimension)
    try PredictTests.write(there, to: shell.directory + "/there.h5")
    try shell.write("region,pop\n" + there.ids.map { "\($0),1\n" }.joined(), to: "there.csv")
    let result = try shell.run(
      """
      si-predict x=e.h5 -i i.csv --indicator pop --folds 3 --model ridge,lasso,random-forest,knn --trees 10 --seeds 2 \
        -q --target b=there.csv --apply x@b=there.h5 -o p.h5 --save-model m.h5 > p.tsv &&
      si-predict --load-model m.h5 there.h5 -q -o a.h5 > a.tsv &&
      si-predict --load-model - there.h5 -q < m.h5 > piped.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("a.tsv") == shell.read("piped.tsv"))
    let expected = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    for (label, values) in try predictions(shell, "a.h5") {
      let name = label.replacing("+", with: "@b+")
      #expect(
        try expected.read("/target/b/y_pred/\(name)/pop", as: Double.self, shape: [2, 60]) == values,
        "\(label)"
      )
    }
  }

  @Test func modelsAndRegionsAreChosen() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    try shell.write("t103\nt101\n", to: "two.txt")
    let result = try shell.run(
      """
      \(Self.fit) --folds 3 --save - --metrics m.tsv > m.h5 &&
      si-predict --from m.h5 --features x+knn,mean --regions two.txt e.h5
      """)
    let lines = result.output.split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
    #expect(result.status == 0, "\(result.error)")
    #expect(lines.map { "\($0[0]) \($0[2])" } == ["t101 mean", "t103 mean", "t101 x+knn", "t103 x+knn"])
    let json = try shell.run("si-predict --load-model m.h5 --features mean --regions two.txt --json")
    let first = try #require(json.output.split(separator: "\n").first)
    let row = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
    #expect(row?["region"] as? String == "t101" && row?["features"] as? String == "mean")
    #expect(row?["y_pred_raw"] is Double)
  }

  @Test(arguments: [
    ("--load-model m.h5 y=e.h5", 64, "the models to apply know x, not 'y'"),
    ("--load-model m.h5 --features x+ridge", 64, "x+ridge needs the features 'x': give x=FILE"),
    ("--load-model m.h5 x=e.h5", 64, "coordinates needs --coordinates FILE"),
    (
      "--load-model m.h5 --features x+ridge thin.h5", 65,
      "thin.h5: has 1 features of a region, where x+ridge of m.h5 needs 4"
    ),
    ("--load-model m.h5 --features x+svm x=e.h5", 65, "m.h5: has no model 'x+svm'; it has coordinates, "),
    ("--load-model m.h5 --indicator edu x=e.h5", 65, "m.h5: has no model 'edu'; it has pop"),
    ("--load-model e.h5 x=e.h5", 65, "e.h5: has schema knowcl/embeddings, where knowcl/predictor is needed"),
    ("--load-model m.h5 x=m.h5", 65, "m.h5: has schema knowcl/predictor, where knowcl/embeddings"),
    ("--load-model cut.h5 x=e.h5", 65, "cut.h5: "),
    ("--load-model none.h5 x=e.h5", 66, "none.h5: cannot be opened"),
    ("--load-model m.h5 x=e.h5 -i i.csv", 64, "--from fits and scores nothing"),
    ("--load-model m.h5 --to-tsv p.h5", 64, "give one of --to-tsv and --from"),
    (
      "--load-model m.h5 --features x+ridge --regions s.csv other.h5", 65, "other.h5: lacks region t100"
    ),
    ("x=e.h5 -i i.csv --indicator pop --folds 3 --save-model - -o -", 64, "--save - leaves"),
    (
      "x=e.h5 -i i.csv --indicator pop --folds 3 --setting depth=3", 64,
      "--setting: these models know no setting"
    ),
    (
      "x=e.h5 -i i.csv --indicator pop --folds 3 --model knn --setting neighbours=0", 64,
      "--neighbours must be 1 to 100000, not 0"
    ),
  ]) func whatCannotBeAppliedGetsOneLine(arguments: String, status: Int32, message: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    for (name, ids, dimension) in [("thin", (100..<160).map { "t\($0)" }, 1), ("other", ["t101"], 4)] {
      let values = [Float](repeating: 1, count: ids.count * dimension)
      try PredictTests.write(
        EmbeddingTable(ids: ids, values: values, dimension: dimension), to: shell.directory + "/\(name).h5")
    }
    let made = try shell.run("\(Self.fit) --folds 3 --save-model m.h5 > m.tsv && head -c 3000 m.h5 > cut.h5")
    #expect(made.status == 0, "\(made.error)")
    let before = shell.files
    let result = try shell.run(
      "si-predict \(arguments) -q -o out.h5".replacing("-o - -q -o out.h5", with: "-o -"))
    #expect(result.status == status && result.error.hasPrefix("si-predict: \(message)"), "\(result.error)")
    #expect(shell.files == before)
  }

  @Test func brokenCoordinatesOfAnotherCityAreNotHidden() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let rows = (100..<160).map { "t\($0),\($0 == 130 ? "west" : "0.1"),0.2,5\n" }
    try shell.write("region,lon,lat,pop\n" + rows.joined(), to: "there.csv")
    let tool =
      "si-predict x=e.h5 -i i.csv --indicator pop --folds 3 --target b=there.csv --apply x@b=e.h5 --permutations 9"
    let needed = try shell.run("\(tool) --moran -q")
    #expect(needed.status == 65 && needed.output.isEmpty)
    #expect(
      needed.error.hasPrefix(
        "si-predict: there.csv: line 32: has 'west', '0.2', where longitude and latitude in degrees are needed"
      ))
    let unneeded = try shell.run(tool)
    #expect(unneeded.status == 0)
    #expect(unneeded.error.contains("there.csv: line 32: has 'west'"), "\(unneeded.error)")
    let none = try shell.run(
      "cut -d, -f1,4 there.csv > plain.csv && \(tool) --moran".replacing("b=there", with: "b=plain"))
    #expect(
      none.status == 0 && none.error.contains("b: no coordinates, so no Moran's I there"), "\(none.error)")
  }
}
