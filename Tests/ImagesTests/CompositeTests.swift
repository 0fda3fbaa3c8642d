internal import HDF5
internal import Images
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Composites as NumPy puts them together, and masks as SciPy's filters draw them; see make_composites.py.
@Suite struct CompositeTests {
  private static let fixture = "image_composites.h5"

  /// The fixture's three days in files.
  private func withDays(_ body: ([ImagePart], [String]) throws -> Void) throws {
    try PictureFiles.withPaths(3) { paths in
      let fixture = try PictureFiles.fixture(Self.fixture)
      for (day, path) in paths.enumerated() {
        let places: [Int32] = try fixture.dataset("/day\(day)/place").readAll()
        try PictureFiles.write(
          try fixture.dataset("/day\(day)/image").readAll(), height: 6, width: 5,
          mask: try fixture.dataset("/day\(day)/mask").readAll(), ids: places.map { "r\($0)" }, to: path)
      }
      try body(try paths.map(PictureFiles.part), paths)
    }
  }

  private func days(_ parts: [ImagePart]) throws -> [Composite.Day] {
    try parts.map { try Composite.Day($0, matching: nil) }
  }

  @Test(arguments: CompositeRule.allCases) func pixelsComeFromTheDaysOfTheRule(rule: CompositeRule) throws {
    try withDays { parts, _ in
      let composite = try Composite(days(parts), by: rule)
      #expect(composite.ids == (0..<5).map { "r\($0)" } && composite.shape.version == SchemaVersion(1, 1))
      try withTemporaryPath { path in
        try write(composite, to: path)
        let file = try HDF5File(reading: path, name: path)
        let fixture = try PictureFiles.fixture(Self.fixture)
        let mask: [UInt8] = try file.dataset("/mask").readAll()
        let expected: [UInt8] = try fixture.dataset("/\(rule.rawValue)/mask").readAll()
        #expect(mask == expected && mask.contains(0) && mask.contains(1))
        let image: [UInt8] = try file.dataset("/image").readAll()
        let masked = image.enumerated().map { $0.element * mask[$0.offset / 3] }
        let pictures: [UInt8] = try fixture.dataset("/\(rule.rawValue)/image").readAll()
        #expect(masked == pictures)
      }
    }
  }

  private func write(_ composite: Composite, to path: String) throws {
    let file = try HDF5File(creating: path, name: path)
    try file.setAttribute("schema", "knowcl/images")
    try file.setAttribute("schema_version", composite.shape.version.description)
    do {
      let writer = try ImageFileWriter(
        to: file, ids: composite.ids, shape: composite.shape, description: "test")
      try composite.write(to: writer)
    }
    try file.close()
  }

  /// Of one place, the days in the order of the files; a day lacks places.
  @Test func aSetOfDaysShowsEachPlaceOnItsDays() throws {
    try withDays { parts, paths in
      let images = try ImageSet(parts, asDays: true, by: <)
      #expect(images.ids == (0..<5).map { "r\($0)" } && images.mostDays == 3)
      #expect(images.ids.indices.map(images.days) == [3, 1, 3, 2, 2])
      let size = images.shape.pictureBytes
      var pixels = [UInt8](repeating: 0, count: 3 * size)
      try pixels.withUnsafeMutableBufferPointer { try images.read([4, 0, 2], onDays: [1, 0, 2], into: $0) }
      let last = try PictureFiles.part(paths[2]).file.read(0..<3)
      let first = try PictureFiles.part(paths[0]).file.read(0..<1)
      #expect(pixels == Array(last[..<size]) + first + Array(last[(2 * size)...]))
      #expect(throws: Failure.self) { try ImageSet(parts, by: <) }
    }
  }

  @Test func masksAreWhatSciPysFiltersDraw() throws {
    let fixture = try PictureFiles.fixture(Self.fixture)
    let clear: [UInt8] = try fixture.dataset("/clear").readAll()
    let cloudy: [UInt8] = try fixture.dataset("/cloudy").readAll()
    let expected: [UInt8] = try fixture.dataset("/valid").readAll()
    let valid = ChangeMask().valid(cloudy[...], clear: clear[...], height: 40, width: 32)
    #expect(valid == expected && valid.contains(0) && valid.contains(1))
    #expect(ChangeMask().valid(clear[...], clear: clear[...], height: 40, width: 32).allSatisfy { $0 == 1 })
  }

  /// A day half as bright, or brighter, is no shadow and no cloud; what covers a part of it is, and what was not valid is not.
  @Test(arguments: [(0.5, 0.0), (0.7, 60.0), (1, 0)]) func otherLightIsNoCloud(gain: Double, offset: Double)
    throws
  {
    let fixture = try PictureFiles.fixture(Self.fixture)
    let clear: [UInt8] = try fixture.dataset("/clear").readAll()
    let (height, width, count) = (40, 32, 3)
    func lit(_ samples: [UInt8]) -> [UInt8] { samples.map { UInt8(gain * Double($0) + offset) } }
    // The last of three places is half under a shadow that takes three quarters of the light.
    var shaded = clear
    for index in 0..<(shaded.count / 2) { shaded[index] /= 4 }
    var mask = [UInt8](repeating: 1, count: count * height * width)
    mask[5] = 0
    try PictureFiles.withPaths(3) { paths in
      let ids = ["a", "b", "c"]
      try PictureFiles.write(
        lit(clear) + lit(clear) + lit(shaded), height: height, width: width, mask: mask, ids: ids,
        to: paths[0])
      try PictureFiles.write(
        clear + clear + clear, height: height, width: width, ids: ids, to: paths[1])
      let masked = try MaskedPictures(
        PictureFiles.part(paths[0]), against: PictureFiles.part(paths[1]), by: ChangeMask())
      let file = try HDF5File(creating: paths[2], name: paths[2])
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", "1.1")
      do {
        let writer = try ImageFileWriter(to: file, ids: ids, shape: masked.shape, description: "test")
        let share = try masked.write(to: writer)
        #expect(abs(share - 5.0 / 6) < 0.04)
      }
      try file.close()
      let valid = try #require(try PictureFiles.part(paths[2]).file.masks(of: [0, 1, 2]))
      #expect(valid[5] == 0)
      #expect(valid[..<(2 * height * width)].count { $0 == 0 } == 1)
      #expect(valid[(2 * height * width)..<(2 * height * width + 10 * width)].allSatisfy { $0 == 0 })
    }
  }
}
