import Foundation
internal import HDF5
internal import Networks
internal import Prediction
internal import Schemas
internal import Support
import Testing

@Suite struct PredictTests {
  static let count = 60

  /// A directory with features, indicators and a split of sixty regions.
  static func city() throws -> Shell {
    let shell = try Shell()
    let ids = (0..<count).map { "t\(100 + $0)" }
    var random = Philox(seed: 2, "test")
    let values = (0..<(count * 4)).map { _ in Float(random.normal()) }
    try write(
      EmbeddingTable(ids: ids.reversed(), values: values, dimension: 4), to: shell.directory + "/e.h5")
    var csv = "region,lon,lat,pop,edu\r\n"
    var split = "region,split\n"
    for (row, id) in ids.enumerated() {
      let own = values[(count - 1 - row) * 4]
      csv += "\(id),\(Double(row % 8) * 0.01),\(Double(row / 8) * 0.01),"
      csv += "\(exp(Double(own) + 5)),\(row == 7 ? "" : "\(row % 5)")\r\n"
      split += "\(id),\(["train", "train", "train", "val", "test"][row % 5])\n"
    }
    try shell.write(csv, to: "i.csv")
    try shell.write(split, to: "s.csv")
    return shell
  }

  static func write(_ table: EmbeddingTable, encoder: String? = nil, to path: String) throws {
    let file = try HDF5File(creating: path, name: path)
    try file.setAttribute("schema", Schema.embeddings.rawValue)
    try file.setAttribute("schema_version", "1.0")
    try table.write(to: file, description: "test", encoder: encoder)
  }

  private func field(_ table: String, _ key: String, _ column: Int) -> Double? {
    let rows = table.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    return rows.first { $0.prefix(4).joined(separator: " ") == key }.flatMap { Double($0[column]) }
  }

  @Test func predictsFromFilesAndPipes() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let options =
      "--indicators i.csv --indicator pop --split s.csv --model ridge,mlp,knn --baselines mean,coordinates "
      + "--seeds 2 --epochs 40 --hidden 16 -q"
    let result = try shell.run("si-predict x=e.h5 \(options) -o p.h5")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.hasPrefix("features\tindicator\tsplit\tmetric\tmean\tsd\tn\n"))
    #expect(try #require(field(result.output, "x+ridge pop split/test r2", 4)) > 0.95)
    #expect(field(result.output, "x+ridge pop split/test r2", 5) == 0)
    #expect(field(result.output, "x+ridge pop split/test r2", 6) == 2)
    #expect(try #require(field(result.output, "x+mlp pop split/test r2", 5)) > 0)
    #expect(try #require(field(result.output, "mean pop split/test r2", 4)) <= 0)
    #expect(field(result.output, "coordinates pop split/train regions", 4) == 36)
    let piped = try shell.run("cat e.h5 | si-predict x=- \(options) -o - > q.h5")
    #expect(piped.status == 0 && piped.output.isEmpty, "\(piped.error)")
    let file = try HDF5File(reading: shell.directory + "/q.h5", name: "q.h5")
    let truth = try file.read("/y_true/pop", as: Double.self, shape: [Self.count])
    let predicted = try file.read("/y_pred/x+ridge/pop", as: Double.self, shape: [2, Self.count])
    let part = try file.read("/split", as: Int32.self, shape: [2, Self.count])
    let test = (0..<Self.count).filter { part[$0] == 2 }
    #expect(test.count == 12)
    let r2 = RegressionScores.r2(labels: test.map { truth[$0] }, predictions: test.map { predicted[$0] })
    let written: Double = try file.numberAttribute("test_r2", on: "/y_pred/x+ridge/pop")
    #expect(abs(r2 - written) < 1e-12)
    #expect(abs(try #require(field(result.output, "x+ridge pop split/test r2", 4)) - r2) < 1e-12)
  }

  @Test(arguments: [
    "--split s.csv --model mlp,ridge,knn", "--folds 3 --model ridge,mlp --standardise",
    "--folds 3 --block-size 0.02 --model ridge,mlp --baselines coordinates",
  ]) func bytesDoNotDependOnThreads(choice: String) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let tool = "si-predict e.h5 -i i.csv --indicator pop --seeds 2 --epochs 30 --hidden 24 -q \(choice)"
    let result = try shell.run("\(tool) -j 1 -o 1.h5 > 1.tsv && \(tool) -j 2 -o 2.h5 > 2.tsv")
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("1.h5") == shell.read("2.h5"))
    #expect(try shell.read("1.tsv") == shell.read("2.tsv"))
  }

  @Test func bytesDoNotDependOnDirectories() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      "si-predict x=e.h5 -i i.csv --indicator pop --split s.csv -q -o 1.h5 > 1.tsv && "
        + "si-predict x=$PWD/e.h5 -i $PWD/i.csv --indicator pop --split=$PWD/s.csv -q -o 2.h5 > 2.tsv")
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("1.tsv") == shell.read("2.tsv"))
    let command = try HDF5File(reading: shell.directory + "/2.h5", name: "2.h5").stringAttribute("command")
    #expect(command == "si-predict x=e.h5 -i i.csv --indicator pop --split=s.csv")
  }

  @Test func referenceSeedsAreAllTheSame() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      "si-predict e.h5 -i i.csv --indicator pop --split s.csv --model mlp --seeds 3 --epochs 5 --reference -q"
    )
    #expect(field(result.output, "e+mlp pop split/test r2", 5) == 0)
    #expect(field(result.output, "e+mlp pop split/test r2", 6) == 3)
  }

  /// The published settings of mlp are for an encoder's features; others are brought to a common scale.
  /// A file says that they are by the attribute `encoder`; one without it is taken for an encoder's with as many
  /// features as all encoders had before there was the attribute.
  @Test(arguments: [(4, false), (4, true), (512, false)])
  func onlyAnEncodersFeaturesStayRaw(dimension: Int, named: Bool) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let source = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    let narrow = try EmbeddingTable(from: source)
    // A small scale, as that of a graph's vectors; the first column still says all.
    var values = [Float](repeating: 0, count: Self.count * dimension)
    for row in 0..<Self.count {
      for column in 0..<4 { values[row * dimension + column] = 0.1 * narrow.row(row)[row * 4 + column] }
    }
    try Self.write(
      EmbeddingTable(ids: narrow.ids, values: values, dimension: dimension),
      encoder: named ? "resnet50" : nil,
      to: shell.directory + "/x.h5")
    let tool =
      "si-predict x.h5 -i i.csv --indicator pop --split s.csv --model mlp --epochs 60 --hidden 16 --learning-rate 0.02 -q"
    let result = try shell.run(
      """
      \(tool) > default.tsv && \(tool) --standardise --standardise-labels > scaled.tsv &&
      \(tool) --no-standardise --no-standardise-labels > raw.tsv && \(tool) --reference --seed 3 > 3.tsv &&
      \(tool) --reference > reference.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    func table(_ name: String) throws -> String {
      String(decoding: try shell.read("\(name).tsv"), as: UTF8.self)
    }
    func r2(_ name: String) throws -> Double {
      try #require(field(try table(name), "x+mlp pop split/test r2", 4))
    }
    let same = named || dimension == 512 ? "raw" : "scaled"
    #expect(try table("default") == table(same) && table("raw") != table("scaled"))
    #expect(try table("3") == table("reference"))
    #expect(try r2("scaled") > 0.6 && r2("scaled") > r2("raw") + 0.2)
  }

  @Test func printsJSONAndSummaries() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let options = "-i i.csv --indicator pop,edu --drop-missing --split s.csv -q --split-label published"
    let json = try shell.run("si-predict e.h5 --label emb \(options) --json")
    let lines = json.output.split(separator: "\n")
    let first = try JSONSerialization.jsonObject(with: Data(try #require(lines.first).utf8)) as? [String: Any]
    #expect(first?["features"] as? String == "emb+ridge" && first?["split"] as? String == "published/train")
    let summary = try shell.run("si-predict e.h5 --label emb \(options) --summary --metrics m.tsv")
    #expect(summary.output.contains("pop  (published/test, n = 12") && summary.output.contains("emb+ridge"))
    let table = String(decoding: try shell.read("m.tsv"), as: UTF8.self)
    #expect(lines.count == table.split(separator: "\n").count - 1)
    #expect(field(table, "emb+ridge edu published/train regions", 4) == 35)
  }

  @Test func joinedFeaturesStandSideBySide() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let source = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    let whole = try EmbeddingTable(from: source)
    for (name, columns) in [("a", 0..<1), ("b", 1..<4)] {
      let values = whole.ids.indices.flatMap { row in columns.map { whole.values[row * 4 + $0] } }
      try Self.write(
        EmbeddingTable(ids: whole.ids, values: values, dimension: columns.count),
        to: shell.directory + "/\(name).h5")
    }
    let result = try shell.run(
      """
      si-predict e=e.h5 a=a.h5 b=b.h5 b=b.h5 --join ab=a,b --join place=trend --join both=trend,e -q \
        -i i.csv --indicator pop --split s.csv --seeds 2 --model ridge
      """)
    #expect(result.status == 0, "\(result.error)")
    func r2(_ name: String) throws -> Double {
      try #require(field(result.output, "\(name)+ridge pop split/test r2", 4))
    }
    #expect(try abs(r2("e") - r2("ab")) < 1e-9)
    // The first column of e says all, the map nothing.
    #expect(try r2("both") > 0.9 && r2("place") < 0.5 && r2("place") != r2("b"))
    for (join, message) in [
      ("x=trend,nothing", "knows e, trend, not 'nothing'"), ("e=trend", "a name of its own"),
      ("x", "NAME=A,B"),
    ] {
      let wrong = try shell.run(
        "si-predict e=e.h5 --join \(join) -i i.csv --indicator pop --split s.csv -q")
      #expect(wrong.status == 64 && wrong.error.contains(message), "\(wrong.error)")
    }
  }

  @Test func foldsByATableOfBlocks() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    var blocks = "region,block\n"
    for row in 0..<Self.count { blocks += "t\(100 + row),b\(row / 10)\n" }
    try shell.write(blocks, to: "b.csv")
    let result = try shell.run("si-predict e.h5 -i i.csv --indicator pop --folds 3 --blocks b.csv -q -o p.h5")
    #expect(field(result.output, "e+ridge pop blocks/test regions", 4) == 60, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    let folds = try file.read("/split", as: Int32.self, shape: [1, Self.count])
    for block in 0..<6 { #expect(Set(folds[(block * 10)..<(block * 10 + 10)]).count == 1) }
    #expect(Set(folds) == [0, 1, 2])
  }

  /// Features of sixty regions whose first column is that of `city()` times `gain` plus a noise of its own.
  private static func writeReplicate(_ shell: Shell, _ name: String, gain: Float = 1, seed: UInt64) throws {
    let source = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    var table = try EmbeddingTable(from: source)
    var random = Philox(seed: seed, "replicate")
    for index in table.values.indices {
      table.values[index] = gain * (table.values[index] + 0.3 * Float(random.normal()))
    }
    try write(table, to: shell.directory + "/" + name)
  }

  @Test func replicatesGoWithTheRuns() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    for replicate in 1...3 { try Self.writeReplicate(shell, "r\(replicate).h5", seed: UInt64(replicate)) }
    let options = "-i i.csv --indicator pop --split s.csv --model ridge,mlp --epochs 20 --hidden 8 -q"
    let all = try shell.run("si-predict x=r1.h5 x=r2.h5 one=e.h5 x=r3.h5 \(options) -o all.h5")
    #expect(all.status == 0, "\(all.error)")
    var single: [Double] = []
    for replicate in 1...3 {
      // Run i has the seed --seed + i, so each model is the one that a run of its own would be.
      let own = try shell.run("si-predict x=r\(replicate).h5 \(options) --seed \(replicate) -o own.h5")
      single.append(try #require(field(own.output, "x+ridge pop split/test r2", 4)))
      let file = try HDF5File(reading: shell.directory + "/own.h5", name: "own.h5")
      let together = try HDF5File(reading: shell.directory + "/all.h5", name: "all.h5")
      for model in ["x+ridge", "x+mlp"] {
        let run = try file.read("/y_pred/\(model)/pop", as: Double.self, shape: [1, Self.count])
        let runs = try together.read("/y_pred/\(model)/pop", as: Double.self, shape: [3, Self.count])
        #expect(Array(runs[((replicate - 1) * Self.count)..<(replicate * Self.count)]) == run)
      }
    }
    let mean = single.reduce(0, +) / 3
    let sd = (single.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
    #expect(sd > 0.001)
    #expect(abs(try #require(field(all.output, "x+ridge pop split/test r2", 4)) - mean) < 1e-12)
    #expect(abs(try #require(field(all.output, "x+ridge pop split/test r2", 5)) - sd) < 1e-12)
    #expect(field(all.output, "x+ridge pop split/test r2", 6) == 3)
    #expect(field(all.output, "one+ridge pop split/test r2", 5) == 0)
    #expect(field(all.output, "one+ridge pop split/test r2", 6) == 3)
    let uneven = try shell.run(
      "si-predict x=r1.h5 x=r2.h5 x=r3.h5 -i i.csv --indicator pop --split s.csv --seeds 4")
    #expect(field(uneven.output, "x+ridge pop split/test r2", 6) == 4)
    #expect(uneven.error.contains("x: 4 runs take its 3 replicates unequally often"))
  }

  @Test func modelsAreAppliedToOtherFeatures() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    try Self.writeReplicate(shell, "r1.h5", seed: 1)
    try Self.writeReplicate(shell, "r2.h5", seed: 2)
    try Self.writeReplicate(shell, "flat.h5", gain: 0, seed: 1)
    let options = "-i i.csv --indicator pop --split s.csv --model ridge -q"
    let result = try shell.run(
      "si-predict x=r1.h5 x=r2.h5 --apply x@same=r1.h5 --apply x@same=r2.h5 --apply x@swapped=r2.h5 "
        + "--apply x@swapped=r1.h5 --apply x@flat=flat.h5 \(options) -o p.h5")
    #expect(result.status == 0, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    func predictions(_ label: String) throws -> [Double] {
      try file.read("/y_pred/\(label)/pop", as: Double.self, shape: [2, Self.count])
    }
    let own = try predictions("x+ridge")
    #expect(try predictions("x@same+ridge") == own)
    let part = try file.read("/split", as: Int32.self, shape: [2, Self.count])
    let (swapped, flat) = (try predictions("x@swapped+ridge"), try predictions("x@flat+ridge"))
    for run in 0..<2 {
      let rows = (run * Self.count)..<((run + 1) * Self.count)
      let train = rows.filter { part[$0] == 0 }
      let rest = rows.filter { part[$0] != 0 }
      #expect(train.allSatisfy { swapped[$0] == own[$0] && flat[$0] == own[$0] })
      #expect(rest.allSatisfy { swapped[$0] != own[$0] })
      // Features that tell no region from another.
      #expect(Set(rest.map { flat[$0] }).count == 1)
    }
    let train = try #require(field(result.output, "x+ridge pop split/train r2", 4))
    #expect(field(result.output, "x@swapped+ridge pop split/train r2", 4) == train)
    #expect(try #require(field(result.output, "x@flat+ridge pop split/test r2", 4)) <= 0)
    #expect(try #require(field(result.output, "x@swapped+ridge pop split/test r2", 4)) > 0.6)
    let folds = try shell.run("si-predict x=r1.h5 --apply x@y=r2.h5 -i i.csv --indicator pop --folds 3 -q")
    #expect(field(folds.output, "x@y+ridge pop folds/test regions", 4) == 60, "\(folds.error)")
  }

  @Test func predictionsBecomeTables() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let made = try shell.run(
      "si-predict x=e.h5 -i i.csv --indicator pop,edu --drop-missing --split s.csv --model ridge,knn --seeds 2 "
        + "--seed 7 -q -o p.h5 && si-predict x=e.h5 -i i.csv --indicator pop --folds 3 -q -o f.h5")
    #expect(made.status == 0, "\(made.error)")
    let one = try shell.run("si-predict --to-tsv p.h5 --indicator edu --features x+ridge")
    #expect(one.status == 0 && one.error.isEmpty, "\(one.error)")
    let lines = one.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(lines[0] == ["region", "indicator", "features", "seed", "split", "y_true", "y_pred"])
    // edu is not known of t107.
    #expect(lines.count == 1 + 59 && !lines.contains { $0[0] == "t107" })
    let file = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    let ids = try file.readStrings("/region/id")
    let truth = try file.read("/y_true/edu", as: Double.self, shape: [60], allowing: .any)
    let predicted = try file.read("/y_pred/x+ridge/edu", as: Double.self, shape: [2, 60], allowing: .any)
    for line in lines.dropFirst() {
      let row = try #require(ids.firstIndex(of: line[0]))
      #expect(line[1...3] == ["edu", "x+ridge", "7"])
      #expect(line[4] == ["train", "train", "train", "val", "test"][row % 5])
      #expect(Double(line[5]) == truth[row] && Double(line[6]) == predicted[row])
    }
    let all = try shell.run("si-predict --to-tsv - --all-runs < p.h5").output
    #expect(all.split(separator: "\n").count == 1 + 2 * 2 * (60 + 59))
    #expect(all.contains("\tx+knn\t8\ttest\t"))
    let second = try shell.run("si-predict --to-tsv p.h5 --run 2 --features x+knn --indicator pop -o p.tsv")
    #expect(second.output.isEmpty && second.status == 0)
    let written = String(decoding: try shell.read("p.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(written.count == 61 && written.dropFirst().allSatisfy { $0.contains("\tpop\tx+knn\t8\t") })
    let folds = try shell.run("si-predict --to-tsv f.h5").output.split(separator: "\n").dropFirst()
    #expect(folds.count == 60 && folds.allSatisfy { $0.contains("\tx+ridge\t1\ttest\t") })
  }

  @Test(arguments: [
    ("p.h5 --indicator crime", 65, "p.h5: /y_true: has no 'crime'; it has pop"),
    ("p.h5 --features x", 65, "p.h5: /y_pred: has no 'x'; it has x+ridge"),
    ("p.h5 --run 2", 65, "p.h5: has 1 runs, but run 2 is asked for"),
    ("p.h5 --run 0", 64, "--run must be 1 or more, not 0"),
    ("p.h5 --run 1 --all-runs", 64, "give one of --run and --all-runs"),
    ("p.h5 e.h5", 64, "--to-tsv prints one file of predictions and takes no features"),
    ("e.h5", 65, "e.h5: has schema knowcl/embeddings, where knowcl/predictions is needed"),
    ("none.h5", 66, "none.h5: cannot be opened"),
  ]) func wrongTablesGetOneLine(arguments: String, status: Int32, message: String) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let made = try shell.run("si-predict x=e.h5 -i i.csv --indicator pop --split s.csv -q -o p.h5")
    #expect(made.status == 0)
    let result = try shell.run("si-predict --to-tsv \(arguments) -o out.tsv")
    #expect(result.status == status && result.error.hasPrefix("si-predict: \(message)"), "\(result.error)")
    #expect(!shell.files.contains("out.tsv"))
  }

  @Test(arguments: [
    ("e.h5 -i i.csv --indicator edu --split s.csv", 65, "i.csv: has no edu of region t107"),
    ("e.h5 -i i.csv --indicator crime --split s.csv", 65, "i.csv: has no indicator 'crime'"),
    ("e.h5 -i low.csv --indicator pop --split s.csv", 65, "low.csv: pop of region t101 is -2.0"),
    ("nan.h5 -i i.csv --indicator pop --split s.csv", 65, "nan.h5: /embedding: element 0 is nan"),
    ("other.h5 -i i.csv --indicator pop --split s.csv", 65, "other.h5: lacks region t100 (60 of 60 missing)"),
    (
      "other.h5 -i i.csv --indicator pop --split s.csv --allow-missing", 65,
      "other.h5: lacks region t100 (60 of 60 missing); it has 'x' and the like"
    ),
    ("e.h5 -i ragged.csv --indicator pop --split s.csv", 65, "ragged.csv: line 2: has 1 fields"),
    ("i.csv -i i.csv --indicator pop --split s.csv", 65, "i.csv: is not an HDF5 file"),
    ("none.h5 -i i.csv --indicator pop --split s.csv", 66, "none.h5: cannot be opened"),
    ("e.h5 -i i.csv --indicator pop --split i.csv", 65, "i.csv: has no column split"),
    ("e.h5 -i i.csv --indicator pop --folds 60", 65, "60 regions are too few for 60 folds"),
    (
      "e.h5 -i plain.csv --indicator pop --folds 3 --block-size 1", 65,
      "plain.csv: has no columns lon and lat"
    ),
    ("e.h5 -i i.csv --indicator pop", 64, "give one of --split, --split-index and --folds"),
    ("e.h5 -i i.csv --indicator pop --folds 1", 64, "--folds must be 2 to 10000"),
    (
      "e.h5 -i i.csv --indicator pop --folds 3 --model forest", 64,
      "--model knows ridge, elastic-net, lasso, mlp"
    ),
    ("e.h5 e.h5 -i i.csv --indicator pop --folds 3", 64, "two features are called the same"),
    ("e.h5 e=e.h5 -i i.csv --indicator pop --folds 3", 64, "two features are called the same"),
    ("e= -i i.csv --indicator pop --folds 3", 64, "'e=' names no file"),
    (
      "x=e.h5 x=thin.h5 -i i.csv --indicator pop --folds 3", 65,
      "thin.h5: has 1 features of a region, where 4 are needed as in e.h5"
    ),
    (
      "e.h5 --apply e@t=thin.h5 -i i.csv --indicator pop --folds 3", 65,
      "thin.h5: has 1 features of a region, where 4 are needed as in e.h5"
    ),
    ("e.h5 --apply e@o=wide.h5 -i i.csv --indicator pop --folds 3", 65, "wide.h5: lacks region t100"),
    ("e.h5 --apply e=e.h5 -i i.csv --indicator pop --folds 3", 64, "--apply takes NAME@LABEL=FILE"),
    (
      "e.h5 --apply f@g=e.h5 -i i.csv --indicator pop --folds 3", 64,
      "--apply f@g: no features are called 'f'"
    ),
    (
      "e=e.h5 e=e.h5 e=e.h5 --apply e@g=e.h5 --apply e@g=e.h5 -i i.csv --indicator pop --folds 3", 64,
      "--apply e@g has 2 files for 3 replicates"
    ),
    ("big.h5 -i i.csv --indicator pop --split s.csv", 65, "big.h5: /embedding: element 1 is 1e+39"),
    ("-i i.csv --indicator pop --folds 3", 64, "give features, or --baselines"),
  ]) func wrongInputGetsOneLineAndNoFile(arguments: String, status: Int32, message: String) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    try shell.write("region,pop\nt100,1\nt101,-2\n", to: "low.csv")
    try shell.write("region,pop\nt100\n", to: "ragged.csv")
    try shell.write("region,pop\n" + (100..<160).map { "t\($0),1\n" }.joined(), to: "plain.csv")
    try Self.write(
      EmbeddingTable(ids: ["t100", "t101"], values: [.nan, 1], dimension: 1), to: shell.directory + "/nan.h5")
    try Self.write(
      EmbeddingTable(ids: ["x", "y"], values: [0, 1], dimension: 1), to: shell.directory + "/other.h5")
    try Self.write(
      EmbeddingTable(ids: (100..<160).map { "t\($0)" }, values: Array(repeating: 1, count: 60), dimension: 1),
      to: shell.directory + "/thin.h5")
    try Self.write(
      EmbeddingTable(ids: ["x", "y"], values: Array(repeating: 1, count: 8), dimension: 4),
      to: shell.directory + "/wide.h5")
    do {
      let file = try HDF5File(creating: shell.directory + "/big.h5", name: "big.h5")
      try file.setAttribute("schema", Schema.embeddings.rawValue)
      try file.setAttribute("schema_version", "1.0")
      try file.write(["t100", "t101"], to: "/region/id", HDF5Layout("ids", dimensions: ["regions"]))
      try file.write(
        [0, 1e39], to: "/embedding", shape: [2, 1], HDF5Layout("values", dimensions: ["regions", "features"]))
    }
    let before = shell.files
    let result = try shell.run("si-predict \(arguments) -o out.h5 --metrics out.tsv")
    #expect(result.status == status, "\(result.error)")
    #expect(result.error.hasPrefix("si-predict: \(message)"), "\(result.error)")
    let lines = result.error.split(separator: "\n").count
    #expect(lines == (status == 64 ? 2 : 1))
    #expect(shell.files == before)
  }
}
