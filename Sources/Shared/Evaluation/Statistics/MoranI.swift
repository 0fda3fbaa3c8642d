internal import Prediction
internal import Support

/// Moran's I (Biometrika 37, 1950): whether places near each other have values alike. Weights are 1/k for each
/// of the k nearest places and 0 for others.
package struct MoranI: Sendable {
  /// The k nearest others of each place.
  let neighbours: [[Int]]

  /// - Parameters:
  ///   - coordinates: longitude and latitude in degrees; at least two.
  ///   - neighbours: k; all others where there are fewer.
  package init(_ coordinates: [SIMD2<Double>], neighbours k: Int) {
    let all = Array(coordinates.indices)
    let index = SphereIndex(coordinates, members: all)
    let k = max(1, min(k, coordinates.count - 1))
    neighbours = all.map { place in
      // Of places on one spot the place itself may come late, or not at all.
      Array(index.nearest(to: coordinates[place], k: k + 1).filter { $0 != place }.prefix(k))
    }
  }

  /// Its expectation where values are strewn at random: −1 / (n − 1).
  package var expectation: Double { -1 / Double(neighbours.count - 1) }

  /// I of one value a place; NaN where all are equal.
  package func callAsFunction(_ values: [Double]) -> Double {
    guard let (deviations, squares) = Self.centred(values) else { return .nan }
    return cross(deviations) / squares
  }

  /// The standard score of I if values are normal and independent (Cliff & Ord 1981).
  package func normalScore(_ values: [Double]) -> Double {
    let n = Double(neighbours.count)
    var incoming = [Double](repeating: 0, count: neighbours.count)
    var pairs = 0.0
    let sets = neighbours.map(Set.init)
    for (place, others) in neighbours.enumerated() {
      let weight = 1 / Double(others.count)
      for other in others {
        incoming[other] += weight
        // (wᵢⱼ + wⱼᵢ)², halved over both orders.
        let back = sets[other].contains(place) ? 1 / Double(neighbours[other].count) : 0
        pairs += weight * weight + weight * back
      }
    }
    let sums = incoming.reduce(0) { $0 + (1 + $1) * (1 + $1) }
    let variance = (n * n * pairs - n * sums + 3 * n * n) / (n * n * (n * n - 1)) - expectation * expectation
    return (self(values) - expectation) / variance.squareRoot()
  }

  /// P of a mean I as great as that of `runs`, or greater, where places are shuffled, the same way in every run.
  /// - Parameter runs: the values of each place in each run.
  package func permutationP(_ runs: [[Double]], permutations: Int, seed: UInt64) -> Double {
    let runs = runs.compactMap(Self.centred)
    guard !runs.isEmpty else { return .nan }
    func mean(_ order: [Int]?) -> Double {
      runs.reduce(0) { sum, run in
        sum + cross(order.map { order in order.map { run.deviations[$0] } } ?? run.deviations) / run.squares
      }
    }
    let observed = mean(nil)
    var random = Philox(seed: seed, "moran")
    var order = Array(neighbours.indices)
    var greater = 0
    for _ in 0..<permutations {
      random.shuffle(&order)
      if mean(order) >= observed { greater += 1 }
    }
    return Double(greater + 1) / Double(permutations + 1)
  }

  private static func centred(_ values: [Double]) -> (deviations: [Double], squares: Double)? {
    let mean = values.reduce(0, +) / Double(values.count)
    let deviations = values.map { $0 - mean }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let noise = Double(values.count) * mean * mean * .ulpOfOne
    return squares > noise * .ulpOfOne && squares.isFinite ? (deviations, squares) : nil
  }

  /// Each deviation times the mean of its neighbours'.
  private func cross(_ deviations: [Double]) -> Double {
    deviations.withUnsafeBufferPointer { deviations in
      var sum = 0.0
      for (place, others) in neighbours.enumerated() {
        var near = 0.0
        for other in others { near += deviations[other] }
        sum += deviations[place] * near / Double(others.count)
      }
      return sum
    }
  }
}
