internal import HDF5
internal import Numerics
internal import Schemas
internal import Support

/// The training regions of a kriging model, and the linear functions of their features.
struct KrigingSample: Sendable {
  /// Longitude and latitude in degrees.
  let places: [SIMD2<Double>]
  /// As they were given; of dimension 0 where the model has none.
  let features: EmbeddingTable
  let labels: [Double]
  let scaling: Standardisation

  var count: Int { labels.count }
  var dimension: Int { features.dimension }
  /// Of the labels, which the design holds less it.
  var labelMean: Double { labels.reduce(0, +) / Double(count) }

  /// Whether the labels differ by more than rounding explains.
  var hasSpread: Bool {
    let (mean, size) = (labelMean, labels.reduce(0) { max($0, abs($1)) })
    return labels.contains { abs($0 - mean) > 16 * Double(count) * .ulpOfOne * size }
  }

  init(places: [SIMD2<Double>], features: EmbeddingTable, labels: [Double]) {
    self.places = places
    self.features = features
    self.labels = labels
    scaling = Standardisation(features, rows: Array(labels.indices))
  }

  /// [1 X y], with the standardised features X and centred labels y: rows of dimension + 2.
  func design() -> [Double] {
    design(scaling.apply(features, rows: labels.indices), columns: dimension)
  }

  /// [1 y].
  func flatDesign() -> [Double] { design([], columns: 0) }

  /// XXᵀ/D.
  func gram() -> [Double] {
    let x = scaling.apply(features, rows: labels.indices)
    var gram = [Double](repeating: 0, count: count * count)
    BLAS.gemm(
      transposeB: true, m: count, n: count, k: dimension, alpha: 1 / Double(dimension), x, lda: dimension, x,
      ldb: dimension, &gram, ldc: count)
    return gram
  }

  private func design(_ x: [Double], columns: Int) -> [Double] {
    let mean = labelMean
    var result: [Double] = []
    result.reserveCapacity(count * (columns + 2))
    for row in labels.indices {
      result.append(1)
      result += x[(row * columns)..<((row + 1) * columns)]
      result.append(labels[row] - mean)
    }
    return result
  }

  /// [1 X] of other regions: rows of dimension + 1.
  func linear(_ others: EmbeddingTable) -> [Double] {
    let x = scaling.apply(others, rows: others.ids.indices)
    return others.ids.indices.flatMap { [1] + x[($0 * dimension)..<(($0 + 1) * dimension)] }
  }

  /// The covariance of their field.
  /// - Parameter neighbours: what a region is conditioned on; 0 for all regions.
  func field(_ smoothness: Smoothness, neighbours: Int) -> any FieldCovariance {
    neighbours == 0
      ? ExactField(places, smoothness) : VecchiaField(places, smoothness, neighbours: neighbours)
  }
}

extension KrigingSample {
  func write(to file: borrowing HDF5File, at group: String) throws {
    try file.write(
      labels, to: "\(group)/label", shape: [count],
      HDF5Layout("label of each training region", dimensions: []))
    try file.write(
      places.flatMap { [$0.x, $0.y] }, to: "\(group)/lonlat", shape: [count, 2],
      HDF5Layout("longitude and latitude of each training region, WGS 84", units: "degrees", dimensions: []))
    guard dimension > 0 else { return }
    try scaling.write(to: file, at: group)
    try file.write(
      features.values, to: "\(group)/features", shape: [count, dimension],
      HDF5Layout("features of each training region", dimensions: []))
  }

  /// - Throws: `Failure` (EX_DATAERR) where there are no regions of that dimension.
  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    labels = try file.read("\(group)/label", shape: [nil])
    guard !labels.isEmpty else { throw Failure.data("\(file.name): \(group)/label", "has no region") }
    let flat = try file.read("\(group)/lonlat", as: Double.self, shape: [labels.count, 2])
    places = labels.indices.map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) }
    let values: [Float] =
      dimension > 0 ? try file.read("\(group)/features", shape: [labels.count, dimension]) : []
    features = EmbeddingTable(ids: labels.indices.map(String.init), values: values, dimension: dimension)
    scaling =
      dimension > 0
      ? try Standardisation(from: file, at: group, dimension: dimension)
      : Standardisation(features, rows: Array(labels.indices))
  }
}
