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

extension ImageFile {
  /// The vectors of every region, about `batch` pictures at a time.
  /// - Parameter progress: is called with the number of regions done.
  package func embed(with extractor: some ImageFeatures, batch: Int, progress: (Int) -> Void = { _ in })
    throws
    -> EmbeddingTable
  {
    var values: [Float] = []
    values.reserveCapacity(ids.count * extractor.dimension)
    for regions in shape.views.windows(ofPictures: batch) {
      let part = ImageShape(views: shape.views.views(of: regions), height: shape.height, width: shape.width)
      let shares = origin?.shares.map { Array($0[shape.views[regions]]) }
      let vectors = try extractor.features(try read(regions), of: part, shares: shares)
      if let bad = vectors.firstIndex(where: { !$0.isFinite }) {
        throw Failure.data(
          name,
          "region '\(ids[regions.lowerBound + bad / extractor.dimension])' has features that are not finite: the weights overflow on it"
        )
      }
      values += vectors
      progress(regions.count)
    }
    return EmbeddingTable(ids: ids, values: values, dimension: extractor.dimension)
  }
}
