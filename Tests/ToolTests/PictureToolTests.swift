import Foundation
internal import HDF5
internal import Images
internal import Schemas
import Testing

/// img-pack and img-perturb as programs.
@Suite struct PictureToolTests {
  /// Pictures of 20 × 16 pixels that differ from each other everywhere.
  private func picture(_ seed: Int, height: Int = 16, width: Int = 20) -> RGBPicture {
    var picture = RGBPicture(height: height, width: width)
    for index in picture.pixels.indices {
      picture.pixels[index] = UInt8(truncatingIfNeeded: 37 * seed + 11 * index + index * index / 64)
    }
    return picture
  }

  private func withPictures(_ names: [String], _ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try FileManager.default.createDirectory(
      atPath: shell.directory + "/in", withIntermediateDirectories: true)
    for (seed, name) in names.enumerated() {
      try picture(seed).writePNG(to: "\(shell.directory)/in/\(name)")
    }
    try body(shell)
  }

  private func load(_ name: String, _ shell: Shell) throws -> (ids: [String], pictures: [RGBPicture]) {
    let file = try ImageFile(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
    let shape = file.shape
    let size = shape.pictureBytes
    let bytes = try file.read(0..<shape.regions)
    return (
      file.ids,
      (0..<shape.pictures).map {
        RGBPicture(
          height: shape.height, width: shape.width, pixels: Array(bytes[($0 * size)..<(($0 + 1) * size)]))
      }
    )
  }

  @Test func packsInNaturalOrderWhateverTheNamesAndThreads() throws {
    try withPictures(["r10.png", "r9.PNG", "r1.jpg", "notes"]) { shell in
      try picture(2).writeJPEG(to: shell.directory + "/in/r1.jpg")  // a JPEG called so
      try picture(7).writePNG(to: shell.directory + "/in/r2.jpeg")  // a PNG called a JPEG
      try shell.write("not a picture", to: "in/readme.txt")
      #expect(try shell.run("img-pack in --size 0 -o a.h5 --threads 1").status == 0)
      #expect(try shell.run("img-pack in/ --size 0 --threads 2 > b.h5").status == 0)
      #expect(try shell.read("a.h5") == shell.read("b.h5"))
      let (ids, pictures) = try load("a.h5", shell)
      #expect(ids == ["notes", "r1", "r2", "r9", "r10"])
      #expect(pictures[2] == picture(7) && pictures[3] == picture(1) && pictures[4] == picture(0))
    }
  }

  @Test func resizesAndFollowsTheListOfRegions() throws {
    try withPictures(["a.png", "b.png", "c.png"]) { shell in
      try shell.write("imagename\nc\nmissing\na\n", to: "list.csv")
      let failed = try shell.run("img-pack in --regions list.csv -o out.h5")
      #expect(failed.status == 65 && failed.error.contains("'missing'") && !shell.files.contains("out.h5"))
      #expect(try shell.run("img-pack in --regions list.csv --allow-missing --size 33 -o out.h5").status == 0)
      let (ids, pictures) = try load("out.h5", shell)
      #expect(ids == ["c", "a"])
      #expect(
        pictures == [picture(2).resized(height: 33, width: 33), picture(0).resized(height: 33, width: 33)])
    }
  }

  @Test func packsStreetViews() throws {
    try withPictures(["1&x.png", "2.png", "3.png", "4.png"]) { shell in
      try shell.write(#"{"r10": ["3.png", "4.png", "2.png"], "r9": ["2.png", "1&x.png"]}"#, to: "views.json")
      #expect(try shell.run("img-pack in --street-views views.json --views 2 --size 0 -o v.h5").status == 0)
      let (ids, pictures) = try load("v.h5", shell)
      #expect(ids == ["r9", "r10"])
      #expect(pictures == [1, 0, 2, 3].map { picture($0) })
      let few = try shell.run("img-pack in --street-views views.json --views 3 -o w.h5")
      #expect(
        few.status == 65 && few.error.contains("region 'r9' has 2 street views, where --views asks for 3"))
      #expect(
        try shell.run("img-pack in --street-views views.json --views 3 --allow-missing -o w.h5").status == 0)
      #expect(try load("w.h5", shell).ids == ["r10"])
      #expect(try shell.run("img-perturb v.h5 --mirror 1 -o m.h5").status == 0)
      #expect(try load("m.h5", shell).pictures == [1, 0, 2, 3].map { picture($0).mirrored() })
    }
  }

  @Test(arguments: [
    ("[1, 2]", 65), ("{", 65), (#"{"a": "1.png"}"#, 65), (#"{"a": ["gone.png"]}"#, 65),
    (#"{"a": ["../in/1.png"]}"#, 65), (#"{"a": [""]}"#, 65), ("{}", 65),
  ]) func wrongStreetViewsAreRefused(json: String, status: Int32) throws {
    try withPictures(["1.png"]) { shell in
      try shell.write(json, to: "views.json")
      let result = try shell.run("img-pack in --street-views views.json --views 1 -o out.h5")
      #expect(result.status == status)
      #expect(result.error.hasPrefix("img-pack: ") && result.error.split(separator: "\n").count == 1)
      #expect(shell.files == ["in", "views.json"])
    }
  }

  @Test func damagedPicturesLeaveNoFile() throws {
    try withPictures(["a.png", "b.png"]) { shell in
      let whole = try shell.read("in/b.png")
      for bytes in [Data(), whole.prefix(30), whole.dropLast(20), Data("hello".utf8)] {
        try bytes.write(to: URL(fileURLWithPath: shell.directory + "/in/b.png"))
        let result = try shell.run("img-pack in -o out.h5")
        #expect(result.status == 65 && result.error.hasPrefix("img-pack: in/b.png: "))
        #expect(shell.files == ["in"])
      }
      try picture(3, height: 9).writePNG(to: shell.directory + "/in/b.png")
      let unequal = try shell.run("img-pack in --size 0 -o out.h5")
      #expect(unequal.status == 65 && unequal.error.contains("20 x 9 pixels, where the first is 20 x 16"))
    }
  }

  @Test func missingAndEmptyInputsAreSaidSo() throws {
    try withPictures([]) { (shell: Shell) throws in
      #expect(try shell.run("img-pack nowhere -o out.h5").status == 66)
      #expect(try shell.run("img-pack in -o out.h5").status == 65)
      #expect(try shell.run("img-perturb nowhere.h5 --flip 1 -o out.h5").status == 66)
      #expect(try shell.run("echo no | img-perturb --flip 1 - -o out.h5").status == 65)
      #expect(try shell.run("img-perturb a.h5 --flip 1.5 -o out.h5").status == 64)
      #expect(try shell.run("img-perturb a.h5 --noise nan -o out.h5").status == 64)
      #expect(try shell.run("img-perturb a.h5 -o out.h5").status == 64)
      #expect(try shell.run("img-pack in --size -1 -o out.h5").status == 64)
      #expect(shell.files == ["in"])
    }
  }

  @Test func perturbationsAreTheFilters() throws {
    try withPictures(["a.png", "b.png"]) { shell in
      #expect(try shell.run("img-pack in --size 0 -o i.h5").status == 0)
      let expected: [(String, (RGBPicture) -> RGBPicture)] = [
        ("--mirror 1", { $0.mirrored() }), ("--flip 1", { $0.flipped() }),
        ("--blur 1 --blur-radius 2", { $0.blurred(radius: 2) }),
        ("--blur 1 --flip 1 --mirror 1", { $0.mirrored().flipped().blurred(radius: 1) }),
      ]
      for (options, filter) in expected {
        #expect(try shell.run("img-perturb i.h5 \(options) -o o.h5").status == 0)
        #expect(try load("o.h5", shell).pictures == [filter(picture(0)), filter(picture(1))])
      }
      // Darkening and noise are random; what is known is how far they go.
      #expect(try shell.run("img-perturb i.h5 --brightness 1 -o o.h5").status == 0)
      for (dark, seed) in zip(try load("o.h5", shell).pictures, 0...) {
        let pairs = zip(dark.pixels, picture(seed).pixels)
        #expect(pairs.allSatisfy { $0 <= $1 && Int($0) >= Int($1) / 2 } && dark != picture(seed))
      }
      #expect(try shell.run("img-perturb i.h5 --noise 1 --noise-mode saturate -o o.h5").status == 0)
      for (noisy, seed) in zip(try load("o.h5", shell).pictures, 0...) {
        let differences = zip(noisy.pixels, picture(seed).pixels).map { Int($0) - Int($1) }
        #expect(differences.allSatisfy { abs($0) <= 7 })
        // P(|N| < 1) = 0.683 stay.
        #expect(abs(Double(differences.count { $0 == 0 }) / Double(differences.count) - 0.683) < 0.06)
      }
    }
  }

  @Test func drawsDependOnSeedAndRegionOnly() throws {
    try withPictures((0..<24).map { "r\($0).png" }) { shell in
      try shell.write((0..<24).reversed().map { "r\($0)\n" }.joined(), to: "reversed.txt")
      try shell.write("r5\nr17\n", to: "two.txt")
      for (name, options) in [("i", ""), ("j", "--regions reversed.txt"), ("k", "--regions two.txt")] {
        #expect(try shell.run("img-pack in --size 0 \(options) -o \(name).h5").status == 0)
      }
      let all = "--augment --noise 0.5 --blur 0.5 --brightness 0.5"
      #expect(try shell.run("img-perturb i.h5 \(all) --threads 1 -o i1.h5").status == 0)
      #expect(try shell.run("cat i.h5 | img-perturb --threads 2 \(all) > i2.h5").status == 0)
      #expect(try shell.run("img-perturb j.h5 \(all) -o j1.h5").status == 0)
      #expect(try shell.run("img-perturb k.h5 \(all) -o k1.h5").status == 0)
      #expect(try shell.run("img-perturb i.h5 \(all) --seed 2 -o i3.h5").status == 0)
      let pictures = try load("i1.h5", shell).pictures
      #expect(try load("i2.h5", shell).pictures == pictures)
      #expect(try shell.run("img-perturb i.h5 \(all) --threads 2 -o i4.h5").status == 0)
      #expect(try shell.read("i4.h5") == shell.read("i1.h5"))
      #expect(try load("j1.h5", shell).pictures == pictures.reversed())
      #expect(try load("k1.h5", shell).pictures == [pictures[5], pictures[17]])
      #expect(try load("i3.h5", shell).pictures != pictures)
      // Pictures mirrored alone are those mirrored among other operations.
      #expect(try shell.run("img-perturb i.h5 --mirror 0.5 -o m.h5").status == 0)
      #expect(try shell.run("img-perturb i.h5 --mirror 0.5 --flip 0.5 -o n.h5").status == 0)
      for (seed, (one, two)) in zip(try load("m.h5", shell).pictures, try load("n.h5", shell).pictures)
        .enumerated()
      {
        #expect(one == two || one.flipped() == two)
        #expect(one == picture(seed) || one == picture(seed).mirrored())
      }
      let mirrored = try load("m.h5", shell).pictures.enumerated().count { $1 != picture($0) }
      #expect((4...20).contains(mirrored))
    }
  }

  @Test func sheetsShowRegionsDownAndFilesAcross() throws {
    try withPictures(["a.png", "b.png", "c.png"]) { shell in
      let result = try shell.run(
        """
        img-pack in --size 0 -o a.h5 && img-perturb a.h5 --mirror 1 -o b.h5 &&
        printf 'c\na\n' > list.txt &&
        img-pack --to-sheet a.h5 b.h5 --regions list.txt -o sheet.png &&
        img-pack --to-sheet a.h5 --show 2 > two.png
        """)
      #expect(result.status == 0, "\(result.error)")
      let sheet = try RGBPicture(decoding: Array(shell.read("sheet.png")), name: "sheet.png")
      // 16 × 20 pixels grow eightfold and sevenfold, with 4 white pixels around.
      #expect(sheet.height == 2 * 128 + 12 && sheet.width == 2 * 140 + 12)
      let (_, pictures) = try load("a.h5", shell)
      for (row, region) in [2, 0].enumerated() {
        for (column, shown) in [pictures[region], pictures[region].mirrored()].enumerated() {
          let (top, left) = (4 + row * 132, 4 + column * 144)
          #expect(sheet[top, left, 0] == shown[0, 0, 0])
          #expect(sheet[top + 127, left + 139, 2] == shown[15, 19, 2])
          #expect(sheet[top - 1, left, 1] == 255)
        }
      }
      let two = try RGBPicture(decoding: Array(shell.read("two.png")), name: "two.png")
      #expect(two.height == 2 * 128 + 12 && two.width == 148)
      try shell.write("nowhere\n", to: "bad.txt")
      let missing = try shell.run("img-pack --to-sheet a.h5 --regions bad.txt -o no.png")
      #expect(missing.status == 65 && missing.error.contains("'nowhere'") && !shell.files.contains("no.png"))
      #expect(try shell.run("img-pack a.h5 b.h5 -o no.h5").status == 64)
      #expect(try shell.run("img-pack --to-sheet a.h5 --views 2 -o no.png").status == 64)
    }
  }

  @Test func mixesById() throws {
    try withPictures((0..<20).map { "r\($0).png" }) { shell in
      try shell.write((0..<20).reversed().map { "r\($0)\n" }.joined(), to: "reversed.txt")
      #expect(try shell.run("img-pack in --size 0 -o a.h5").status == 0)
      for seed in 0..<20 { try picture(seed + 100).writePNG(to: "\(shell.directory)/in/r\(seed).png") }
      #expect(try shell.run("img-pack in --size 0 --regions reversed.txt -o b.h5").status == 0)
      #expect(try shell.run("img-perturb a.h5 --mix b.h5 -o c.h5").status == 0)
      let (ids, pictures) = try load("c.h5", shell)
      #expect(ids == (0..<20).map { "r\($0)" })
      for seed in 0..<20 { #expect([picture(seed), picture(seed + 100)].contains(pictures[seed])) }
      #expect((3...17).contains((0..<20).count { pictures[$0] == picture($0) }))
      try shell.write("r3\nr4\n", to: "two.txt")
      #expect(try shell.run("img-pack in --size 0 --regions two.txt -o d.h5").status == 0)
      let unmatched = try shell.run("img-perturb a.h5 --mix d.h5 --mix-probability 1 -o e.h5")
      #expect(unmatched.status == 65 && unmatched.error.contains("'r0'"))
      #expect(
        try shell.run("img-perturb a.h5 --mix d.h5 --mix-probability 1 --allow-missing -o e.h5").status == 0)
      #expect(
        try load("e.h5", shell).pictures == (0..<20).map { picture([3, 4].contains($0) ? $0 + 100 : $0) })
      #expect(
        try shell.run("img-pack in --size 8 -o f.h5 && img-perturb a.h5 --mix f.h5 -o g.h5").status == 65)
    }
  }
}
