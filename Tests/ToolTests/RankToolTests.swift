import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// Tools that were built with MPI, in the directory that KNOWCL_MPI names, as `make test-mpi` has it.
enum RankedTools {
  static let directory = ProcessInfo.processInfo.environment["KNOWCL_MPI"].map {
    URL(fileURLWithPath: $0, relativeTo: Repository.root).path
  }
  static let isPresent =
    directory.map { FileManager.default.isExecutableFile(atPath: "\($0)/cl-train") } == true
    && Shell.has("mpirun")

  /// So many ranks of a tool, on this machine alone.
  static func ranks(_ count: Int) -> String {
    "mpirun --quiet --oversubscribe --mca btl self,vader,tcp --mca btl_tcp_if_include lo --mca oob_tcp_if_include lo -np \(count) \(directory ?? "")"
  }

  /// Open MPI does not run as root unless it is told to twice.
  static let environment = ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"]
}

/// One model trained by many processes.
@Suite(
  .enabled(if: RankedTools.isPresent, "no tools with MPI: make test-mpi builds them and runs this"),
  .serialized)
struct RankToolTests {
  private let options = "images.h5 \(TrainingFiles.options) --shards 4"

  private func withFiles(views: Int? = nil, _ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell, views: views)
    try body(shell)
  }

  private func run(_ shell: Shell, _ line: String) throws -> Shell.Result {
    try shell.run(line, environment: RankedTools.environment)
  }

  @Test func anyNumberOfRanksAndThreadsGivesTheBytesOfOneProcess() throws {
    try withFiles { shell in
      let one = try run(shell, "cl-train \(options) --epochs 2 -q -o one.h5")
      #expect(one.status == 0, "\(one.error)")
      for (ranks, threads) in [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2)] {
        let result = try run(
          shell, "\(RankedTools.ranks(ranks))/cl-train \(options) --epochs 2 -j \(threads) -q -o many.h5")
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(try shell.read("one.h5") == shell.read("many.h5"), "\(ranks) ranks, \(threads) threads")
      }
    }
  }

  /// What sees pictures twice, beside others, as views, and as they are; a last batch of two regions leaves ranks idle.
  @Test(arguments: [
    "\(TrainingFiles.options) --clouds 1 --augment --consistency 2", "--objective simclr --batch 5",
    "--objective autoencoder --batch 5", "\(TrainingFiles.options) --reference --encoder resnet50",
    "\(TrainingFiles.options) --neighbours 2,2",
  ]) func everyKindOfStepCanBeShared(objective: String) throws {
    try withFiles(views: objective.contains("autoencoder") ? 3 : nil) { shell in
      let line = "images.h5 \(objective) --shards 4 --epochs 1 -q"
      let result = try run(
        shell,
        "cl-train \(line) -o one.h5 && \(RankedTools.ranks(4))/cl-train \(line) -j 1 -o many.h5 && cmp one.h5 many.h5"
      )
      #expect(result.status == 0, "\(objective): \(result.error)")
    }
  }

  /// The embedding of a graph likewise, with its checkpoints and the ranks of held-out facts.
  @Test(arguments: ["", "--candidates typed", "--candidates sampled:5 --loss bce"])
  func anEmbeddingIsSharedLikewise(candidates: String) throws {
    try withFiles { shell in
      let line = "kg.h5 --dimension 12 --batch 7 --holdout 0.1 --shards 4 -q \(candidates)"
      let one = try run(shell, "kg-embed \(line) --epochs 3 -o one.h5 > one.tsv")
      #expect(one.status == 0, "\(one.error)")
      for (ranks, threads) in [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (4, 2)] {
        let result = try run(
          shell,
          """
          \(RankedTools.ranks(ranks))/kg-embed \(line) --epochs 3 -j \(threads) -o many.h5 > many.tsv &&
          cmp one.h5 many.h5 && cmp one.tsv many.tsv
          """)
        #expect(result.status == 0 && result.error.isEmpty, "\(ranks) ranks: \(result.error)")
      }
      let resumed = try run(
        shell,
        """
        \(RankedTools.ranks(3))/kg-embed \(line) --epochs 1000000 --checkpoint-every 1 -o part.h5 & launcher=$!
        for _ in {1..600}; do test -e part.h5 && break; sleep .1; done
        ranks=($(pgrep -P $launcher)); kill -9 ${ranks[1]}; wait $launcher
        test $? = 137
        """)
      #expect(resumed.status == 0, "\(resumed.error)")
      let epoch = try HDF5File(reading: "\(shell.directory)/part.h5", name: "part.h5").counter("epoch")
      let further = try run(
        shell,
        """
        kg-embed \(line) --epochs \(epoch + 1) -o whole.h5 > whole.tsv &&
        \(RankedTools.ranks(2))/kg-embed \(line) --epochs \(epoch + 1) --resume part.h5 -o part.h5 > part.tsv &&
        cmp whole.h5 part.h5 && cmp whole.tsv part.tsv
        """)
      #expect(further.status == 0, "\(further.error)")
    }
  }

  @Test func aRunGoesOnWithAnotherNumberOfRanks() throws {
    try withFiles { shell in
      let result = try run(
        shell,
        """
        cl-train \(options) --epochs 4 -q -o whole.h5 &&
        \(RankedTools.ranks(3))/cl-train \(options) --epochs 1 -q -o parts.h5 &&
        \(RankedTools.ranks(2))/cl-train \(options) --epochs 2 -q --resume parts.h5 -o parts.h5 &&
        \(RankedTools.ranks(4))/cl-train \(options) --epochs 3 -q --resume parts.h5 -o parts.h5 &&
        cl-train \(options) --epochs 4 -q --resume parts.h5 -o parts.h5 && cmp whole.h5 parts.h5
        """)
      #expect(result.status == 0, "\(result.error)")
    }
  }

  /// Starts three ranks, waits for a checkpoint, does something to one, and waits for the end.
  private func disturb(_ shell: Shell, _ arguments: String, _ deed: (_ rank: Int) -> String, rank: Int) throws
    -> Shell.Result
  {
    try run(
      shell,
      """
      rm -f model.h5
      \(RankedTools.ranks(3))/cl-train \(options) --epochs 1000 --checkpoint-every 1 -j 1 \(arguments) -o model.h5 &
      launcher=$!
      for _ in {1..600}; do test -e model.h5 && break; sleep .1; done
      ranks=($(pgrep -P $launcher))
      \(deed(rank))
      wait $launcher
      """)
  }

  @Test(arguments: 0..<3) func whatAKilledRankLeavesCanBeGoneOnFrom(rank: Int) throws {
    try withFiles { shell in
      let result = try disturb(shell, "-q", { "kill -9 ${ranks[\($0)]}" }, rank: rank)
      #expect(result.status == 137, "\(result.error)")
      let lines = result.error.split(separator: "\n").filter { $0.hasPrefix("cl-train: ") }
      #expect(lines.count <= 1, "\(result.error)")
      for line in lines { #expect(line.contains("is gone; a checkpoint that was written stands")) }
      let epoch = try HDF5File(reading: "\(shell.directory)/model.h5", name: "model.h5").counter("epoch")
      let further = try run(
        shell,
        """
        cl-train \(options) --epochs \(epoch + 1) -q -o whole.h5 &&
        \(RankedTools.ranks(2))/cl-train \(options) --epochs \(epoch + 1) -q --resume model.h5 -o model.h5 &&
        cmp whole.h5 model.h5
        """)
      #expect(epoch > 0 && further.status == 0, "\(further.error)")
      #expect(!shell.files.contains { $0.hasPrefix(".") }, "\(shell.files)")
    }
  }

  @Test func aSilentRankIsGivenUp() throws {
    try withFiles { shell in
      let result = try disturb(shell, "-q --timeout 2", { "kill -STOP ${ranks[\($0)]}" }, rank: 1)
      #expect(result.status == 75, "\(result.error)")
      let lines = result.error.split(separator: "\n").filter { $0.hasPrefix("cl-train: ") }
      #expect(
        lines.count == 1 && lines[0].contains("have not answered for 2 s (--timeout)"), "\(result.error)")
    }
  }

  /// A signal to any of them stops all after the same step.
  @Test func aSignalStopsAllTidily() throws {
    try withFiles { shell in
      let result = try disturb(shell, "", { "kill -TERM ${ranks[\($0)]}" }, rank: 2)
      #expect(result.status == 143 && result.error.contains("stopped by signal 15"), "\(result.error)")
      #expect(try HDF5File(reading: "\(shell.directory)/model.h5", name: "model.h5").counter("epoch") > 0)
    }
  }

  @Test(arguments: [
    (
      "images.h5 \(TrainingFiles.options) --shards 2 -o m.h5", 64, "there are 3 ranks for a batch of 2 shards"
    ),
    ("images.h5 \(TrainingFiles.options) --batch 1 --shards 3 -o m.h5", 64, "--batch must be at least 2"),
    ("nothing.h5 \(TrainingFiles.options) --shards 3 -o m.h5", 66, "nothing.h5: cannot be opened"),
    ("images.h5 \(TrainingFiles.options) --shards 3 -o nowhere/m.h5", 73, "nowhere/m.h5: cannot be created"),
    ("- \(TrainingFiles.options) --shards 3 -o m.h5", 64, "standard input goes to one rank only"),
  ]) func whatIsWrongIsSaidOnce(arguments: String, status: Int32, words: String) throws {
    try withFiles { shell in
      let result = try run(shell, "\(RankedTools.ranks(3))/cl-train \(arguments)")
      let lines = result.error.split(separator: "\n").filter { $0.hasPrefix("cl-train: ") }
      #expect(result.status == status && lines.count == 1 && lines[0].contains(words), "\(result.error)")
      #expect(!shell.files.contains("m.h5"))
    }
  }

  /// With a shard a rank every weight of a convolution goes out twice, but for the rank's own share.
  @Test func theBytesOfAStepAreTheGradientsTwice() throws {
    try withFiles { shell in
      // Two steps of 6 regions: each rank has some in both.
      let result = try run(
        shell, "\(RankedTools.ranks(4))/cl-train \(options) --batch 6 --epochs 1 -o model.h5")
      let match = try #require(result.error.firstMatch(of: /each sent (\d+) bytes a step/), "\(result.error)")
      let sent = try #require(Double(match.output.1))
      // ResNet-18's convolutions have 11,166,912 weights.
      let least = 2 * 4 * 11_166_912.0 * 3 / 4
      #expect(sent > least && sent < 1.06 * least, "\(sent)")
    }
  }
}
