internal import Geography
internal import Support

/// A stationary Gaussian-like random field in the plane, unit variance, mean 0: a sum of cosines with
/// random directions and phases (random Fourier features of a Gaussian kernel).
struct SmoothField: Sendable {
  private let waves: [(k: SIMD2<Double>, phase: Double)]

  /// - Parameter scale: correlation length in metres.
  init(seed: UInt64, _ purpose: String, scale: Double, count: Int = 48) {
    var random = Philox(seed: seed, purpose)
    waves = (0..<count).map { _ in
      (SIMD2(random.normal(), random.normal()) / scale, random.uniform(0, 2 * .pi))
    }
  }

  func callAsFunction(_ p: SIMD2<Double>) -> Double {
    waves.reduce(0) { $0 + Elementary.cos($1.k.dot(p) + $1.phase) } * (2 / Double(waves.count)).squareRoot()
  }
}

/// The river: a meandering line through the city, a function of place, so that neighbouring pictures
/// agree about it.
struct River: Sendable {
  private let direction: SIMD2<Double>
  private let offset: Double
  private let bends: [(k: Double, phase: Double, amplitude: Double)]
  private let halfWidth: Double

  init(seed: UInt64, radius: Double) {
    var random = Philox(seed: seed, "river")
    let angle = random.uniform(0, .pi)
    direction = SIMD2(Elementary.cos(angle), Elementary.sin(angle))
    offset = random.uniform(-0.3, 0.3) * radius
    halfWidth = random.uniform(60, 90)
    bends = [0.6, 1.4, 3.1].map { cycles in
      let k = 2 * .pi * cycles / max(2 * radius, 1000)
      return (k, random.uniform(0, 2 * .pi), 0.25 / k)
    }
  }

  /// Signed distance in metres to the bank (to first order), negative in the water.
  func distance(_ p: SIMD2<Double>) -> Double {
    let along = p.dot(direction)
    var across = direction.cross(p) - offset
    var slope = 0.0
    for bend in bends {
      across -= bend.amplitude * Elementary.sin(bend.k * along + bend.phase)
      slope += bend.amplitude * bend.k * Elementary.cos(bend.k * along + bend.phase)
    }
    return abs(across) / (1 + slope * slope).squareRoot() - halfWidth
  }
}
