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
    func losses(_ name: String) throws -> [Double] {
      try HDF5File(reading: "\(shell.directory)/\(name).h5", name: name)
        .read("/history/loss", as: Double.self, shape: [2])
    }
    let (plain, one, three) = (try losses("plain"), try losses("one"), try losses("three"))
    #expect(plain == one)
    // The same sums, grouped otherwise.
    for (a, b) in zip(plain, three) { #expect(abs(a - b) < 1e-3 * abs(a), "\(plain) and \(three)") }
    for (options, words) in [("--shards 2", "shards 3, not 2"), ("", "shards 3, not 1")] {
      let other = try shell.run("\(train) \(options) --epochs 3 --resume three.h5 -o other.h5")
      #expect(other.status == 65 && other.error.contains(words), "\(other.error)")
    }
    let older = try shell.run("\(train) --shards 2 --epochs 3 --resume plain.h5 -o other.h5")
    #expect(older.status == 65 && older.error.contains("shards 1, not 2"), "\(older.error)")
  }

  @Test(arguments: ["--shards 0", "--shards 5000", "--timeout 0"]) func limitsAreSaid(options: String) throws
  {
    let result = try Shell.run("cl-train images.h5 \(TrainingFiles.options) \(options) -o model.h5")
    #expect(result.status == 64 && result.error.contains("must be between 1 and"), "\(result.error)")
  }
}
