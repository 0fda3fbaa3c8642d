internal import Foundation

/// How well predictions fit labels, on one scale. Edge cases follow scikit-learn and SciPy; a score that
/// is not defined is NaN.
package struct RegressionScores: Sendable, Equatable {
  /// Coefficient of determination; NaN where labels are constant or fewer than two, of which nothing can be explained
  /// (sklearn.metrics.r2_score, but for its 0 and 1 of constant labels).
  package let r2: Double
  /// Root of the mean squared error, in units of the labels.
  package let rmse: Double
  /// Mean absolute error, in units of the labels.
  package let mae: Double
  /// Mean of |error| / |label| over the labels that are not 0, as a fraction.
  package let mape: Double
  /// How many labels `mape` leaves out because they are 0.
  package let zeroLabels: Int
  /// Pearson's correlation; NaN when either side is constant.
  package let pearson: Double
  /// Spearman's rank correlation, ties at their average rank; NaN when either side is constant.
  package let spearman: Double
  package let count: Int

  /// - Parameters:
  ///   - labels: observed values.
  ///   - predictions: as many predicted values.
  package init(labels: [Double], predictions: [Double]) {
    precondition(labels.count == predictions.count, "as many predictions as labels")
    count = labels.count
    let errors = zip(labels, predictions).map { $0 - $1 }
    let squared = errors.reduce(0) { $0 + $1 * $1 }
    let n = Double(labels.count)
    let isConstant = labels.allSatisfy { $0 == labels.first }
    r2 = isConstant ? .nan : Self.r2(labels: labels, squaredError: squared)
    rmse = (squared / n).squareRoot()
    mae = errors.reduce(0) { $0 + abs($1) } / n
    let relative = zip(labels, errors).filter { $0.0 != 0 }.map { abs($0.1) / abs($0.0) }
    zeroLabels = labels.count - relative.count
    mape = relative.reduce(0, +) / Double(relative.count)
    pearson = Self.correlation(labels, predictions)
    spearman = Self.correlation(averageRanks(labels), averageRanks(predictions))
  }

  /// R² alone, for early stopping.
  package static func r2(labels: [Double], predictions: [Double]) -> Double {
    let squared = zip(labels, predictions).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return r2(labels: labels, squaredError: squared)
  }

  private static func r2(labels: [Double], squaredError: Double) -> Double {
    guard let first = labels.first, labels.count > 1, squaredError.isFinite else { return .nan }
    // By equality, because the rounded mean of equal labels need not be the label.
    guard labels.contains(where: { $0 != first }) else { return squaredError == 0 ? 1 : 0 }
    let mean = labels.reduce(0, +) / Double(labels.count)
    let total = labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return 1 - squaredError / total
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    guard let x0 = x.first, let y0 = y.first, x.count > 1 else { return .nan }
    // Rounding leaves a constant with a variance of its own; SciPy asks for equality too.
    guard x.contains(where: { $0 != x0 }), y.contains(where: { $0 != y0 }) else { return .nan }
    let n = Double(x.count)
    let meanX = x.reduce(0, +) / n
    let meanY = y.reduce(0, +) / n
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    let correlation = xy / (xx.squareRoot() * yy.squareRoot())
    return correlation.isFinite ? min(1, max(-1, correlation)) : .nan
  }
}

/// Ranks from 1, ties at the mean of the ranks they span (scipy.stats.rankdata). NaN sorts nowhere: with
/// one among the values every rank is NaN.
package func averageRanks(_ values: [Double]) -> [Double] {
  guard !values.contains(where: \.isNaN) else { return values.map { _ in .nan } }
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}
