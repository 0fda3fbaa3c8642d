internal import Foundation

/// The distribution of one observation given a few others: scratch for many such.
///
/// With A the covariance of those and a theirs with the one, it is wᵀy ± √F for w = A⁻¹a and
/// F = 1 + φ − aᵀw, over the noise's variance.
final class VecchiaBlock {
  /// Slopes by ln φ and ln ℓ.
  struct Slopes {
    var weights: [UnsafeMutablePointer<Double>]
    var variances = [0.0, 0.0]
  }

  private let capacity: Int
  private let memory: UnsafeMutablePointer<Double>
  /// The upper Cholesky factor of A, and the slope of A by ln ℓ above its diagonal.
  private let factor: UnsafeMutablePointer<Double>
  private let slope: UnsafeMutablePointer<Double>
  private let cross: UnsafeMutablePointer<Double>
  private let crossSlope: UnsafeMutablePointer<Double>
  /// w.
  let weights: UnsafeMutablePointer<Double>
  /// F.
  private(set) var variance = 1.0
  private(set) var slopes: Slopes

  /// - Parameter capacity: the most that is conditioned on.
  init(capacity: Int) {
    self.capacity = capacity
    memory = .allocate(capacity: 2 * capacity * capacity + 5 * capacity + 1)
    memory.initialize(repeating: 0, count: 2 * capacity * capacity + 5 * capacity + 1)
    factor = memory
    slope = factor + capacity * capacity
    cross = slope + capacity * capacity
    crossSlope = cross + capacity
    weights = crossSlope + capacity
    slopes = Slopes(weights: [weights + capacity, weights + 2 * capacity])
  }

  deinit { memory.deallocate() }

  /// - Returns: whether A is positive definite within rounding.
  func condition(
    _ place: SIMD3<Double>, on others: some RandomAccessCollection<SIMD3<Double>>, field: Double,
    _ kernel: MaternKernel, slopes wantsSlopes: Bool
  ) -> Bool {
    let count = others.count
    var row = 0
    for point in others {
      let upper = factor + row * capacity
      upper[row] = 1 + field
      var column = 0
      for other in others {
        if column > row {
          let (value, slope) = kernel.withSlope(EarthChord.distance(point, other))
          upper[column] = field * value
          self.slope[row * capacity + column] = field * slope
        }
        column += 1
      }
      let (value, slope) = kernel.withSlope(EarthChord.distance(point, place))
      cross[row] = field * value
      crossSlope[row] = field * slope
      row += 1
    }
    guard factorise(count) else { return false }
    for index in 0..<count { weights[index] = cross[index] }
    solve(weights, count)
    variance = 1 + field - dot(cross, weights, count)
    guard variance > 0 else { return false }
    if wantsSlopes { findSlopes(count, field) }
    return true
  }

  /// dw = A⁻¹(da − dA w) and dF = dφ − 2wᵀda + wᵀdA w.
  private func findSlopes(_ count: Int, _ field: Double) {
    // By ln φ: dA = A − I and da = a, so that da − dA w = w.
    let byField = slopes.weights[0]
    for index in 0..<count { byField[index] = weights[index] }
    solve(byField, count)
    slopes.variances[0] = field - dot(cross, weights, count) - dot(weights, weights, count)

    let byRange = slopes.weights[1]
    for index in 0..<count { byRange[index] = 0 }
    for row in 0..<count {
      let upper = slope + row * capacity
      var sum = 0.0
      for column in (row + 1)..<max(count, row + 1) {
        sum += upper[column] * weights[column]
        byRange[column] += upper[column] * weights[row]
      }
      byRange[row] += sum
    }
    slopes.variances[1] = dot(weights, byRange, count) - 2 * dot(weights, crossSlope, count)
    for index in 0..<count { byRange[index] = crossSlope[index] - byRange[index] }
    solve(byRange, count)
  }

  /// A = UᵀU, a row of U after the other, in loops without sums.
  private func factorise(_ count: Int) -> Bool {
    for pivot in 0..<count {
      let upper = factor + pivot * capacity
      guard upper[pivot] > 0 else { return false }
      let root = upper[pivot].squareRoot()
      let share = 1 / root
      upper[pivot] = root
      for column in (pivot + 1)..<max(count, pivot + 1) { upper[column] *= share }
      for row in (pivot + 1)..<max(count, pivot + 1) {
        let target = factor + row * capacity
        let factor = upper[row]
        for column in row..<count { target[column] -= factor * upper[column] }
      }
    }
    return true
  }

  /// b ← A⁻¹b.
  private func solve(_ b: UnsafeMutablePointer<Double>, _ count: Int) {
    for row in 0..<count {
      let upper = factor + row * capacity
      b[row] /= upper[row]
      let value = b[row]
      for column in (row + 1)..<max(count, row + 1) { b[column] -= value * upper[column] }
    }
    for row in (0..<count).reversed() {
      let upper = factor + row * capacity
      var sum = b[row]
      for column in (row + 1)..<max(count, row + 1) { sum -= upper[column] * b[column] }
      b[row] = sum / upper[row]
    }
  }

  private func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = 0.0
    for index in 0..<count { sum += a[index] * b[index] }
    return sum
  }

  /// Adds the rows of a set by their weights, times a factor.
  static func add(
    _ set: ArraySlice<Int32>, _ weights: UnsafePointer<Double>, times factor: Double, _ design: [Double],
    _ columns: Int, to target: UnsafeMutablePointer<Double>
  ) {
    design.withUnsafeBufferPointer { design in
      for (place, other) in set.enumerated() {
        let weight = factor * weights[place]
        let start = Int(other) * columns
        for column in 0..<columns { target[column] += weight * design[start + column] }
      }
    }
  }
}
