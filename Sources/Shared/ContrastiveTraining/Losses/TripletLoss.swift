package import Numerics

/// The loss that brings a region's vector nearer to a neighbour's than to a distant region's (Tile2Vec; Jean et al., AAAI
/// 2019, equations 1 and 2):
///
///     L = mean of [‖a − n‖ − ‖a − d‖ + margin]₊ + penalty · (‖a‖ + ‖n‖ + ‖d‖)
///
/// over the triplets of a batch, with Euclidean norms.
package struct TripletLoss: Sendable, Equatable {
  package var margin: Double
  /// λ, which keeps vectors from growing until every distance exceeds the margin.
  package var penalty: Double

  package init(margin: Double, penalty: Double) {
    self.margin = margin
    self.penalty = penalty
  }

  /// - Parameter vectors: a, then n, then d: [3n, d].
  /// - Returns: the loss and its gradient by `vectors`.
  package func evaluate(_ vectors: Tensor) -> (value: Double, gradient: Tensor) {
    let (count, width) = (vectors.shape[0] / 3, vectors.shape[1])
    precondition(vectors.shape[0] == 3 * count, "triplets")
    let gradient = Tensor(vectors.shape)
    let share = 1 / Double(max(1, count))
    var total = 0.0
    for row in 0..<count {
      let places = [0, 1, 2].map { ($0 * count + row) * width }
      let near = distance(vectors, places[0], places[1], width)
      let far = distance(vectors, places[0], places[2], width)
      let hinge = near - far + margin
      if hinge > 0 {
        total += hinge
        for column in 0..<width {
          let a = Double(vectors[places[0] + column])
          let towards = near > 0 ? share * (a - Double(vectors[places[1] + column])) / near : 0
          let away = far > 0 ? share * (a - Double(vectors[places[2] + column])) / far : 0
          gradient[places[0] + column] = Float(towards - away)
          gradient[places[1] + column] = Float(-towards)
          gradient[places[2] + column] = Float(away)
        }
      }
      guard penalty > 0 else { continue }
      for place in places {
        let norm = length(vectors, place, width)
        total += penalty * norm
        guard norm > 0 else { continue }
        for index in place..<(place + width) {
          gradient[index] += Float(share * penalty * Double(vectors[index]) / norm)
        }
      }
    }
    return (share * total, gradient)
  }

  private func length(_ x: Tensor, _ place: Int, _ width: Int) -> Double {
    var sum = 0.0
    for index in place..<(place + width) { sum += Double(x[index]) * Double(x[index]) }
    return sum.squareRoot()
  }

  private func distance(_ x: Tensor, _ one: Int, _ other: Int, _ width: Int) -> Double {
    var sum = 0.0
    for column in 0..<width {
      let difference = Double(x[one + column]) - Double(x[other + column])
      sum += difference * difference
    }
    return sum.squareRoot()
  }
}
