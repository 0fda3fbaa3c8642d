internal import ContrastiveTraining
internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Principal components of pictures against scikit-learn; see make_objectives.py.
@Suite struct PCAFeatureTests {
  private let pixels = Hashed.uniform("pca", 12 * 60).map { UInt8($0 * 256) }

  /// A file of the first `count` pictures, so many for each region.
  private func withPictures<R>(
    _ count: Int, each: Int? = nil, _ body: (ImageSet) throws -> R
  ) throws -> R {
    try withTemporaryPath { path in
      let regions = count / (each ?? 1)
      let views = each.map { RegionViews(regions: regions, each: $0) } ?? .single(regions)
      let shape = ImageShape(views: views, height: 4, width: 5)
      let output = try HDF5File(creating: path, name: "images.h5")
      try output.setAttribute("schema", "knowcl/images")
      try output.setAttribute("schema_version", shape.version.description)
      try Self.write(shape, Array(pixels.prefix(count * 60)), to: output)
      try output.close()
      let input = try HDF5File(reading: path, name: "images.h5")
      return try body(try ImageSet([ImagePart(ImageFile(from: input))], by: <))
    }
  }

  private static func write(_ shape: ImageShape, _ pixels: [UInt8], to file: borrowing HDF5File) throws {
    let ids = (0..<shape.regions).map { "r\($0)" }
    let writer = try ImageFileWriter(to: file, ids: ids, shape: shape, description: "noise")
    try writer.write(0..<shape.regions, pixels)
  }

  private func shape(_ views: RegionViews) -> ImageShape { ImageShape(views: views, height: 4, width: 5) }

  /// Of pictures that they were fitted to and of others; signs are anybody's.
  @Test func scoresAreScikitLearns() throws {
    let expected = try NumericFixture("objectives.h5").doubles("pca/scores")
    let components = try withPictures(9) { try PCAFeatures(of: $0, count: 5) }
    let scores = try components.features(pixels, of: shape(.single(12)), shares: nil)
    for component in 0..<5 {
      let ours = (0..<12).map { Double(scores[$0 * 5 + component]) }
      let theirs = (0..<12).map { expected[$0 * 5 + component] }
      let sign = zip(ours, theirs).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1.0 : 1
      for (one, other) in zip(ours, theirs) { #expect(abs(one - sign * other) < 1e-5, "\(component)") }
      #expect(ours.prefix(9).max { abs($0) < abs($1) }.map { $0 > 0 } == true)
    }
  }

  @Test func aRegionHasTheMeanOfItsPicturesByTheirShares() throws {
    let components = try withPictures(12, each: 2) { try PCAFeatures(of: $0, count: 3) }
    let single = try components.features(pixels, of: shape(.single(12)), shares: nil)
    let views = RegionViews(regions: 6, each: 2)
    let means = try components.features(pixels, of: shape(views), shares: nil)
    let shares = (0..<12).map { Float($0 % 2 == 0 ? 0.75 : 0.25) }
    let weighted = try components.features(pixels, of: shape(views), shares: shares)
    for index in 0..<18 {
      let (one, two) = (single[index / 3 * 6 + index % 3], single[index / 3 * 6 + 3 + index % 3])
      #expect(abs(means[index] - (one + two) / 2) < 1e-5)
      #expect(abs(weighted[index] - (0.75 * one + 0.25 * two)) < 1e-5)
    }
  }

  @Test func componentsThatAreNotThereAreRefusedAndTheUsualNumberIsCut() throws {
    try withPictures(9) { images in
      #expect(try PCAFeatures(of: images, count: nil).dimension == 8)
      #expect(throws: Failure.self) { try PCAFeatures(of: images, count: 9) }
      let components = try PCAFeatures(of: images, count: 2)
      #expect(throws: Failure.self) {
        let other = ImageShape(views: .single(1), height: 3, width: 3)
        return try components.features([UInt8](repeating: 0, count: 27), of: other, shares: nil)
      }
    }
  }
}
