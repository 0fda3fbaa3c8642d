import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Masks that a network tells, as a user makes them.
@Suite struct MaskToolTests {
  private let train = "mask-train images.h5 --epochs 2 --batch 5 --seed 3"

  private func shell() throws -> Shell {
    let shell = try Shell()
    try TrainingFiles.write(to: shell)
    return shell
  }

  @Test func trainingAndMasksHaveTheSameBytesOnAnyNumberOfThreadsAndThroughAPipe() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(train) -o a.h5 && \(train) -j 1 > b.h5 && cmp a.h5 b.h5 &&
      img-perturb images.h5 --mask a.h5 -o masked.h5 && img-perturb images.h5 --mask a.h5 -j 1 > again.h5 &&
      cmp masked.h5 again.h5 && mask-train images.h5 --epochs 2 --batch 5 --seed 4 -q -o other.h5 && ! cmp -s a.h5 other.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("65888 weights; sky: clouds 1.0"))
    #expect(result.error.contains("% of all pixels are valid"))
    let file = try HDF5File(reading: "\(shell.directory)/masked.h5", name: "masked.h5")
    let images = try ImageFile(from: file)
    #expect(images.hasMask && images.ids == TrainingFiles.regions)
  }

  /// Files that show the same places on several days are days here too: with one day twice it learns the same.
  @Test func daysAreDrawn() throws {
    let shell = try shell()
    defer { shell.remove() }
    try TrainingFiles.writePictures(
      "other.h5", of: TrainingFiles.regions, .single(TrainingFiles.regions.count), day: 5, to: shell)
    let result = try shell.run(
      """
      cp images.h5 copy.h5 && \(train) -q -o one.h5 && \(train) copy.h5 -q -o two.h5 && \(train) other.h5 -q -o days.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    func weights(_ name: String) throws -> [[Float]] {
      let state = try StateDict(
        from: HDF5File(reading: "\(shell.directory)/\(name)", name: name), group: "/network")
      return state.names.map { state[$0]?.values ?? [] }
    }
    #expect(try weights("one.h5") == weights("two.h5") && weights("one.h5") != weights("days.h5"))
  }

  @Test func masksAreScoredAgainstThoseOfAClearDay() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      img-perturb images.h5 --cloudy --cloud-preset big -o cloudy.h5 &&
      img-perturb cloudy.h5 --mask-against images.h5 -q -o reference.h5 &&
      img-perturb reference.h5 --mask-score reference.h5 &&
      img-perturb reference.h5 --mask-score reference.h5 --json -o scores.json && cat scores.json
      """)
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(lines[0] == "masks\treference\tcovered\treference_covered\tprecision\trecall\tf1")
    #expect(lines[1].hasPrefix("reference.h5\treference.h5\t") && lines[1].hasSuffix("\t1.0\t1.0\t1.0"))
    #expect(lines[2].hasPrefix("{\"covered\":") && lines[2].contains("\"f1\":1"))
  }

  @Test func sharesOfMasksAreThoseOfThePixels() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      img-perturb images.h5 --cloudy --cloud-preset big -o cloudy.h5 &&
      img-perturb cloudy.h5 --mask-against images.h5 -q -o masked.h5 &&
      img-perturb masked.h5 --mask-shares -o shares.tsv && cat shares.tsv && img-perturb masked.h5 --mask-shares --json
      """)
    #expect(result.status == 0, "\(result.error)")
    let images = try ImageFile(from: HDF5File(reading: "\(shell.directory)/masked.h5", name: "masked.h5"))
    let shares = try images.ids.indices.map { region in
      let valid = try #require(try images.masks(of: [region]))
      return Double(valid.count { $0 == 0 }) / Double(valid.count)
    }
    #expect(Set(shares).count > 2)
    let lines = result.output.split(separator: "\n").map(String.init)
    let rows = zip(images.ids, shares).map { "\($0)\t\($1)" }
    #expect(Array(lines.prefix(rows.count + 1)) == ["region\tcovered"] + rows)
    #expect(lines.count == 2 * rows.count + 1 && lines[rows.count + 1].hasPrefix("{\"covered\":"))
  }

  @Test func whatCannotBeIsRefused() throws {
    let shell = try shell()
    defer { shell.remove() }
    try TrainingFiles.writePictures("part.h5", of: ["x"], .single(1), to: shell)
    let made = try shell.run(
      "\(train) -q -o sky.h5 && img-perturb part.h5 --mask sky.h5 -q -o part-masked.h5")
    #expect(made.status == 0, "\(made.error)")
    for (line, status, words) in [
      ("mask-train images.h5 --mirror 1 -o no.h5", 64, "without clouds there is nothing to learn"),
      ("mask-train images.h5 --epochs 0 -o no.h5", 64, "--epochs must be"),
      ("mask-train kg.h5 -o no.h5", 65, "kg.h5: has schema knowcl/kg, where knowcl/images is needed"),
      ("mask-train images.h5 --json", 64, "--json needs -o FILE"),
      ("img-perturb images.h5 --mask kge.h5 -o no.h5", 65, "where knowcl/segmentation is needed"),
      (
        "img-perturb images.h5 --mask sky.h5 --mask-against images.h5 -o no.h5", 64,
        "only one of --mask-against"
      ),
      ("img-perturb images.h5 --mask sky.h5 --match images.h5 -o no.h5", 64, "as --mask does"),
      ("img-perturb images.h5 --mask sky.h5 --mirror 1 -o no.h5", 64, "draw nothing"),
      ("img-perturb images.h5 --augment --mask-margin 2 -o no.h5", 64, "--mask-margin goes with --mask"),
      ("img-perturb images.h5 --mask sky.h5 --mask-threshold 0 -o no.h5", 64, "--mask-threshold must be"),
      ("img-perturb images.h5 --mask-score images.h5 -o no.h5", 65, "does not say which pixels are valid"),
      ("img-perturb images.h5 --mask-shares -o no.h5", 65, "does not say which pixels are valid"),
      ("img-perturb images.h5 --mask-shares --mask sky.h5 -o no.h5", 64, "only one of --mask-against"),
      ("img-perturb part-masked.h5 --mask-score images.h5 -o no.h5", 65, "images.h5: has no pictures of 'x'"),
    ] {
      let result = try shell.run("\(line) -q")
      #expect(result.status == status && result.error.contains(words), "\(line): \(result.error)")
      #expect(!shell.files.contains("no.h5"))
    }
  }
}
