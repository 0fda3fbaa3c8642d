internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// `cl-train --objective`, for every objective but the graph's, of which ClTrainTests are.
@Suite struct ObjectiveToolTests {
  private static let supervised =
    "supervised --indicators table.csv --indicator pop,edu --split split.csv --allow-missing"
  static let objectives = [
    "simclr", "tile2vec --coordinates map.csv", "pg-simclr --graph placed.h5", "autoencoder", supervised,
    "graph+simclr --graph kg.h5 --embedding kge.h5 --simclr-weight 0.5",
  ]

  /// Pictures, a graph with places and positions, tables of positions and indicators, and a split.
  private func shell() throws -> Shell {
    let shell = try Shell()
    try TrainingFiles.write(to: shell)
    let numbers = TrainingFiles.regions.indices
    let rows = zip(TrainingFiles.regions, numbers)
    try shell.write(
      "region,lon,lat\n" + rows.map { "\($0),\(0.009 * Double($1)),0\n" }.joined(), to: "map.csv")
    // Regions that do not train have labels that nobody could learn.
    try shell.write(
      "region,pop,edu\n"
        + rows.map { "\($0),\($1 < 8 ? "\(10 + $1 * $1)" : "1e300"),\($1 == 2 ? "" : "\(30 - $1)")\n" }
        .joined(), to: "table.csv")
    try shell.write(
      "region,split\n" + rows.map { "\($0),\($1 < 8 ? "train" : "test")\n" }.joined(), to: "split.csv")
    try shell.write(
      rows.map { "p\($1)\tLocateAt\t\($0)\np\($1)\tCate1Of\tc\($1 % 3)\n" }.joined(), to: "places.tsv")
    let built = try shell.run("kg-build places.tsv --coordinates map.csv -o placed.h5 -q")
    #expect(built.status == 0, "\(built.error)")
    return shell
  }

  private let train = "cl-train images.h5 --batch 5 -q"

  @Test(arguments: objectives) func resumingAndThreadsChangeNoByteAndTheModelEmbeds(objective: String) throws
  {
    let shell = try shell()
    defer { shell.remove() }
    let train = "\(train) --objective \(objective)"
    let result = try shell.run(
      """
      \(train) --epochs 2 -j 2 -o whole.h5 && \(train) --epochs 1 -j 1 -o parts.h5 &&
      ! cmp -s whole.h5 parts.h5 && \(train) --epochs 2 -j 1 --resume parts.h5 -o parts.h5 &&
      cmp whole.h5 parts.h5 && img-embed whole.h5 images.h5 -q -o embeddings.h5
      """)
    #expect(result.status == 0, "\(objective): \(result.error)")
    let file = try HDF5File(reading: shell.directory + "/whole.h5", name: "whole.h5")
    #expect(try file.stringAttribute("objective") == objective.split(separator: " ")[0])
    #expect(try file.read("/history/loss", as: Double.self, shape: [2]).allSatisfy { $0 > 0 })
    let embeddings = try HDF5File(reading: shell.directory + "/embeddings.h5", name: "embeddings.h5")
    #expect(try EmbeddingTable(from: embeddings).dimension == 512)
    let other = try shell.run("\(train) --learning-rate 0.001 --epochs 3 --resume whole.h5 -o other.h5")
    #expect(other.status == 65 && other.error.contains("learning_rate"), "\(other.error)")
  }

  @Test func aStoppedRunOfOneGoesOnToTheSameBytes() throws {
    let shell = try shell()
    defer { shell.remove() }
    for objective in ["autoencoder", "tile2vec --coordinates map.csv"] {
      let train = "\(train) --objective \(objective)"
      let result = try shell.run(
        """
        rm -f epochs.json; \(train) --epochs 1000 --json -o parts.h5 > epochs.json & run=$!
        until [ -s epochs.json ]; do kill -0 $run || exit 9; sleep 0.02; done
        kill -TERM $run; wait $run; [ $? = 143 ] || exit 8
        epochs=$(( $(wc -l < epochs.json) + 1 ))
        \(train) --epochs $epochs --resume parts.h5 -o parts.h5 &&
        \(train) --epochs $epochs -o whole.h5 && cmp parts.h5 whole.h5
        """)
      #expect(result.status == 0, "\(objective): \(result.error)")
    }
  }

  /// Labels of other regions are not seen: with other ones, and none, the losses are the same.
  @Test func supervisedLearnsFromTheTrainingPartAlone() throws {
    let shell = try shell()
    defer { shell.remove() }
    let train = "\(train) --objective \(Self.supervised) --epochs 1 --history"
    let result = try shell.run(
      """
      \(train) one.tsv -o one.h5 && sed -i 's/1e300/5/' table.csv && \(train) two.tsv -o two.h5 &&
      sed -i '10,$d' table.csv && \(train) three.tsv -o three.h5 && cmp one.tsv two.tsv && cmp one.tsv three.tsv &&
      sed -i 's/^r3,14/r3,15/' table.csv && \(train) four.tsv -o four.h5 && ! cmp -s one.tsv four.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    let model = try HDF5File(reading: shell.directory + "/one.h5", name: "one.h5")
    #expect(try model.stringAttribute("indicators") == "pop,edu")
    #expect(try model.numberAttribute("regions", as: Int64.self) == 8)
    #expect(try model.dataset("/head/weight").shape == [2, 512])
    let means = try model.read("/head/label_mean", as: Float.self, shape: [2])
    #expect(abs(means[0] - 3.2) < 0.5)
  }

  /// With a graph all train on its regions in its order, so that batches are the same.
  @Test func objectivesOtherThanTheStandardAreRecorded() throws {
    let shell = try shell()
    defer { shell.remove() }
    let start = try shell.run("\(train) --objective simclr --epochs 1 -o model.h5")
    #expect(start.status == 0, "\(start.error)")
    for (options, words) in [
      ("autoencoder", "objective simclr, not autoencoder"), ("simclr --temperature 0.5", "temperature"),
      ("simclr --mirror 1", "perturbation"),
    ] {
      let result = try shell.run("\(train) --objective \(options) --epochs 2 --resume model.h5 -o other.h5")
      #expect(result.status == 65 && result.error.contains(words), "\(options): \(result.error)")
    }
    let plain = try shell.run("cl-train images.h5 \(TrainingFiles.options) -q --epochs 1 -o graph.h5")
    #expect(plain.status == 0, "\(plain.error)")
    #expect(
      !(try HDF5File(reading: shell.directory + "/graph.h5", name: "graph.h5").hasAttribute("objective")))
    let next = try shell.run("\(train) --objective simclr --epochs 2 --resume graph.h5 -o other.h5")
    #expect(next.status == 65, "\(next.error)")
    #expect(!shell.files.contains("other.h5"))
  }

  @Test(arguments: [
    ("graph", 64, "--graph"), ("graph --graph kg.h5", 64, "--embedding"), ("tile2vec", 64, "--coordinates"),
    ("tile2vec --graph kg.h5", 65, "longitude"),
    ("tile2vec --coordinates map.csv --radius 1e6", 65, "--radius"),
    ("tile2vec --coordinates map.csv --similar 3", 64, "pg-simclr"), ("simclr --radius 5", 64, "tile2vec"),
    ("simclr --graph kg.h5 --embedding kge.h5", 64, "graph+simclr"), ("simclr --cosine", 64, "--cosine"),
    ("simclr --mirror 1 --consistency 1", 64, "--consistency"),
    ("autoencoder --temperature 1", 64, "--cosine"),
    ("supervised --indicators table.csv --indicator pop", 64, "which regions train"),
    ("supervised --split split.csv", 64, "--indicators"),
    ("pg-simclr --graph kg.h5 --coordinates map.csv", 65, "categories"),
    ("supervised --indicators table.csv --indicator gdp --split split.csv", 65, "gdp"), ("vae", 64, "vae"),
    ("supervised --indicators table.csv --indicator edu --split split.csv", 65, "'r3'"),
  ]) func whatCannotServeIsRefused(options: String, status: Int32, words: String) throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run("\(train) --objective \(options) --epochs 1 -o out.h5")
    #expect(result.status == status && result.error.contains(words), "\(options): \(result.error)")
    #expect(!shell.files.contains("out.h5"))
  }
}
