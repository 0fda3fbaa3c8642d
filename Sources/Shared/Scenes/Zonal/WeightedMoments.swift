/// Weighted sum, mean, variance, lowest and highest of values, added in pieces.
struct WeightedMoments {
  private(set) var weight = 0.0
  private(set) var mean = 0.0
  /// Weighted sum of squared differences from the mean.
  private var squares = 0.0
  private(set) var lowest = Double.infinity
  private(set) var highest = -Double.infinity

  var sum: Double { weight * mean }
  var sd: Double { weight > 0 ? (squares / weight).squareRoot() : .nan }

  /// Adds values with their weights; of weight 0 none counts.
  mutating func add(_ pairs: ArraySlice<WeightedValue>) {
    var piece = WeightedMoments()
    var sum = 0.0
    for pair in pairs {
      piece.weight += pair.weight
      sum += pair.weight * pair.value
      piece.lowest = min(piece.lowest, pair.value)
      piece.highest = max(piece.highest, pair.value)
    }
    guard piece.weight > 0 else { return }
    piece.mean = sum / piece.weight
    for pair in pairs {
      let difference = pair.value - piece.mean
      piece.squares += pair.weight * difference * difference
    }
    merge(piece)
  }

  /// Chan, Golub and LeVeque, Algorithms for computing the sample variance (1983), equation 1.5b with weights.
  private mutating func merge(_ other: WeightedMoments) {
    let all = weight + other.weight
    let difference = other.mean - mean
    squares += other.squares + difference * difference * weight * other.weight / all
    mean += difference * other.weight / all
    weight = all
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }
}

/// A sample and the share of its pixel that counts.
package struct WeightedValue {
  package let value: Double
  package var weight: Double

  package init(value: Double, weight: Double) {
    self.value = value
    self.weight = weight
  }
}
