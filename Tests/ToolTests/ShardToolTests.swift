internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// `--shards` of a process that is alone.
@Suite struct ShardToolTests {
  private let train = "cl-train images.h5 \(TrainingFiles.options) --epochs 2 -q"

  @Test func shardsAreOfTheModelAndThreadsAreNot() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell)
    let result = try shell.run(
      """
      \(train) -o plain.h5 && \(train) --shards 1 -o one.h5 && \(train) --shards 3 -j 1 -o three.h5 &&
      \(train) --shards 3 -j 2 --timeout 5 -o again.h5 && cmp three.h5 again.h5 && ! cmp -s plain.h5 three.h5 &&
      \(train) --shards 3 --epochs 1 -o part.h5 && \(train) --shards 3 --resume part.h5 -o part.h5 && cmp three.h5 part.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let names = try ["plain", "one", "three"].map {
      try HDF5File(reading: "\(shell.directory)/\($0).h5", name: $0).hasAttribute("shards")
    }
    #expect(names == [false, false, true])
    for (options, words) in [("--shards 2", "shards 3, not 2"), ("", "shards 3, not 1")] {
      let other = try shell.run("\(train) \(options) --epochs 3 --resume three.h5 -o other.h5")
      #expect(other.status == 65 && other.error.contains(words), "\(other.error)")
    }
    let older = try shell.run("\(train) --shards 2 --epochs 3 --resume plain.h5 -o other.h5")
    #expect(older.status == 65 && older.error.contains("shards 1, not 2"), "\(older.error)")
  }

  /// The loss of a first step is the same sum, grouped otherwise; afterwards Adam makes steps of rounding.
  @Test func theFirstStepIsThatOfTheBatchUpToRounding() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell)
    func loss(_ options: String) throws -> Double {
      let result = try shell.run("\(train) --batch 12 --epochs 1 \(options) -o model.h5")
      #expect(result.status == 0, "\(result.error)")
      return try HDF5File(reading: shell.directory + "/model.h5", name: "model.h5")
        .read("/history/loss", as: Double.self, shape: [1])[0]
    }
    for objective in ["", "--clouds 1 --consistency 2"] {
      let whole = try loss(objective)
      for shards in [2, 5] {
        let parts = try loss("\(objective) --shards \(shards)")
        #expect(abs(whole - parts) < 1e-4 * whole, "\(shards) shards: \(parts), not \(whole)")
      }
    }
  }

  @Test(arguments: ["--shards 0", "--shards 5000", "--timeout 0"]) func limitsAreSaid(options: String) throws
  {
    let result = try Shell.run("cl-train images.h5 \(TrainingFiles.options) \(options) -o model.h5")
    #expect(result.status == 64 && result.error.contains("must be between 1 and"), "\(result.error)")
  }
}
