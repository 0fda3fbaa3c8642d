internal import Images
internal import Support
import Testing

/// Masks beside others, pixel by pixel.
@Suite struct MaskComparisonTests {
  /// Two pixels found, one missed, three wrong, four free.
  private let valid: [UInt8] = [0, 0, 1, 0, 0, 0, 1, 1, 1, 1]
  private let reference: [UInt8] = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]

  @Test func scoresAreThoseOfTheirDefinitions() {
    let comparison = MaskComparison(valid, against: reference)
    #expect(
      (comparison.found, comparison.missed, comparison.wrong, comparison.free) == (2, 1, 3, 4))
    #expect(comparison.precision == 0.4 && comparison.recall == 2.0 / 3 && comparison.f1 == 0.5)
    #expect(comparison.covered == 0.5 && comparison.referenceCovered == 0.3)
    let same = MaskComparison(valid, against: valid)
    #expect(same.precision == 1 && same.recall == 1 && same.f1 == 1)
    let free = MaskComparison([1, 1], against: [1, 1])
    #expect(free.precision.isNaN && free.recall.isNaN && free.f1.isNaN && free.covered == 0)
  }

  /// Whatever the order of regions in either file, of which the reference may have more.
  @Test func filesAreComparedByRegion() throws {
    let pictures = [UInt8](repeating: 9, count: 3 * 5 * 2 * 3)
    try PictureFiles.withPaths(3) { paths in
      let half = Array(repeating: UInt8(1), count: 10)
      try PictureFiles.write(
        Array(pictures[..<60]), height: 5, width: 2, mask: valid + half, ids: ["b", "a"], to: paths[0])
      try PictureFiles.write(
        pictures, height: 5, width: 2, mask: half + [UInt8](repeating: 0, count: 10) + reference,
        ids: ["a", "c", "b"], to: paths[1])
      try PictureFiles.write(pictures, height: 5, width: 2, ids: ["a", "b", "c"], to: paths[2])
      let comparison = try MaskComparison(
        of: PictureFiles.part(paths[0]), against: PictureFiles.part(paths[1]))
      #expect(
        (comparison.found, comparison.missed, comparison.wrong, comparison.free) == (2, 1, 3, 14))
      #expect(throws: Failure.self) {
        try MaskComparison(of: PictureFiles.part(paths[1]), against: PictureFiles.part(paths[0]))
      }
      #expect(throws: Failure.self) {
        try MaskComparison(of: PictureFiles.part(paths[0]), against: PictureFiles.part(paths[2]))
      }
    }
  }

  @Test(arguments: [0, 1, 2]) func masksGrowByTheirMargin(margin: Int) {
    var covered = [Bool](repeating: false, count: 6 * 7)
    covered[2 * 7 + 1] = true
    let grown = MaskMargin.grown(covered, by: margin, 6, 7)
    for row in 0..<6 {
      for column in 0..<7 {
        #expect(grown[row * 7 + column] == (max(abs(row - 2), abs(column - 1)) <= margin))
      }
    }
  }
}
