import Foundation
internal import HDF5
internal import Images
internal import Schemas
internal import TestSupport
import Testing

/// Regions with different numbers of street views, from picture files to embeddings.
@Suite struct RaggedViewsTests {
  private static let views = [
    "r1": ["a.png"], "r2": ["b.png", "a.png", "c.png"], "r10": ["c.png", "d.png"],
  ]

  private func withPictures(_ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try FileManager.default.createDirectory(
      atPath: shell.directory + "/in", withIntermediateDirectories: true)
    for (seed, name) in ["a", "b", "c", "d"].enumerated() {
      try picture(seed).writePNG(to: "\(shell.directory)/in/\(name).png")
    }
    try JSONEncoder().encode(Self.views).write(to: URL(fileURLWithPath: shell.directory + "/views.json"))
    try body(shell)
  }

  private func picture(_ seed: Int) -> RGBPicture {
    let samples = (0..<(40 * 36 * 3)).map { UInt8(truncatingIfNeeded: $0 &* (seed + 3) &+ $0 &* $0 >> 7) }
    return RGBPicture(height: 40, width: 36, pixels: samples)
  }

  /// The pictures of each region, by id.
  private func load(_ name: String, _ shell: Shell) throws -> [String: [RGBPicture]] {
    let images = try ImageFile(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
    let shape = images.shape
    return try images.ids.enumerated().reduce(into: [:]) { result, region in
      let bytes = try images.read(region.offset..<(region.offset + 1))
      result[region.element] = stride(from: 0, to: bytes.count, by: shape.pictureBytes).map {
        RGBPicture(
          height: shape.height, width: shape.width, pixels: Array(bytes[$0..<($0 + shape.pictureBytes)]))
      }
    }
  }

  @Test func everyRegionKeepsTheViewsItHas() throws {
    try withPictures { shell in
      let packed = try shell.run(
        """
        gzip -k views.json && img-pack in --street-views views.json --size 0 -j 1 -o v.h5 &&
        img-pack in --street-views views.json.gz --size 0 -q > z.h5 && img-perturb v.h5 --mirror 1 -q -o m.h5
        """)
      #expect(packed.status == 0, "\(packed.error)")
      #expect(
        packed.error == """
          img-pack: packed 3 regions, 6 pictures of 36 x 40
          img-pack: street views a region: 1 (1 region), 2 (1 region), 3 (1 region)

          """)
      let expected = ["r1": [0], "r2": [1, 0, 2], "r10": [2, 3]].mapValues { $0.map { picture($0) } }
      #expect(try load("v.h5", shell) == expected)
      #expect(try load("z.h5", shell) == expected)
      #expect(try load("m.h5", shell) == expected.mapValues { $0.map { $0.mirrored() } })
      for name in ["v.h5", "m.h5"] {
        let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
        #expect(try file.readStrings("/region/id") == ["r1", "r2", "r10"])
        #expect(
          try file.readStrings("/region/image_name") == [
            "a.png", "b.png", "a.png", "c.png", "c.png", "d.png",
          ])
        #expect(try file.stringAttribute("schema_version") == "1.1")
      }
    }
  }

  @Test func viewsMayBeLimited() throws {
    try withPictures { shell in
      let most = try shell.run(
        "img-pack in --street-views views.json --max-views 2 --size 0 -q -o v.h5")
      #expect(most.status == 0)
      #expect(try load("v.h5", shell).mapValues(\.count) == ["r1": 1, "r2": 2, "r10": 2])
      // As many of every region: the file that holds them in a dimension of its own.
      let equal = try shell.run(
        """
        img-pack in --street-views views.json --max-views 1 --size 0 -q -o one.h5 &&
        img-pack in --street-views views.json --views 1 --size 0 -q -o same.h5
        """)
      #expect(equal.status == 0)
      for name in ["one.h5", "same.h5"] {
        let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
        #expect(try file.dataset("/image").shape == [3, 1, 40, 36, 3])
        #expect(try file.stringAttribute("schema_version") == "1.0")
      }
      for wrong in [
        "--views 1 --max-views 2", "--max-views 0", "--source folder", "--source nonsense",
      ] {
        let result = try shell.run("img-pack in --street-views views.json \(wrong) -o no.h5")
        #expect(result.status == 64 && !shell.files.contains("no.h5"), "\(wrong): \(result.error)")
      }
      #expect(try shell.run("img-pack in --source street-views -o no.h5").status == 64)
      for wrong in ["--max-views 3", "--source folder --views 3"] {
        #expect(try shell.run("img-pack in \(wrong) -o no.h5").status == 64)
      }
    }
  }

  @Test func whatIsMissingIsLeftOutWhenAllowed() throws {
    try withPictures { shell in
      try shell.write(
        #"{"r1": ["gone.png"], "r2": ["a.png", "gone.png"], "r3": [], "r4": ["b.png"]}"#, to: "views.json")
      let strict = try shell.run("img-pack in --street-views views.json -o v.h5")
      #expect(strict.status == 65 && strict.error.contains("'gone.png' of region 'r1' is not in in"))
      try shell.write("r3\nr4\n", to: "two.txt")
      let empty = try shell.run("img-pack in --street-views views.json --regions two.txt -o v.h5")
      #expect(empty.status == 65 && empty.error.contains("region 'r3' has no street views"))
      let allowed = try shell.run("img-pack in --street-views views.json --allow-missing --size 0 -o v.h5")
      #expect(allowed.status == 0 && allowed.error.contains("left out 1 pictures that are not there"))
      #expect(allowed.error.contains("left out 2 regions without their pictures"))
      #expect(try load("v.h5", shell) == ["r2": [picture(0)], "r4": [picture(1)]])
      try shell.write(#"{"r1": ["a.png"], "r1": ["b.png"]}"#, to: "views.json")
      let twice = try shell.run("img-pack in --street-views views.json -o w.h5")
      #expect(twice.status == 65 && twice.error.contains("has 'r1' twice in one object"))
    }
  }

  @Test func anEmbeddingIsTheMeanOfItsViewsEmbeddings() throws {
    try withPictures { shell in
      let result = try shell.run(
        """
        img-pack in --street-views views.json --size 0 -q -o v.h5 && img-pack in --size 0 -q -o each.h5 &&
        img-embed --untrained v.h5 -q -o v.out && img-embed --untrained -j 1 --batch 1 v.h5 -q -o w.out &&
        cmp v.out w.out && img-embed --untrained each.h5 -q -o each.out &&
        img-embed --untrained --adapt v.h5 -q -o a.out && img-embed --untrained --adapt -j 1 --batch 2 v.h5 -q -o b.out &&
        cmp a.out b.out && ! cmp -s a.out v.out && img-embed --features colour v.h5 -q -o colour.out
        """)
      #expect(result.status == 0, "\(result.error)")
      func table(_ name: String) throws -> EmbeddingTable {
        try EmbeddingTable(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
      }
      let (ragged, single) = (try table("v.out"), try table("each.out"))
      #expect(single.ids == ["a", "b", "c", "d"] && ragged.ids == ["r1", "r2", "r10"])
      for (row, id) in ragged.ids.enumerated() {
        let views = try #require(Self.views[id]).map { single.rows(of: [String($0.dropLast(4))])[0] ?? 0 }
        let mean = (0..<single.dimension).map { feature in
          views.map { single.values[$0 * single.dimension + feature] }.reduce(0, +) / Float(views.count)
        }
        #expect(zip(ragged.row(row), mean).allSatisfy { abs($0 - $1) <= 1e-6 * max(abs($1), 1e-3) })
      }
      #expect(try table("colour.out").dimension == 21)
    }
  }

  @Test func mixingNeedsAsManyViews() throws {
    try withPictures { shell in
      let result = try shell.run(
        """
        img-pack in --street-views views.json --size 0 -q -o v.h5 && img-perturb v.h5 --flip 1 -q -o f.h5 &&
        img-perturb v.h5 --mix f.h5 --mix-probability 1 -q -o m.h5 &&
        img-pack in --street-views views.json --max-views 2 --size 0 -q -o few.h5
        """)
      #expect(result.status == 0, "\(result.error)")
      #expect(try load("m.h5", shell) == load("f.h5", shell))
      let few = try shell.run("img-perturb v.h5 --mix few.h5 -o no.h5")
      #expect(few.status == 65 && few.error == "img-perturb: few.h5: has 2 views of 'r2', where v.h5 has 3\n")
    }
  }

  @Test func aSheetHasARowForEveryRegion() throws {
    try withPictures { shell in
      let result = try shell.run(
        """
        img-pack in --street-views views.json --size 0 -q -o v.h5 && img-pack --to-sheet v.h5 -o sheet.png
        """)
      #expect(result.status == 0, "\(result.error)")
      let sheet = try RGBPicture(decoding: Array(shell.read("sheet.png")), name: "sheet.png")
      // 40 × 36 pixels grow fourfold; three views at most.
      #expect(sheet.height == 3 * 160 + 16 && sheet.width == 3 * 144 + 16)
      #expect(sheet[4, 4 + 148, 0] == 255 && sheet[4 + 164, 4 + 2 * 148, 1] == picture(2)[0, 0, 1])
    }
  }

  /// A step sees regions with their views whatever the layout they are stored in.
  @Test func trainingDependsOnThePicturesAndNotOnTheirLayout() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let ids = TrainingFiles.regions
    try TrainingFiles.write(to: shell, views: 2)
    let uniform = RegionViews(regions: ids.count, each: 2)
    try TrainingFiles.writeLaidOutAsRagged("laid.h5", of: ids, uniform, to: shell)
    // Regions of two views among others, of which training takes these alone.
    let counts = ids.indices.map { $0 % 3 == 0 ? 4 : 2 }
    let two = zip(ids, counts).filter { $1 == 2 }.map(\.0)
    try TrainingFiles.writePictures("ragged.h5", of: ids, RegionViews(counts: counts), to: shell)
    try TrainingFiles.writePictures("two.h5", of: two, RegionViews(regions: two.count, each: 2), to: shell)
    try shell.write(two.joined(separator: "\n"), to: "two.txt")
    let options = "\(TrainingFiles.options) --epochs 2 --augment --consistency 1 -q"
    let result = try shell.run(
      """
      cl-train images.h5 \(options) -o a.h5 && cl-train laid.h5 \(options) -o b.h5 &&
      cl-train two.h5 \(options) -o c.h5 && cl-train ragged.h5 --regions two.txt \(options) -o d.h5 &&
      cl-train ragged.h5 \(options) -j 1 -o e.h5 && cl-train ragged.h5 \(options) -j 2 -o f.h5 && cmp e.h5 f.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    func open(_ name: String) throws -> HDF5File {
      try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
    }
    for (one, other) in [("a.h5", "b.h5"), ("c.h5", "d.h5")] {
      for group in ["/encoder", "/projector", "/graph"] {
        let (first, second) = (
          try StateDict(from: open(one), group: group), try StateDict(from: open(other), group: group)
        )
        #expect(first.names == second.names && !first.names.isEmpty)
        for name in first.names { #expect(first[name] == second[name], "\(group)/\(name)") }
      }
    }
    #expect(try open("e.h5").read("/history/loss", as: Double.self, shape: [2]).allSatisfy { $0 > 0 })
  }

  @Test func stagesSayWhichPicturesTheyTake() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell)
    try writeDeepPictures(shell)
    for line in [
      "img-perturb deep.h5 --mirror 1", "img-perturb images.h5 --mix deep.h5",
      "cl-train deep.h5 \(TrainingFiles.options)", "img-embed --untrained deep.h5",
      "img-embed --features colour deep.h5", "img-pack --to-sheet deep.h5",
    ] {
      let result = try shell.run("\(line) -o no.out")
      #expect(result.status == 65 && !shell.files.contains("no.out"))
      #expect(
        result.error == """
          \(line.prefix { $0 != " " }): deep.h5: holds 16-bit pictures of 4 bands (red, green, blue, nir) \
          without a mask, where 8-bit pictures of red, green and blue are needed; img-crop --bands \
          red=…,green=…,blue=… with --limits, --percentiles or --reflectance makes such of any scene

          """)
    }
  }

  /// Writes deep.h5, of four bands and 16 bits.
  private func writeDeepPictures(_ shell: Shell) throws {
    let bands = ["red", "green", "blue", "nir"]
    let shape = ImageShape(
      views: .single(2), height: 32, width: 32, pixels: PixelLayout(bands: bands, sample: .uint16))
    let file = try HDF5File(creating: shell.directory + "/deep.h5", name: "deep.h5")
    try file.setAttribute("schema", "knowcl/images")
    try file.setAttribute("schema_version", "1.1")
    do {
      let writer = try ImageFileWriter(to: file, ids: ["r1", "r2"], shape: shape, description: "zeros")
      try writer.write(0..<2, [UInt8](repeating: 0, count: 2 * shape.pictureBytes))
    }
    try file.close()
  }
}
