package import Schemas
internal import Support

/// A feature vector for pictures.
package protocol ImageFeatures {
  /// Length of the vector.
  var dimension: Int { get }
  /// What the vectors are, for the file's description.
  var description: String { get }
  /// The architecture of the image encoder that they come from, if from one.
  var encoderName: String? { get }

  /// The vectors of some regions, [regions, dimension].
  /// - Parameters:
  ///   - pixels: [pictures, height, width, 3]
  ///   - shape: of these regions.
  ///   - shares: how much of its region each picture shows, where regions are covered by several.
  func features(_ pixels: [UInt8], of shape: ImageShape, shares: [Float]?) throws -> [Float]
}

extension ImageSet {
  /// The vectors of some regions that follow one another, about `batch` pictures at a time.
  /// - Parameter progress: is called with the number of regions done.
  package func embed(
    _ regions: Range<Int>, with extractor: some ImageFeatures, batch: Int, progress: (Int) -> Void = { _ in }
  ) throws -> EmbeddingTable {
    var values: [Float] = []
    values.reserveCapacity(regions.count * extractor.dimension)
    for window in shape.views.views(of: regions).windows(ofPictures: batch) {
      let window = (regions.lowerBound + window.lowerBound)..<(regions.lowerBound + window.upperBound)
      let part = ImageShape(views: shape.views.views(of: window), height: shape.height, width: shape.width)
      let vectors = try extractor.features(try read(window), of: part, shares: shares(of: window))
      if let bad = vectors.firstIndex(where: { !$0.isFinite }) {
        throw Failure.data(
          name,
          "region '\(ids[window.lowerBound + bad / extractor.dimension])' has features that are not finite: the weights overflow on it"
        )
      }
      values += vectors
      progress(window.count)
    }
    return EmbeddingTable(ids: Array(ids[regions]), values: values, dimension: extractor.dimension)
  }
}
