internal import HDF5
internal import Images
internal import Schemas
internal import TestSupport
import Testing

/// Histogram matching to the sample as scikit-image's; see make_histograms.py.
@Suite struct HistogramTests {
  private static let fixture = "image_histograms.h5"

  /// The fixture's pictures as regions r0, r1 …
  private func open(_ name: String, masked: Bool = true, at path: String) throws -> ImageSet {
    let fixture = try PictureFiles.fixture(Self.fixture)
    let dataset = try fixture.dataset("/\(name)")
    let extent = dataset.shape
    try PictureFiles.write(
      try dataset.readAll(), height: extent[1], width: extent[2],
      mask: masked ? try fixture.dataset("/\(name)_valid").readAll() : nil,
      ids: (0..<extent[0]).map { "r\($0)" }, to: path)
    return try ImageSet([PictureFiles.part(path)], by: <)
  }

  @Test func samplesAreMatchedAsScikitImageDoes() throws {
    try PictureFiles.withPaths(2) { paths in
      let (images, others) = (try open("source", at: paths[0]), try open("template", at: paths[1]))
      let tables = try SampleHistograms(of: images).matched(to: SampleHistograms(of: others))
      let expected: [UInt8] = try PictureFiles.fixture(Self.fixture).dataset("/matched").readAll()
      let matched = try images.replacingSamples(by: tables).read(images.ids.indices)
      let valid = try #require(try images.masks(of: images.ids.indices))
      let kept = valid.indices.filter { valid[$0] == 1 }.flatMap { matched[(3 * $0)..<(3 * $0 + 3)] }
      #expect(kept == expected)
    }
  }

  @Test func aDayMatchedToItselfStaysAsItIs() throws {
    try withTemporaryPath { path in
      let images = try open("source", masked: false, at: path)
      let histograms = try SampleHistograms(of: images)
      #expect(histograms.counts.allSatisfy { $0.reduce(0, +) == images.shape.pictures * 63 })
      let same = try images.replacingSamples(by: histograms.matched(to: histograms))
      #expect(try same.read(images.ids.indices) == images.read(images.ids.indices))
    }
  }

  @Test func tablesFollowOneAnother() throws {
    try withTemporaryPath { path in
      let images = try open("source", masked: false, at: path)
      let brighter = SampleTables(
        [[UInt8]](repeating: (0..<256).map { UInt8(min(255, $0 + 3)) }, count: 3))
      let twice = try images.replacingSamples(by: brighter).replacingSamples(by: brighter)
        .read(images.ids.indices)
      #expect(try twice == images.read(images.ids.indices).map { UInt8(min(255, Int($0) + 6)) })
    }
  }
}
