package import Schemas

/// The terms of a polynomial trend surface over the map, as features of regions: every product of powers of
/// longitude and latitude up to a degree. A linear model on them says what smooth location alone explains
/// (Krumbein 1959).
package struct TrendSurface: Sendable {
  package let degree: Int

  package init(degree: Int = 3) {
    precondition(degree >= 1, "degree")
    self.degree = degree
  }

  /// - Parameter coordinates: longitude and latitude in degrees of each region; none unknown.
  /// - Returns: (degree + 1)(degree + 2)/2 − 1 features a region; both axes run from −1 to 1 over the regions.
  package func features(_ ids: [String], _ coordinates: [SIMD2<Double>]) -> EmbeddingTable {
    precondition(ids.count == coordinates.count, "one pair of coordinates a region")
    var low = coordinates.first ?? .zero
    var high = low
    for point in coordinates {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let centre = (low + high) / 2
    var half = (high - low) / 2
    half.replace(with: 1, where: half .== 0)
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
