internal import Schemas

/// Mean and standard deviation of every feature over some regions, as
/// sklearn.preprocessing.StandardScaler computes them: a feature without spread is only centred.
struct Standardisation {
  let means: [Double]
  let scales: [Double]

  init(_ features: EmbeddingTable, rows: [Int]) {
    let n = Double(rows.count)
    var means = [Double](repeating: 0, count: features.dimension)
    for row in rows {
      for (column, value) in features.row(row).enumerated() { means[column] += Double(value) }
    }
    for column in means.indices { means[column] /= n }
    var variances = [Double](repeating: 0, count: features.dimension)
    for row in rows {
      for (column, value) in features.row(row).enumerated() {
        let difference = Double(value) - means[column]
        variances[column] += difference * difference
      }
    }
    self.means = means
    scales = zip(variances, means).map { sum, mean in
      let variance = sum / n
      // Spread that rounding alone explains is none.
      let noise = n * .ulpOfOne * variance + (n * mean * .ulpOfOne) * (n * mean * .ulpOfOne)
      return variance <= noise ? 1 : variance.squareRoot()
    }
  }

  /// The standardised features of `rows`, row-major.
  func apply(_ features: EmbeddingTable, rows: [Int]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(rows.count * features.dimension)
    for row in rows {
      for (column, value) in features.row(row).enumerated() {
        result.append((Double(value) - means[column]) / scales[column])
      }
    }
    return result
  }
}
