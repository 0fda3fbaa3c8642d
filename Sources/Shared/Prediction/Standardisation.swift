package import HDF5
package import Schemas
internal import Support

/// Mean and standard deviation of every feature over some regions, as
/// sklearn.preprocessing.StandardScaler computes them: a feature without spread is only centred.
package struct Standardisation: Sendable, Equatable {
  package let means: [Double]
  package let scales: [Double]

  package init(_ features: EmbeddingTable, rows: [Int]) {
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
  package func apply(_ features: EmbeddingTable, rows: some Collection<Int>) -> [Double] {
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

extension Standardisation {
  /// Writes `mean` and `scale` below `group`.
  package func write(to file: borrowing HDF5File, at group: String) throws {
    for (name, values) in [("mean", means), ("scale", scales)] {
      try file.write(
        values, to: "\(group)/\(name)", shape: [values.count],
        HDF5Layout("\(name) of each feature over the training regions", dimensions: []))
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where there are not `dimension` means and positive scales.
  package init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    means = try file.read("\(group)/mean", shape: [dimension])
    scales = try file.read("\(group)/scale", shape: [dimension])
    guard scales.allSatisfy({ $0 > 0 }) else {
      throw Failure.data("\(file.name): \(group)/scale", "is not positive")
    }
  }
}
