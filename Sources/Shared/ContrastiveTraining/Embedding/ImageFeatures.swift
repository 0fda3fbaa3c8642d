package import Schemas
internal import Support

/// A feature vector for pictures.
package protocol ImageFeatures {
  /// Length of the vector.
  var dimension: Int { get }
  /// What the vectors are, for the file's description.
  var description: String { get }

  /// The vectors of `count` regions of consecutive pictures, [count, dimension].
  /// - Parameter pixels: [count, views, height, width, 3]
  func features(_ pixels: [UInt8], count: Int, shape: ImageShape) throws -> [Float]
}

extension ImageFile {
  /// The vectors of every region, about `batch` pictures at a time.
  /// - Parameter progress: is called with the number of regions done.
  package func embed(with extractor: some ImageFeatures, batch: Int, progress: (Int) -> Void = { _ in })
    throws
    -> EmbeddingTable
  {
    let step = max(1, batch / shape.picturesPerRegion)
    var values: [Float] = []
    values.reserveCapacity(ids.count * extractor.dimension)
    for first in stride(from: 0, to: ids.count, by: step) {
      let regions = first..<min(first + step, ids.count)
      let vectors = try extractor.features(try read(regions), count: regions.count, shape: shape)
      if let bad = vectors.firstIndex(where: { !$0.isFinite }) {
        throw Failure.data(
          name,
          "region '\(ids[first + bad / extractor.dimension])' has features that are not finite: the weights overflow on it"
        )
      }
      values += vectors
      progress(regions.count)
    }
    return EmbeddingTable(ids: ids, values: values, dimension: extractor.dimension)
  }
}
