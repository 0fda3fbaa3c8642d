extension SIMD2<Double> {
  /// The z-component of the cross product.
  package func cross(_ q: Self) -> Double { x * q.y - y * q.x }
  package func dot(_ q: Self) -> Double { x * q.x + y * q.y }
  /// Euclidean length.
  package var norm: Double { dot(self).squareRoot() }
}
