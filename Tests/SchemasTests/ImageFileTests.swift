internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Pictures in files: what is written is read, in the oldest version that can hold it, and damage is refused.
@Suite struct ImageFileTests {
  private static let ids = ["a", "b", "c"]

  private func write(
    _ shape: ImageShape, _ path: String, version: String? = nil,
    also: (borrowing HDF5File) throws -> Void = { _ in }
  ) throws {
    let file = try HDF5File(creating: path, name: "t.h5")
    try file.setAttribute("schema", "knowcl/images")
    try file.setAttribute("schema_version", version ?? shape.version.description)
    try writePictures(shape, file)
    try also(file)
    try file.close()
  }

  private func writePictures(_ shape: ImageShape, _ file: borrowing HDF5File) throws {
    let writer = try ImageFileWriter(to: file, ids: Self.ids, shape: shape, description: "test")
    let samples = samples(shape)
    let valid = [UInt8](repeating: 1, count: shape.pictures * shape.height * shape.width)
    for regions in [0..<2, 2..<3] {
      let pictures = shape.views[regions]
      let area = shape.height * shape.width
      let bytes = pictures.lowerBound * shape.pictureBytes..<pictures.upperBound * shape.pictureBytes
      try samples.withUnsafeBytes { samples in
        try valid.withUnsafeBytes { valid in
          try writer.write(
            regions, UnsafeRawBufferPointer(rebasing: samples[bytes]),
            mask: shape.pixels.hasMask
              ? UnsafeRawBufferPointer(rebasing: valid[..<(pictures.count * area)]) : nil)
        }
      }
    }
  }

  private func samples(_ shape: ImageShape) -> [UInt8] {
    (0..<(shape.pictures * shape.pictureBytes)).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }
  }

  private func read(_ path: String) throws -> ImageFile {
    try ImageFile(from: HDF5File(reading: path, name: "t.h5"))
  }

  private static let ragged = ImageShape(views: RegionViews(counts: [3, 1, 4]), height: 2, width: 4)

  @Test(arguments: [
    (ImageShape(regions: 3, views: nil, height: 2, width: 4), "1.0", [3, 2, 4, 3]),
    (ImageShape(regions: 3, views: 2, height: 2, width: 4), "1.0", [3, 2, 2, 4, 3]),
    (ImageShape(views: RegionViews(counts: [2, 2, 2]), height: 2, width: 4), "1.0", [3, 2, 2, 4, 3]),
    (ragged, "1.1", [8, 2, 4, 3]),
  ])
  func whatIsWrittenIsRead(shape: ImageShape, version: String, extent: [Int]) throws {
    try withTemporaryPath { path in
      try write(shape, path)
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(try file.stringAttribute("schema_version") == version)
      #expect(try file.dataset("/image").shape == extent)
      let images = try ImageFile(from: file)
      #expect(images.shape == shape && images.ids == Self.ids)
      let expected = samples(shape)
      let size = shape.pictureBytes
      func pictures(_ region: Int) -> ArraySlice<UInt8> {
        expected[(shape.views[region].lowerBound * size)..<(shape.views[region].upperBound * size)]
      }
      #expect(try images.read(0..<3) == expected)
      #expect(try images.read(1..<3) == Array(pictures(1) + pictures(2)))
      let shuffled = Array(pictures(2) + pictures(0) + pictures(1))
      var buffer = [UInt8](repeating: 1, count: expected.count)
      try buffer.withUnsafeMutableBufferPointer { try images.read([2, 0, 1], into: $0) }
      #expect(buffer == shuffled)
    }
  }

  /// Pictures of any layout are read alike: ours, whose chunks are inflated here, other chunks, and none.
  @Test(arguments: [[1, 2, 4, 3], [2, 2, 4, 3], [1, 1, 4, 3], nil])
  func imagesOfAnyLayout(chunk: [Int]?) throws {
    let shape = ImageShape(regions: 3, views: nil, height: 2, width: 4)
    let size = shape.pictureBytes
    let pixels = (0..<(3 * size)).map { UInt8(truncatingIfNeeded: $0 * 11) }
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "t.h5")
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", "1.0")
      try file.write(Self.ids, to: "/region/id", HDF5Layout("ids", dimensions: ["regions"]))
      let layout = HDF5Layout("pictures", dimensions: [], chunk: chunk, compressed: chunk != nil)
      do {
        let dataset = try file.create("/image", .uint8, shape: [3, 2, 4, 3], layout)
        try pixels.withUnsafeBufferPointer { try dataset.write(rows: 0..<3, from: $0) }
      }
      try file.close()
      var found = [UInt8](repeating: 1, count: 3 * size)
      try found.withUnsafeMutableBufferPointer { try read(path).read([2, 1, 0], into: $0) }
      let reversed = [2, 1, 0].flatMap { pixels[($0 * size)..<(($0 + 1) * size)] }
      #expect(found == reversed)
    }
  }

  @Test func viewsOfAnOldFileAreThoseOfItsExtent() throws {
    let shape = ImageShape(regions: 3, views: nil, height: 2, width: 4)
    try withTemporaryPath { path in
      try write(shape, path) { file in
        try file.write(
          [Int32](repeating: 9, count: 3), to: "/region/views", shape: [3], HDF5Layout("x", dimensions: []))
      }
      #expect(try read(path).shape == shape)
    }
  }

  @Test(arguments: [
    ([3, 1, 5], "adds up to 9 pictures, where /image has 8"), ([4, -1, 5], "element 1 is -1"),
    ([8, 0, 0], "element 1 is 0"), ([Int32.max, Int32.max, 10], "adds up to 4294967304"),
    ([4, 4], "is 2, where 3 is needed"),
  ])
  func viewsThatDoNotFitAreRefused(counts: [Int32], message: String) throws {
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "t.h5")
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", "1.1")
      try file.write(Self.ids, to: "/region/id", HDF5Layout("ids", dimensions: []))
      try file.write(counts, to: "/region/views", shape: [counts.count], HDF5Layout("views", dimensions: []))
      _ = try file.create("/image", .uint8, shape: [8, 2, 4, 3], HDF5Layout("pictures", dimensions: []))
      try file.close()
      let failure = #expect(throws: Failure.self) { _ = try read(path) }
      #expect(failure?.kind == .data && failure?.subject == "t.h5: /region/views")
      #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }
  }

  @Test(arguments: ["2.0", "1", "1.x", "", "1.0.0", "-1.0"])
  func otherMajorVersionsAreRefused(version: String) throws {
    try withTemporaryPath { path in
      try write(Self.ragged, path, version: version)
      #expect(throws: Failure.self) { _ = try read(path) }
    }
  }

  @Test func laterMinorVersionsAreRead() throws {
    try withTemporaryPath { path in
      try write(Self.ragged, path, version: "1.7")
      #expect(try read(path).shape == Self.ragged)
    }
  }

  /// Layouts that no stage takes yet: the file holds them, and the reader says what it takes.
  @Test(arguments: [
    (
      PixelLayout(bands: ["nir"], sample: .uint16), HDF5Kind.uint16,
      "16-bit pictures of 1 bands (nir) without"
    ),
    (
      PixelLayout(bands: ["red", "nir"], hasMask: true), .uint8,
      "8-bit pictures of 2 bands (red, nir) with a mask"
    ),
    (PixelLayout(bands: ["a", "b", "c", "d", "e"]), .uint8, "8-bit pictures of 5 bands (a, b, c, d, …)"),
  ])
  func otherLayoutsAreWrittenAndRefusedForPhotographs(pixels: PixelLayout, kind: HDF5Kind, message: String)
    throws
  {
    let shape = ImageShape(views: RegionViews(counts: [2, 1, 1]), height: 3, width: 2, pixels: pixels)
    try withTemporaryPath { path in
      try write(shape, path)
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(try file.stringAttribute("schema_version") == "1.1")
      #expect(
        try file.readStrings("/band/name") == pixels.bands && file.readStrings("/bands") == pixels.bands)
      let dataset = try file.dataset("/image")
      #expect(dataset.kind == kind && dataset.shape == [4, 3, 2, pixels.bands.count])
      let expected = samples(shape)
      if kind == .uint16 {
        let pairs = stride(from: 0, to: expected.count, by: 2)
        #expect(
          try dataset.readAll(as: UInt16.self)
            == pairs.map { UInt16(expected[$0]) | UInt16(expected[$0 + 1]) << 8 })
      } else {
        #expect(try dataset.readAll(as: UInt8.self) == expected)
      }
      #expect(file.contains("/mask") == pixels.hasMask)
      if pixels.hasMask {
        #expect(try file.read("/mask", as: UInt8.self, shape: [4, 3, 2]) == [UInt8](repeating: 1, count: 24))
      }
      let failure = #expect(throws: Failure.self) { _ = try read(path) }
      #expect(
        failure?.kind == .data && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
      #expect(failure?.message.contains("where 8-bit pictures of red, green and blue are needed;") == true)
    }
  }

  @Test func pixelsThatAreNotValidComeAsTheMeanOfTheOthersOrGrey() throws {
    let pixels = PixelLayout(bands: PixelLayout.rgb.bands, hasMask: true)
    let shape = ImageShape(views: .single(3), height: 2, width: 2, pixels: pixels)
    // Of the first picture two pixels are valid, of the second none, of the third all.
    let valid: [UInt8] = [1, 0, 1, 0] + [0, 0, 0, 0] + [1, 1, 1, 1]
    let samples: [UInt8] = (0..<36).map { UInt8($0 * 7) }
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "t.h5")
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", "1.1")
      do {
        let writer = try ImageFileWriter(to: file, ids: Self.ids, shape: shape, description: "test")
        try samples.withUnsafeBytes { samples in
          try valid.withUnsafeBytes { try writer.write(0..<3, samples, mask: $0) }
        }
      }
      try file.close()
      let images = try read(path)
      #expect(images.shape.pixels == .rgb)
      var expected = samples
      for channel in 0..<3 {
        let mean = UInt8((Int(samples[channel]) + Int(samples[6 + channel]) + 1) / 2)
        expected[3 + channel] = mean
        expected[9 + channel] = mean
      }
      expected.replaceSubrange(12..<24, with: [UInt8](repeating: 128, count: 12))
      #expect(try images.read(0..<3) == expected)
      #expect(try images.read(1..<2) == Array(expected[12..<24]))
    }
  }

  @Test func whereOnTheEarthPicturesWereCutIsRead() throws {
    let shape = ImageShape(views: RegionViews(counts: [2, 1, 1]), height: 3, width: 2, isPlaced: true)
    let origin = PictureOrigin(
      corners: (0..<4).map { picture in (0..<4).map { SIMD2(Double(picture), Double($0)) } },
      edges: (0..<4).map { [Double($0), 1, Double($0) + 2, 3] }, crs: "EPSG:32618",
      shares: [0.25, 0.75, 1, 1],
      limits: [SIMD2(0, 1), SIMD2(1, 2), SIMD2(2, 3)], scaling: "limits", date: "2021-07-24")
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "t.h5")
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", shape.version.description)
      do {
        let writer = try ImageFileWriter(
          to: file, ids: Self.ids, shape: shape, origin: origin, description: "test")
        try writer.write(0..<3, samples(shape))
      }
      try file.close()
      let images = try read(path)
      #expect(images.origin == origin && images.shape == shape && shape.version.description == "1.2")
    }
  }

  @Test func masksThatDoNotFitAreRefused() throws {
    try withTemporaryPath { path in
      try write(Self.ragged, path) { file in
        _ = try file.create("/mask", .uint8, shape: [8, 2, 3], HDF5Layout("mask", dimensions: []))
      }
      let failure = #expect(throws: Failure.self) { _ = try read(path) }
      #expect(failure?.description == "t.h5: /mask: is 8 × 2 × 3, where 8 × 2 × 4 is needed")
    }
  }

  @Test func windowsAreWholeRegions() {
    let views = RegionViews(counts: [3, 1, 4, 9, 1, 1])
    #expect(views.windows(ofPictures: 4) == [0..<2, 2..<3, 3..<4, 4..<6])
    #expect(views.windows(ofPictures: 1) == [0..<1, 1..<2, 2..<3, 3..<4, 4..<5, 5..<6])
    #expect(views.windows(ofPictures: 100) == [0..<6])
    #expect(RegionViews(regions: 7, each: 2).windows(ofPictures: 5) == [0..<2, 2..<4, 4..<6, 6..<7])
    #expect(RegionViews.single(0).windows(ofPictures: 5).isEmpty)
    #expect(views[1..<3] == 3..<8 && views.each == nil && RegionViews(counts: [2, 2]).each == 2)
  }
}
