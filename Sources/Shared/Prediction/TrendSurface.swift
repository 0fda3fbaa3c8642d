package import HDF5
package import Schemas
internal import Support

/// The terms of a polynomial trend surface over the map, as features of regions: every product of powers of
/// longitude and latitude up to a degree. A linear model on them says what smooth location alone explains
/// (Krumbein 1959).
package struct TrendSurface: Sendable, Equatable {
  package let degree: Int
  /// The middle of the map, in degrees.
  package let centre: SIMD2<Double>
  /// Half of its extent: 1 where it has none.
  package let half: SIMD2<Double>

  /// - Parameter coordinates: longitude and latitude in degrees of the regions over which both axes run from
  ///   −1 to 1; none unknown.
  package init(over coordinates: [SIMD2<Double>], degree: Int = 3) {
    precondition(degree >= 1, "degree")
    self.degree = degree
    var low = coordinates.first ?? .zero
    var high = low
    for point in coordinates {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    centre = (low + high) / 2
    var half = (high - low) / 2
    half.replace(with: 1, where: half .== 0)
    self.half = half
  }

  /// (degree + 1)(degree + 2)/2 − 1 features a region.
  package var dimension: Int { (degree + 1) * (degree + 2) / 2 - 1 }

  /// - Parameter coordinates: longitude and latitude in degrees of each region; none unknown.
  package func features(_ ids: [String], _ coordinates: [SIMD2<Double>]) -> EmbeddingTable {
    precondition(ids.count == coordinates.count, "one pair of coordinates a region")
    let terms = (1...degree).flatMap { total in (0...total).map { (total - $0, $0) } }
    let values = coordinates.flatMap { point in
      let place = (point - centre) / half
      return terms.map { Float(Self.power(place.x, $0.0) * Self.power(place.y, $0.1)) }
    }
    return EmbeddingTable(ids: ids, values: values, dimension: terms.count)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

extension TrendSurface {
  /// Writes a dataset: centre and half extent, with the degree as attribute.
  package func write(to file: borrowing HDF5File, at path: String) throws {
    try file.write(
      [centre.x, centre.y, half.x, half.y], to: path, shape: [2, 2],
      HDF5Layout(
        "trend surface: longitude and latitude of the map's middle, and half of its extent",
        units: "degrees", dimensions: []))
    try file.setAttribute("degree", degree, on: path)
  }

  /// - Throws: `Failure` (EX_DATAERR) where there is no such surface.
  package init(from file: borrowing HDF5File, at path: String) throws {
    let values = try file.read(path, as: Double.self, shape: [2, 2])
    let degree: Int64 = try file.numberAttribute("degree", on: path)
    guard (1...20).contains(degree), values[2] > 0, values[3] > 0 else {
      throw Failure.data("\(file.name): \(path)", "is no trend surface")
    }
    self.degree = Int(degree)
    centre = SIMD2(values[0], values[1])
    half = SIMD2(values[2], values[3])
  }
}
