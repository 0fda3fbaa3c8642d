import Foundation
import Testing

/// `si-predict --hide`.
@Suite struct CoverageToolTests {
  private static let tool = "si-predict x=e.h5 -i i.csv --indicator pop -q"

  @Test func aRowForEachModelIndicatorAndShare() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool),edu --drop-missing --folds 4 --hide 0.3,0.5 --draws 3 --model ridge,knn --baselines mean \
        --threads 1 > one.tsv &&
      \(Self.tool),edu --drop-missing --folds 4 --hide 0.3,0.5 --draws 3 --model ridge,knn --baselines mean \
        --threads 3 --metrics three.tsv && cmp one.tsv three.tsv && cat one.tsv
      """.replacing(" -q,edu", with: ",edu -q"))
    #expect(result.status == 0, "\(result.error)")
    let rows = result.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      rows.count == 13
        && rows[0].prefix(9) == [
          "features", "indicator", "split", "level", "coverage", "width", "n", "hidden", "draws",
        ])
    #expect(Set(rows.dropFirst().map { $0[0] + $0[1] + $0[7] }).count == 12)
    for row in rows.dropFirst() {
      let coverage = try #require(Double(row[4]))
      #expect((0.6...1).contains(coverage) && row[8] == "3" && row[3] == "0.9")
      // Of 60 regions one has no edu.
      let hidden = row[7] == "0.3" ? 54 : 90
      let n = try #require(Int(row[6]))
      #expect(row[1] == "pop" ? n == hidden : n <= hidden && n >= hidden - 3)
    }
  }

  @Test func whatIsHiddenFollowsTheFolds() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) --folds 3 --block-size 0.02 --hide 0.4 --draws 2 --json && 
      \(Self.tool) --folds 3 --block-size 0.02 --hide 0.97 --draws 2
      """)
    #expect(result.status == 65)
    #expect(result.output.contains(#""split":"blocks""#) && result.output.contains(#""hidden":0.4"#))
    #expect(
      result.error.hasPrefix("si-predict: with 0.97 of 60 regions hidden, ")
        && result.error.hasSuffix(" blocks are too few to fold\n"), "\(result.error)")
  }

  @Test(arguments: [
    ("--folds 3 --hide 1.5", "--hide takes shares above 0 and below 1, not '1.5'"),
    ("--folds 3 --hide some", "--hide takes shares above 0 and below 1, not 'some'"),
    ("--split s.csv --hide 0.3", "--hide goes with --folds"),
    ("--folds 3 --draws 3", "--draws goes with --hide"),
    ("--folds 3 --hide 0.3 --draws 0", "--draws must be 1 to 10000, not 0"),
    ("--folds 3 --hide 0.3 --fill", "--hide prints a table of its own"),
    ("--folds 3 --hide 0.3 -o p.h5", "--hide prints a table of its own"),
  ])
  func whatCannotBeStudiedIsRefused(options: String, message: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run("\(Self.tool) \(options)")
    #expect(result.status == 64 && result.output.isEmpty && result.error.contains(message), "\(result.error)")
  }
}
