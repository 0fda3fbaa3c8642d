import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing
internal import Weights

@Suite struct KgEmbedTests {
  /// Regions on a ring, so that there is something to learn.
  private func facts(_ count: Int = 60) -> String {
    (0..<count).flatMap { i in
      [1, 2, 3].map { "r\(i)\tNearBy\tr\((i + $0) % count)\n" }
        + ["r\(i)\tBorderBy\tr\((i + 1) % count)\n", "p\(i)\tLocateAt\tr\(i)\n"]
    }.joined()
  }

  private func embedding(_ shell: Shell, _ name: String) throws -> GraphEmbedding {
    try GraphEmbedding(from: HDF5File(reading: shell.directory + "/" + name, name: name))
  }

  @Test func aPipeGivesTheBytesOfFilesForAnyThreads() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(facts(), to: "t.tsv")
    let options = "--epochs 3 --dimension 10 --batch 50 --seed 4"
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && kg-embed kg.h5 \(options) -o 1.h5 --threads 1 &&
      kg-embed kg.h5 \(options) -o 2.h5 -j 2 && cmp 1.h5 2.h5 &&
      kg-embed kg.h5 \(options) --loss bce -o b1.h5 -j 1 && kg-embed kg.h5 \(options) --loss bce -j 3 > b3.h5 &&
      cmp b1.h5 b3.h5 &&
      kg-build t.tsv -o - | kg-embed - -o - \(options) > 3.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let (a, b, c) = (
      try embedding(shell, "1.h5"), try embedding(shell, "3.h5"), try embedding(shell, "b1.h5")
    )
    #expect(a.entities == b.entities && a.relations == b.relations && a.entities != c.entities)
    #expect(a.dimension == 10 && a.entityIDs.count == 120)
    #expect(
      a.relationNames == ["BorderBy", "BorderBy_rev", "LocateAt", "LocateAt_rev", "NearBy", "NearBy_rev"])
    let file = try HDF5File(reading: shell.directory + "/1.h5", name: "1.h5")
    #expect(try file.read("/history/loss", as: Double.self, shape: [3]).allSatisfy { $0 > 0 })
  }

  @Test func trainingRanksHeldOutFactsFarAboveChance() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(facts(), to: "t.tsv")
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && kg-embed kg.h5 --epochs 150 --dimension 16 --batch 64 --holdout 0.1 -o kge.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.count == 10 && lines[0][3] == "mrr" && lines[1][0] == "both" && lines[1][1] == "realistic")
    #expect(lines[1][2] == "60")
    // The best that chance gives among 120 entities is about 0.05.
    #expect(try #require(Double(lines[1][3])) > 0.25)
    let file = try HDF5File(reading: shell.directory + "/kge.h5", name: "kge.h5")
    #expect(try file.numberAttribute("mrr", as: Double.self) == Double(lines[1][3]))
    #expect(try file.read("/ranking/mrr", as: Double.self, shape: [9])[0] == Double(lines[1][3]))
    let history = try file.read("/history/loss", as: Double.self, shape: [150])
    #expect(history[149] < 0.6 * history[0])
    // The same held-out facts, as JSON.
    try shell.write("r1\tNearBy\tr2\nr3\tNearBy\tr9\n", to: "test.tsv")
    let json = try shell.run("kg-embed kg.h5 --epochs 1 --test test.tsv --json -o x.h5 | head -1")
    #expect(json.output.hasPrefix(#"{"direction":"both","ties":"realistic","n":4,"mrr":"#))
  }

  /// A fact that is known but not ranked takes no place above one that is.
  @Test func filteredFactsDoNotCompete() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(facts() + "r0\tx\tr5\n", to: "t.tsv")
    // Everything is an answer to (r1, x), so r2 has the first rank once the others are known.
    try shell.write("r1\tx\tr2\n", to: "test.tsv")
    try shell.write((0..<60).map { "r1\tx\tr\($0)\nr1\tx\tp\($0)\n" }.joined(), to: "known.tsv")
    let options = "--test test.tsv --epochs 1 --dimension 8 --batch 64"
    let result = try shell.run(
      """
      cat t.tsv known.tsv | kg-build -o kg.h5 &&
      kg-embed kg.h5 \(options) --filter known.tsv -o a.h5 > a.tsv && kg-embed kg.h5 \(options) -o b.h5 > b.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    func worst(_ name: String) throws -> Double {
      let lines = String(decoding: try shell.read(name), as: UTF8.self).split(separator: "\n")
      let row = try #require(lines.first { $0.hasPrefix("tail\tpessimistic") }).split(separator: "\t")
      return try #require(row.last.flatMap { Double($0) })
    }
    #expect(try worst("a.tsv") == 1)
    let filtered = try embedding(shell, "a.h5").entities
    #expect(try filtered != embedding(shell, "b.h5").entities, "known facts must not be trained on")
  }

  @Test func importJoinsRowsByTheReferencesOrder() throws {
    let shell = try Shell()
    defer { shell.remove() }
    // In natural order r2 < r10, z2 < z10; by code point z10 < z2.
    try shell.write("z10\tLocateAt\tr10\nz2\tLocateAt\tr2\nr2\tx\tr10\nr2\tx\tlast\n", to: "t.tsv")
    try shell.write("r10\nr2\nlast\nz2\nz10\n", to: "order.txt")
    let npz = Repository.fixture("tucker.npz").path
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && kg-embed kg.h5 --import '\(npz)' --relation-table none -o 1.h5 &&
      kg-embed kg.h5 --import '\(npz)' --relation-table none --entity-table big --entity-order order.txt -o 2.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let archive = try NPZArchive(Array(try Data(contentsOf: URL(fileURLWithPath: npz))), name: "npz")
    let table = try #require(try archive.array("E_pretrain")).values
    func rows(_ order: [Int]) -> [Float] { order.flatMap { table[($0 * 4)..<($0 * 4 + 4)] } }
    let first = try embedding(shell, "1.h5")
    #expect(first.entityIDs == ["r2", "r10", "last", "z2", "z10"])
    #expect(first.entities == rows([0, 1, 2, 4, 3]) && first.relations.isEmpty)
    #expect(try embedding(shell, "2.h5").entities == rows([1, 0, 2, 3, 4]))
    // R_pretrain has two rows, the graph four directed relations.
    let wrong = try shell.run("kg-embed kg.h5 --import '\(npz)' -o 3.h5")
    #expect(wrong.status == 65)
    #expect(wrong.error.contains("R_pretrain: has 2 rows, where the graph has 4"), "\(wrong.error)")
  }

  @Test(arguments: [
    ("--dimension 0", 64), ("--dropout-core 1", 64), ("--holdout 1.5", 64), ("--batch 1", 64),
    ("--holdout 0.1 --test t.tsv", 64), ("--filter t.tsv", 64), ("--test t.tsv --filter none.tsv", 66),
    ("--smoothing-rule none", 64), ("--import t.tsv", 65), ("--test none.tsv", 66),
    ("--test strange.tsv", 65), ("--loss hinge", 64), ("--candidates some", 64),
    ("--candidates sampled:0", 64), ("--candidates typed+0", 64), ("--candidates typed+", 64),
    ("--candidates sampled:5+", 64),
    ("--candidates sampled", 64), ("--checkpoint-every 0", 64), ("--resume none.h5", 66),
    ("--epochs 1 --learning-rate 1e38", 65),
  ])
  func wrongInputLeavesNoFile(options: String, status: Int32) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(facts(8), to: "t.tsv")
    try shell.write("r1\tNearBy\tatlantis\n", to: "strange.tsv")
    #expect(try shell.run("kg-build t.tsv -o kg.h5").status == 0)
    let result = try shell.run("kg-embed kg.h5 \(options) -o kge.h5")
    #expect(result.status == status, "\(result.error)")
    #expect(result.error.hasPrefix("kg-embed: "))
    #expect(!shell.files.contains("kge.h5"))
  }

  @Test func foreignAndTruncatedGraphsAreRefused() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(facts(8), to: "t.tsv")
    let made = try shell.run(
      "kg-build t.tsv -o kg.h5 && kg-embed kg.h5 --epochs 0 -o kge.h5 && head -c 2000 kg.h5 > cut.h5")
    #expect(made.status == 0)
    for name in ["t.tsv", "kge.h5", "cut.h5"] {
      #expect(try shell.run("kg-embed \(name) -o x.h5").status == 65)
    }
    #expect(!shell.files.contains("x.h5"))
  }

  /// Facts of four kinds of entities; a region has many places.
  private func city(_ regions: Int = 60, places: Int = 300) -> String {
    (0..<regions).flatMap { i in
      [1, 2].map { "r\(i)\tNearBy\tr\((i + $0) % regions)\n" } + ["r\(i)\tServedBy\tarea\(i % 3)\n"]
    }.joined()
      + (0..<places).flatMap { i in
        ["p\(i)\tLocateAt\tr\(i * 7 % regions)\n", "p\(i)\tCate1Of\tc\(i % 9)\n"]
      }.joined()
  }

  @Test(arguments: ["typed", "sampled:16"], ["softmax", "question-softmax", "bce"])
  func candidatesGiveTheSameBytesForAnyThreads(candidates: String, loss: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(city(), to: "t.tsv")
    // A batch of 50, so that places have steps of their own and others share.
    let train = "kg-embed kg.h5 --epochs 3 --dimension 10 --batch 50 --holdout 0.1 --loss \(loss)"
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && \(train) --candidates \(candidates) -j 1 -o 1.h5 > 1.tsv &&
      \(train) --candidates \(candidates) -j 3 -o 3.h5 > 3.tsv && cmp 1.h5 3.h5 && cmp 1.tsv 3.tsv &&
      \(train) -o all.h5 > all.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(try embedding(shell, "1.h5").entities != embedding(shell, "all.h5").entities)
    let file = try HDF5File(reading: shell.directory + "/1.h5", name: "1.h5")
    let (full, typed) = (
      try file.read("/ranking/mrr", as: Double.self, shape: [9]),
      try file.read("/ranking/typed_mrr", as: Double.self, shape: [9])
    )
    // It proposes no entity of another type; its scores of all are said as such.
    #expect(full == typed)
    let unconstrained = try file.read("/ranking/unconstrained_mrr", as: Double.self, shape: [9])
    #expect(zip(unconstrained, typed).allSatisfy { $0 < $1 })
    #expect(try file.numberAttribute("unconstrained_mrr", as: Double.self) == unconstrained[0])
    #expect(try file.numberAttribute("typed_mrr", as: Double.self) == typed[0])
    let lines = String(decoding: try shell.read("1.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(
      lines[0].contains(
        "mean_rank\ttyped_mrr\ttyped_hits@1\ttyped_hits@3\ttyped_hits@10\ttyped_mean_rank\tuncon"))
    let all = String(decoding: try shell.read("all.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(all[0].hasSuffix("typed_hits@10\ttyped_mean_rank"))
    #expect(lines[1].split(separator: "\t")[8] == "\(typed[0])")
  }

  /// With some of the others, entities of all types have been compared, and are ranked as they are.
  @Test(arguments: ["typed+5", "sampled:16+5"])
  func candidatesAndOthersGiveTheSameBytesForAnyThreads(candidates: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(city(), to: "t.tsv")
    let train = "kg-embed kg.h5 --epochs 3 --dimension 10 --batch 50 --holdout 0.1 --candidates \(candidates)"
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && \(train) -j 1 -o 1.h5 > 1.tsv && \(train) -j 3 -o 3.h5 > 3.tsv &&
      cmp 1.h5 3.h5 && cmp 1.tsv 3.tsv && head -n 1 1.tsv
      """)
    #expect(
      result.status == 0 && result.output.hasSuffix("typed_mean_rank\n"), "\(result.output)\(result.error)")
  }

  /// Where all entities have one type, all are candidates and every step reaches all: the same bits.
  @Test func typedCandidatesOfOneTypeAreAll() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      facts().split(separator: "\n").filter { !$0.hasPrefix("p") }.joined(separator: "\n"), to: "t.tsv")
    let train = "kg-embed kg.h5 --epochs 4 --dimension 16 --batch 64 --holdout 0.1"
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 && \(train) -o all.h5 > all.tsv && \(train) --candidates typed -o typed.h5 > typed.tsv &&
      cut -f 1-13 typed.tsv | cmp all.tsv && \(train) --candidates sampled:60 -o sampled.h5 > sampled.tsv &&
      cut -f 1-13 sampled.tsv | cmp all.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(try embedding(shell, "all.h5").entities == embedding(shell, "typed.h5").entities)
    #expect(try embedding(shell, "all.h5").entities == embedding(shell, "sampled.h5").entities)
  }

  @Test(arguments: ["all", "typed", "typed+5", "sampled:16"])
  func aStoppedRunGoesOnToTheSameBytes(candidates: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(city(), to: "t.tsv")
    let train = "kg-embed kg.h5 --dimension 10 --batch 50 --holdout 0.1 --candidates \(candidates)"
    let result = try shell.run(
      """
      kg-build t.tsv -o kg.h5 || exit 9
      \(train) --epochs 1000000 --checkpoint-every 3 -v -o part.h5 2> log & run=$!
      until grep -q 'epoch 4' log; do kill -0 $run || exit 8; sleep 0.02; done
      kill -TERM $run; wait $run; [ $? = 143 ] || exit 7
      cp part.h5 first.h5
      epochs=$(( $(grep -c 'epoch [0-9]*: loss' log) + 3 ))
      \(train) --epochs $epochs -j 1 -o whole.h5 > whole.tsv || exit 6
      \(train) --epochs $epochs -j 2 --resume part.h5 --checkpoint-every 2 -o part.h5 > part.tsv || exit 5
      cmp whole.h5 part.h5 && cmp whole.tsv part.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    // A checkpoint is an embedding like any other.
    #expect(try embedding(shell, "first.h5").entityIDs == embedding(shell, "whole.h5").entityIDs)
    #expect(try String(decoding: shell.read("log"), as: UTF8.self).contains("--resume part.h5 goes on"))
    for (options, message) in [
      ("--learning-rate 0.1", "learning_rate 0.003, not 0.1"), ("--seed 5", "--seed 1, not 5"),
      ("--candidates sampled:17", "candidates \(candidates), not sampled:17"),
      ("--epochs 1", "epochs already"),
    ] {
      let refused = try shell.run("\(train) --epochs 1000000 \(options) --resume first.h5 -o x.h5")
      #expect(refused.error.contains(message), "\(refused.error)")
      #expect([64, 65].contains(refused.status) && !shell.files.contains("x.h5"))
    }
    let finished = try shell.run("\(train) --resume whole.h5 -o x.h5")
    #expect(finished.status == 65 && finished.error.contains("is no checkpoint"), "\(finished.error)")
  }
}
