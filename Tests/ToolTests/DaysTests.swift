import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Several days of the same places: in training, and put together.
@Suite struct DaysTests {
  /// images.h5 of `TrainingFiles`, the same in copy.h5, and another day in other.h5 without some of the regions.
  private func shell(views: Int? = nil) throws -> Shell {
    let shell = try Shell()
    try TrainingFiles.write(to: shell, views: views)
    let seen = TrainingFiles.regions.filter { $0 != "r3" && $0 != "r9" }.reversed()
    let each = views.map { RegionViews(regions: seen.count, each: $0) } ?? .single(seen.count)
    try TrainingFiles.writePictures("other.h5", of: Array(seen), each, day: 5, to: shell)
    let result = try shell.run("cp images.h5 copy.h5")
    #expect(result.status == 0, "\(result.error)")
    return shell
  }

  private func encoder(_ shell: Shell, _ name: String) throws -> StateDict {
    try StateDict(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name), group: "/encoder")
  }

  private func values(_ state: StateDict) -> [[Float]] { state.names.map { state[$0]?.values ?? [] } }

  private let train = "cl-train \(TrainingFiles.options) --epochs 2 --seed 3"

  /// A day that is there twice teaches nothing else; with `--consistency` too, where nothing differs.
  @Test(arguments: ["", "--augment --consistency 2", "--objective simclr"], [nil, 2])
  func theSameDayTwiceIsThatDay(options: String, views: Int?) throws {
    let shell = try shell(views: views)
    defer { shell.remove() }
    let isGraph = !options.contains("simclr")
    let train = isGraph ? "\(train) \(options)" : "cl-train --objective simclr --batch 5 --epochs 2 --seed 3"
    let result = try shell.run("\(train) images.h5 -o one.h5 && \(train) images.h5 copy.h5 -o two.h5")
    #expect(result.status == 0, "\(result.error)")
    #expect(try values(encoder(shell, "one.h5")) == values(encoder(shell, "two.h5")))
    #expect(result.error.contains("12 regions have pictures of several days, up to 2"))
  }

  /// Other pictures make other weights, whichever thread draws them; a resumed run has the bytes of one that went through.
  @Test func anotherDayTeachesOtherThings() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(train) --consistency 1 images.h5 other.h5 -o a.h5 && \(train) --consistency 1 images.h5 other.h5 -j 1 -o b.h5 &&
      \(train) --augment --consistency 1 images.h5 -o c.h5 &&
      cl-train \(TrainingFiles.options) --epochs 1 --seed 3 --consistency 1 images.h5 other.h5 -o d.h5 &&
      \(train) --consistency 1 images.h5 other.h5 --resume d.h5 -o d.h5 && cmp a.h5 b.h5 && cmp a.h5 d.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("10 regions have pictures of several days, up to 2"))
    #expect(try values(encoder(shell, "a.h5")) != values(encoder(shell, "c.h5")))
  }

  @Test func whatCannotBePulledTogetherIsRefused() throws {
    let shell = try shell()
    defer { shell.remove() }
    try TrainingFiles.writePictures("views.h5", of: ["r1", "r2"], RegionViews(counts: [2, 2]), to: shell)
    try TrainingFiles.writePictures("more.h5", of: ["r1", "r2"], RegionViews(counts: [2, 3]), to: shell)
    try TrainingFiles.writePictures("part.h5", of: ["x"], .single(1), to: shell)
    for (arguments, status, words) in [
      (
        "images.h5 --consistency 1", 64,
        "--consistency compares pictures with changed ones or with other days'"
      ),
      ("images.h5 part.h5 --consistency 1 --allow-missing", 64, "or files of several days"),
      ("views.h5 more.h5", 65, "more.h5: has 3 views of 'r2', where views.h5 has 2"),
      ("images.h5 views.h5", 65, "views.h5: has views of 32 x 32 pixels a region"),
    ] {
      let result = try shell.run("\(train) \(arguments) -q -o no.h5")
      #expect(result.status == status && result.error.contains(words), "\(arguments): \(result.error)")
      #expect(!shell.files.contains("no.h5"))
    }
  }

  /// Where a day's picture is not valid another's stands, for all regions that any day has.
  @Test func daysArePutTogether() throws {
    let shell = try shell()
    defer { shell.remove() }
    let made = try shell.run(
      """
      img-perturb other.h5 --mask-against images.h5 -o masked.h5 && img-perturb - --mask-against images.h5 < other.h5 > m.h5 &&
      img-perturb masked.h5 --composite images.h5 -o c.h5 && img-perturb masked.h5 --composite images.h5 -j 1 > d.h5 &&
      img-perturb masked.h5 --composite images.h5 --composite-rule median --match images.h5 -q -o median.h5 &&
      cmp c.h5 d.h5 && img-embed --features colour c.h5 -o colours.h5 && img-embed --features colour images.h5 -o own.h5
      """)
    #expect(made.status == 0, "\(made.error)")
    #expect(made.error.contains("% of all pixels are valid"))
    let colours = try EmbeddingTable(
      from: HDF5File(reading: "\(shell.directory)/colours.h5", name: "colours.h5"))
    let own = try EmbeddingTable(from: HDF5File(reading: "\(shell.directory)/own.h5", name: "own.h5"))
    #expect(colours.ids == TrainingFiles.regions && own.ids == colours.ids)
    // Regions that the first day lacks are the other's.
    for region in [2, 8] { #expect(Array(colours.row(region)) == Array(own.row(region))) }
    #expect(Array(colours.row(0)) != Array(own.row(0)))
  }

  @Test func daysThatCannotBePutTogetherAreRefused() throws {
    let shell = try shell()
    defer { shell.remove() }
    try TrainingFiles.writePictures("views.h5", of: ["r1"], RegionViews(counts: [2]), to: shell)
    for (arguments, status, words) in [
      ("images.h5 --composite other.h5 --mirror 1", 64, "draw nothing"),
      ("images.h5 --composite-rule median --match other.h5", 64, "--composite-rule goes with --composite"),
      ("images.h5 --mask-against other.h5 --match other.h5", 64, "--mask-against masks one day's pictures"),
      ("images.h5 --mask-against other.h5", 65, "other.h5: has no pictures of 'r3', which images.h5 has"),
      ("images.h5 --composite views.h5", 65, "views.h5: has views of 32 x 32 pixels a region"),
      ("images.h5 --composite kg.h5", 65, "kg.h5: has schema knowcl/kg"),
      ("- --composite -", 64, "only one of the files"),
    ] {
      let result = try shell.run("img-perturb \(arguments) -q -o no.h5 < /dev/null")
      #expect(result.status == status && result.error.contains(words), "\(arguments): \(result.error)")
      #expect(!shell.files.contains("no.h5"))
    }
  }
}
