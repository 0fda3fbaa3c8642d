import Foundation
internal import HDF5
internal import Images
internal import Support
internal import TestSupport
import Testing

/// Decoding against Pillow, and encoding against our own decoder.
@Suite struct PictureTests {
  /// PNG and JPEG; WebP and TIFF.
  static let fixtures = ["image_files.h5", "picture_formats.h5"]

  static func names() throws -> [String] {
    try fixtures.flatMap { name in
      try HDF5File(reading: Repository.fixture(name).path, name: name).members(of: "/file")
    }
  }

  private func load(_ name: String) throws -> (file: [UInt8], expected: RGBPicture) {
    let path = Self.fixtures[name.hasPrefix("webp") || name.hasPrefix("tiff") ? 1 : 0]
    let fixture = try HDF5File(reading: Repository.fixture(path).path, name: path)
    let pixels = try fixture.dataset("/rgb/\(name)")
    return (
      try fixture.read("/file/\(name)", as: UInt8.self, shape: [nil]),
      RGBPicture(height: pixels.shape[0], width: pixels.shape[1], pixels: try pixels.readAll())
    )
  }

  /// To the byte; JPEG and lossy WebP within two levels, as versions of libraries may round chroma differently.
  @Test(arguments: try names()) func decodesAsPillow(name: String) throws {
    let (file, expected) = try load(name)
    let picture = try RGBPicture(decoding: file, name: name)
    #expect(picture.height == expected.height && picture.width == expected.width)
    let difference = zip(picture.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max()
    #expect(try #require(difference) <= (name.hasPrefix("jpeg") || name == "webp_lossy" ? 2 : 0))
  }

  @Test(arguments: try names()) func truncationIsRefused(name: String) throws {
    let (file, _) = try load(name)
    for length in stride(from: file.count - 1, through: 0, by: -5) {
      let error = #expect(throws: Failure.self) {
        try RGBPicture(decoding: Array(file[..<length]), name: name)
      }
      #expect(error?.kind == .data)
    }
  }

  /// Whatever the headers say, there is a picture or a failure that names the file.
  @Test(arguments: [
    "jpeg_orientation_6", "jpeg_orientation_big_endian", "png_orientation", "jpeg_progressive",
  ])
  func mutatedHeadersAreSurvived(name: String) throws {
    let (file, _) = try load(name)
    var random = Philox(seed: 1, "mutations", item: name)
    var refused = 0
    for _ in 0..<500 {
      var bytes = file
      for _ in 0..<2 { bytes[random.index(below: min(bytes.count, 160))] = UInt8(random.index(below: 256)) }
      do {
        let picture = try RGBPicture(decoding: bytes, name: name)
        #expect(picture.height > 0 && picture.width > 0)
      } catch let failure as Failure {
        #expect(failure.kind == .data && failure.subject == name && !failure.message.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test func pngKeepsEverySample() throws {
    let (_, picture) = try load("png_rgb")
    #expect(try RGBPicture(decoding: picture.png(), name: "copy") == picture)
  }

  @Test func jpegStaysClose() throws {
    var picture = RGBPicture(height: 24, width: 40, red: 90, green: 120, blue: 60)
    for row in 0..<24 { for column in 0..<40 { picture[row, column, 1] = UInt8(100 + row + column) } }
    let copy = try RGBPicture(decoding: picture.jpeg(quality: 95), name: "copy")
    #expect(copy.height == 24 && copy.width == 40)
    #expect(zip(copy.pixels, picture.pixels).allSatisfy { abs(Int($0) - Int($1)) < 12 })
  }

  @Test func everyOrientationHasAnInverse() throws {
    let (_, picture) = try load("png_rgb")
    for orientation in Orientation.allCases {
      let inverse: Orientation =
        switch orientation {
        case .rotate90Clockwise: .rotate90Counterclockwise
        case .rotate90Counterclockwise: .rotate90Clockwise
        default: orientation
        }
      #expect(picture.transposed(orientation).transposed(inverse) == picture)
    }
  }

  @Test func absurdSizesAreRefused() throws {
    var (png, _) = try load("png_rgb")
    png.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    #expect(throws: Failure.self) { try RGBPicture(decoding: png, name: "bomb.png") }
    var (jpeg, _) = try load("jpeg_ycbcr_420")
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0xDC, 0xFF, 0xDC])
    let error = #expect(throws: Failure.self) { try RGBPicture(decoding: jpeg, name: "bomb.jpg") }
    #expect(error?.message.contains("65500 x 65500") == true)
  }

  @Test func whatIsNoPictureIsSaidSo() throws {
    let error = #expect(throws: Failure.self) { try RGBPicture(decoding: Array("hello".utf8), name: "a.png") }
    #expect(error?.description == "a.png: is neither PNG nor JPEG, WebP or TIFF")
    let missing = #expect(throws: Failure.self) { try RGBPicture(contentsOf: "/nonexistent/a.png") }
    #expect(missing?.kind == .noInput)
  }
}
