import Foundation
internal import HDF5
internal import Images
internal import TestSupport
import Testing

/// Resizing and the perturbations' filters, to the byte as Pillow's.
@Suite struct ImageFilterTests {
  static let fixture = Repository.fixture("image_filters.h5").path

  static func names(_ group: String) throws -> [String] {
    try HDF5File(reading: fixture, name: "image_filters.h5").members(of: group)
  }

  private func load(_ path: String) throws -> RGBPicture {
    let dataset = try HDF5File(reading: Self.fixture, name: "image_filters.h5").dataset(path)
    return RGBPicture(height: dataset.shape[0], width: dataset.shape[1], pixels: try dataset.readAll())
  }

  /// The two rows and three columns that the `_tiny` fixtures start from.
  private func tiny() throws -> RGBPicture {
    let source = try load("/source")
    let rows = (0..<2).flatMap { source.pixels[($0 * source.width * 3)..<($0 * source.width * 3 + 9)] }
    return RGBPicture(height: 2, width: 3, pixels: rows)
  }

  @Test(arguments: try names("/resize")) func resizesAsPillow(name: String) throws {
    let expected = try load("/resize/\(name)")
    #expect(try load("/source").resized(height: expected.height, width: expected.width) == expected)
  }

  @Test func resizesTinyPicturesAsPillow() throws {
    #expect(try tiny().resized(height: 9, width: 7) == load("/resize_tiny/9x7"))
  }

  @Test(arguments: try names("/brightness")) func darkensAsPillow(name: String) throws {
    let factor = try #require(Double(name))
    #expect(try load("/source").darkened(by: factor) == load("/brightness/\(name)"))
  }

  @Test(arguments: try names("/blur")) func blursAsPillow(name: String) throws {
    let radius = try #require(Double(name))
    #expect(try load("/source").blurred(radius: radius) == load("/blur/\(name)"))
  }

  @Test func blursTinyPicturesAsPillow() throws {
    #expect(try tiny().blurred(radius: 1) == load("/blur_tiny/1"))
    #expect(try tiny().blurred(radius: 0) == tiny())
  }

  @Test(arguments: try names("/blur_sizes")) func blursPicturesOfAnySizeAsPillow(name: String) throws {
    let expected = try load("/blur_sizes/\(name)")
    let source = try load("/source")
    var cut = RGBPicture(height: expected.height, width: expected.width)
    for y in 0..<cut.height {
      for x in 0..<cut.width {
        for channel in 0..<3 { cut[y, x, channel] = source[y % source.height, x % source.width, channel] }
      }
    }
    #expect(cut.blurred(radius: 1) == expected)
  }

  @Test func darkensEverySampleAsPillow() throws {
    let fixture = try NumericFixture("image_filters.h5")
    let factors = try fixture.doubles("brightness_ramp/factors")
    let ramp = RGBPicture(height: 1, width: 256, pixels: (0..<768).map { UInt8($0 / 3) })
    let values =
      try HDF5File(reading: Self.fixture, name: "image_filters.h5").dataset("/brightness_ramp/values")
      .readAll() as [UInt8]
    for (index, factor) in factors.enumerated() {
      let dark = ramp.darkened(by: factor)
      #expect(
        (0..<256).map { dark[0, $0, 0] } == Array(values[(index * 256)..<((index + 1) * 256)]), "\(factor)")
    }
  }

  @Test func mirrorsAndFlipsAsPillow() throws {
    #expect(try load("/source").mirrored() == load("/mirror"))
    #expect(try load("/source").flipped() == load("/flip"))
  }

  @Test(arguments: NoiseMode.allCases) func addsNoiseAsNumPy(mode: NoiseMode) throws {
    let values = try HDF5File(reading: Self.fixture, name: "image_filters.h5")
      .read("/noise/values", as: Int32.self, shape: [nil, nil, 3]).map(Int8.init)
    #expect(try load("/source").adding(values, mode) == load("/noise/\(mode.rawValue)"))
  }
}
