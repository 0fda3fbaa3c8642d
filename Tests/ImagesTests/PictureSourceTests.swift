internal import HDF5
internal import Images
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// What any source of pictures gives ends in the file.
@Suite struct PictureSourceTests {
  /// Made-up pictures of two bands, 16 bits and a mask, views as many as the region's name is long.
  struct Made: PictureSource {
    static let name = "made"
    static let summary = "pictures out of nothing"

    let list: PictureList
    let extent = PictureExtent(height: 2, width: 3)
    let pixels = PixelLayout(bands: ["vv", "vh"], sample: .uint16, hasMask: true)
    var samples = 2 * 3 * 2 * 2

    init(_ request: PictureRequest) throws {
      list = PictureList(
        views: (request.regions ?? []).map { id in (id, id.indices.map { "\(id)@\(id[$0])" }) })
    }

    func picture(_ name: String, of region: String) throws -> Picture {
      let value = UInt8(name.utf8.last ?? 0)
      return Picture(
        samples: [UInt8](repeating: value, count: samples), mask: [1, 0, 1, 0, 1, region == "x" ? 1 : 0])
    }
  }

  @Test func layoutsPassThePackerUnchanged() throws {
    let source = try Made(PictureRequest(path: "nowhere", regions: ["abc", "x"]))
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "t.h5")
      let packer = try PicturePacker(source, name: "nowhere")
      var regions = 0
      let digest = try packer.write(to: file) { regions += $0 }
      #expect(regions == 2 && digest.count == 64)
      #expect(try file.read("/region/views", as: Int32.self, shape: [2]) == [3, 1])
      #expect(try file.readStrings("/region/image_name") == ["abc@a", "abc@b", "abc@c", "x@x"])
      #expect(try file.readStrings("/band/name") == ["vv", "vh"])
      let values = "abcx".utf8.flatMap { [UInt16](repeating: UInt16($0) * 257, count: 12) }
      #expect(try file.read("/image", as: UInt16.self, shape: [4, 2, 3, 2]) == values)
      let masks: [UInt8] = [0, 0, 0, 1].flatMap { [1, 0, 1, 0, 1, $0] }
      #expect(try file.read("/mask", as: UInt8.self, shape: [4, 2, 3]) == masks)
      #expect(packer.shape.version == SchemaVersion(1, 1))
    }
  }

  @Test func picturesOfAnotherExtentThanAnnouncedAreAFault() throws {
    var source = try Made(PictureRequest(path: "nowhere", regions: ["a"]))
    source.samples -= 2
    try withTemporaryPath { path in
      let packer = try PicturePacker(source, name: "nowhere")
      let failure = #expect(throws: Failure.self) {
        try packer.write(to: HDF5File(creating: path, name: "t.h5"))
      }
      #expect(failure?.kind == .software && failure?.subject == "a@a")
    }
  }

  @Test func aSourceWithoutPicturesIsRefused() throws {
    let failure = #expect(throws: Failure.self) {
      try PicturePacker(Made(PictureRequest(path: "nowhere")), name: "nowhere")
    }
    #expect(failure?.description == "nowhere: has no pictures of the regions")
  }

  @Test func everySourceIsFoundByItsName() {
    let names = PictureSources.all.map { $0.name }
    #expect(Set(names).count == names.count && names.contains("folder") && names.contains("street-views"))
    for name in names { #expect(PictureSources.named(name)?.name == name) }
    #expect(PictureSources.named("nonsense") == nil)
  }
}
