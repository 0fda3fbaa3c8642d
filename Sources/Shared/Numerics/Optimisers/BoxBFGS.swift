/// Minimises a smooth function of a few variables within bounds, by a quasi-Newton method (BFGS; Nocedal &
/// Wright, Numerical Optimization, 2006, chapter 6) whose steps are projected into the box; variables that
/// the gradient holds at a bound rest there.
package struct BoxBFGS: Sendable {
  package struct Minimum: Sendable {
    package let point: [Double]
    package let value: Double
    package let evaluations: Int
  }

  package let bounds: [ClosedRange<Double>]
  /// Ends where a step is expected to gain no more than this.
  package let tolerance: Double
  package let mostEvaluations: Int
  /// The largest change of a variable in one step.
  private let longestStep = 2.0

  package init(bounds: [ClosedRange<Double>], tolerance: Double = 1e-8, mostEvaluations: Int = 200) {
    self.bounds = bounds
    self.tolerance = tolerance
    self.mostEvaluations = mostEvaluations
  }

  /// - Parameter function: value and gradient; a value that is not finite is one to keep away from.
  package func minimum(
    from start: [Double], _ function: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> Minimum {
    var point = inside(start)
    var (value, gradient) = try function(point)
    var evaluations = 1
    var inverse = Self.identity(point.count, 1)
    var isFresh = true
    while evaluations < mostEvaluations, value.isFinite {
      var direction = self.direction(inverse, gradient, at: point)
      if Self.dot(direction, gradient) >= 0, !isFresh {
        (inverse, isFresh) = (Self.identity(point.count, 1), true)
        direction = self.direction(inverse, gradient, at: point)
      }
      guard -Self.dot(direction, gradient) / 2 > tolerance else { break }
      var step = min(1, longestStep / (direction.map(abs).max() ?? 1))
      if isFresh { step = min(step, 1 / (direction.map(abs).max() ?? 1)) }
      var next: (point: [Double], value: Double, gradient: [Double])?
      while evaluations < mostEvaluations, step > 1e-6 {
        let candidate = inside(zip(point, direction).map { $0 + step * $1 })
        let gain = Self.dot(gradient, zip(candidate, point).map(-))
        let (newValue, newGradient) = try function(candidate)
        evaluations += 1
        if newValue.isFinite, newValue <= value + 1e-4 * gain {
          next = (candidate, newValue, newGradient)
          break
        }
        // The minimum of the parabola through both values with the slope at the start.
        let best = newValue.isFinite ? -gain / (2 * (newValue - value - gain)) : 0
        step *= min(0.5, max(0.1, best))
      }
      guard let next else {
        if isFresh { break }
        (inverse, isFresh) = (Self.identity(point.count, 1), true)
        continue
      }
      let change = zip(next.point, point).map(-)
      let bend = zip(next.gradient, gradient).map(-)
      let curvature = Self.dot(change, bend)
      if curvature > 1e-12 * (Self.dot(change, change) * Self.dot(bend, bend)).squareRoot() {
        if isFresh { inverse = Self.identity(point.count, curvature / Self.dot(bend, bend)) }
        inverse = Self.updated(inverse, change, bend, curvature)
        isFresh = false
      }
      (point, value, gradient) = next
    }
    return Minimum(point: point, value: value, evaluations: evaluations)
  }

  private func inside(_ point: [Double]) -> [Double] {
    zip(point, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
  }

  /// −H·gradient over the variables that are free to move.
  private func direction(_ inverse: [[Double]], _ gradient: [Double], at point: [Double]) -> [Double] {
    let free = point.indices.filter { index in
      gradient[index] > 0 ? point[index] > bounds[index].lowerBound : point[index] < bounds[index].upperBound
    }
    var direction = [Double](repeating: 0, count: point.count)
    for row in free {
      for column in free { direction[row] -= inverse[row][column] * gradient[column] }
    }
    return direction
  }

  /// (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ with ρ = 1/sᵀy.
  private static func updated(
    _ inverse: [[Double]], _ change: [Double], _ bend: [Double], _ curvature: Double
  ) -> [[Double]] {
    let product = inverse.map { dot($0, bend) }
    let factor = (1 + dot(bend, product) / curvature) / curvature
    var result = inverse
    for row in change.indices {
      for column in change.indices {
        let cross = change[row] * product[column] + product[row] * change[column]
        result[row][column] += factor * change[row] * change[column] - cross / curvature
      }
    }
    return result
  }

  private static func identity(_ count: Int, _ scale: Double) -> [[Double]] {
    (0..<count).map { row in (0..<count).map { $0 == row ? scale : 0 } }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
