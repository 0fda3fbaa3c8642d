/// Quantiles of weighted values, linear between them: of n different values in order, the k-th (from 0) with weight w and
/// the weights before it adding up to W lies at k w + (n − 1) W, the last at (n − 1) times the sum of all weights. With
/// equal weights these are numpy's; it is exactextract's definition (equal values count as one of their common weight).
package struct WeightedQuantiles {
  private var values: [Double] = []
  private var places: [Double] = []
  private var end = 0.0

  /// - Parameter pairs: at least one; different values, ascending.
  package init(_ pairs: [WeightedValue]) {
    values.reserveCapacity(pairs.count)
    places.reserveCapacity(pairs.count)
    var before = 0.0
    for (index, pair) in pairs.enumerated() {
      values.append(pair.value)
      places.append(Double(index) * pair.weight + Double(pairs.count - 1) * before)
      before += pair.weight
    }
    end = before * Double(pairs.count - 1)
  }

  /// - Parameter share: from 0 to 1.
  package func callAsFunction(_ share: Double) -> Double {
    let place = share * end
    // The first value that lies behind the place.
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] > place { high = middle } else { low = middle + 1 }
    }
    guard low > 0 else { return values[0] }
    guard low < values.count else { return values[values.count - 1] }
    let (left, right) = (values[low - 1], values[low])
    return left + (place - places[low - 1]) * (right - left) / (places[low] - places[low - 1])
  }
}

/// Different values and the weights of each.
package struct WeightedValues {
  private var pairs: [WeightedValue] = []
  /// How many pairs are different and in order.
  private var merged = 0

  package init() {}

  package mutating func add(_ more: [WeightedValue]) {
    pairs += more
    // So that memory grows with the different values where they are few.
    if pairs.count > 1 << 16, pairs.count > 2 * merged { merge() }
  }

  /// Ascending.
  package mutating func sorted() -> [WeightedValue] {
    if merged < pairs.count { merge() }
    return pairs
  }

  private mutating func merge() {
    pairs.sort { ($0.value, $0.weight) < ($1.value, $1.weight) }
    var last = 0
    for index in pairs.indices.dropFirst() {
      if pairs[index].value == pairs[last].value {
        pairs[last].weight += pairs[index].weight
      } else {
        last += 1
        pairs[last] = pairs[index]
      }
    }
    pairs.removeLast(pairs.isEmpty ? 0 : pairs.count - last - 1)
    merged = pairs.count
  }
}
