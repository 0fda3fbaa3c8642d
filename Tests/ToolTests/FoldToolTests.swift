import Foundation
internal import HDF5
import Testing

/// `si-predict --print-folds`.
@Suite struct FoldToolTests {
  private static let count = PredictTests.count

  private func city() throws -> Shell {
    let shell = try PredictTests.city()
    let boroughs = (0..<Self.count).map { "t\(100 + $0),\(["A", "B", "C", "D", "E"][$0 / 12])" }
    try shell.write("region,borough\n" + boroughs.joined(separator: "\n") + "\n", to: "b.csv")
    return shell
  }

  private func lines(_ shell: Shell, _ name: String) throws -> [String] {
    String(decoding: try shell.read(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The folds are those by which a run of the same options tests.
  @Test(arguments: [
    "--folds 4", "--folds 3 --block-size 0.02", "--folds 3 --cluster-blocks 7",
    "--folds each --blocks b.csv --block-column borough", "--folds 2 --blocks b.csv",
  ]) func foldsAreThoseOfARun(options: String) throws {
    let shell = try city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      si-predict x=e.h5 -i i.csv --indicator pop \(options) --seed 7 -q -o p.h5 > run.tsv
      si-predict --print-folds -i i.csv \(options) --seed 7 -j 1 > folds.csv
      si-predict --print-folds --regions s.csv --coordinates i.csv \(options) --seed 7 -j 2 | cmp - folds.csv
      si-predict --print-folds -i i.csv \(options) --seed 7 -o written.csv && cmp written.csv folds.csv
      si-predict --print-folds -i i.csv \(options) --seed 7 --test-fold 1 > split.csv
      si-predict --print-folds -i i.csv \(options) --seed 7 --json | head -n 1
      # Folds taken again are the same: all are tested by the same regions.
      si-predict x=e.h5 -i i.csv --indicator pop --folds each --blocks folds.csv --split-label s -q -o again.h5 > again.tsv
      si-predict x=e.h5 -i i.csv --indicator pop --split split.csv -q --regions s.csv > one.tsv
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    func read(_ name: String) throws -> [Int] {
      let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
      return try file.read("/split", as: Int32.self, shape: [1, Self.count]).map(Int.init)
    }
    let folds = try read("p.h5")
    let printed = try lines(shell, "folds.csv")
    #expect(printed == ["region,fold"] + folds.enumerated().map { "t\(100 + $0),\($1)" })
    #expect(try read("again.h5") == folds && Set(folds).count > 1)
    let split = try lines(shell, "split.csv")
    #expect(
      split == ["region,split"] + folds.enumerated().map { "t\(100 + $0),\($1 == 1 ? "test" : "train")" }[...]
    )
    #expect(result.output == "{\"fold\":\(folds[0]),\"region\":\"t100\"}\n")
  }

  @Test(arguments: [
    ("--regions s.csv", 64, "give one of --split, --split-index and --folds"),
    ("--regions s.csv --split s.csv", 64, "--print-folds fits nothing"),
    ("--folds 3", 64, "--print-folds needs --regions FILE"),
    ("--folds 3 --regions s.csv --seeds 2", 64, "--print-folds prints those of one --seed"),
    (
      "--folds 3 --regions s.csv --block-size 0.1", 64, "--block-size and --cluster-blocks need --coordinates"
    ),
    ("--folds 3 --regions s.csv --test-fold 3", 64, "--test-fold must be 0 to 2, not 3"),
    ("--folds 70 --regions s.csv", 65, "60 regions are too few for 70 folds"),
    ("--folds 3 --regions s.csv --coordinates few.csv --block-size 1", 65, "few.csv: lacks region t101"),
    ("--folds 3 --regions s.csv --blocks few.csv", 65, "few.csv: lacks region t101"),
    ("--folds 3 -i s.csv --block-size 1", 65, "s.csv: has no columns lon and lat"),
    ("--folds 3 --regions none.csv", 66, "none.csv: cannot be opened"),
    ("--folds 3 --regions s.csv --score", 64, "give one of --print-folds and --score"),
    ("x=e.h5 --folds 3 --regions s.csv", 64, "--print-folds fits nothing: it takes --folds"),
    ("--folds 3 --regions s.csv --fill", 64, "--print-folds fits nothing"),
  ]) func wrongInputGetsOneLine(arguments: String, status: Int32, message: String) throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write("region,lon,lat\nt100,1,2\n", to: "few.csv")
    let before = shell.files
    let result = try shell.run("si-predict --print-folds \(arguments) -q -o out.csv")
    #expect(result.status == status && result.error.contains(message), "\(result.status) \(result.error)")
    #expect(result.output.isEmpty && shell.files == before)
  }

  @Test func aFoldToTestGoesWithFoldsThatArePrinted() throws {
    let shell = try city()
    defer { shell.remove() }
    let result = try shell.run("si-predict x=e.h5 -i i.csv --indicator pop --folds 3 --test-fold 1")
    #expect(result.status == 64 && result.error.contains("--test-fold goes with --print-folds"))
  }
}
