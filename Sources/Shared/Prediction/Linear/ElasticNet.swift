internal import Numerics
internal import Support

/// Elastic net by coordinate descent (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33(1), 2010), on the
/// scale of sklearn.linear_model.ElasticNet:
/// min ‖y − b − Xw‖² / 2n + λρ‖w‖₁ + λ(1 − ρ)‖w‖² / 2, the intercept b without penalty.
package struct ElasticNet {
  package struct Fit {
    /// λ.
    package let penalty: Double
    package let weights: [Double]
    package let intercept: Double

    /// The prediction for one row of features.
    package func prediction(_ row: ArraySlice<Double>) -> Double {
      zip(row, weights).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
  }

  private static let mostSweeps = 10_000
  /// Sweeps over the features in use before all are looked at again.
  private static let usedSweeps = 20

  private let rows: Int
  private let columns: Int
  /// columns × rows: the centred features.
  private let features: [Double]
  private let means: [Double]
  private let labels: [Double]
  private let labelMean: Double
  /// Squared lengths of the features; 0 for those that rounding alone tells from a constant.
  private let squares: [Double]
  /// XᵀX where it is the smaller to work with.
  private let gram: [Double]

  /// - Parameters:
  ///   - design: rows × columns, row-major, the features on one scale.
  ///   - labels: one a row.
  package init(_ design: [Double], rows: Int, columns: Int, labels: [Double]) {
    precondition(design.count == rows * columns && labels.count == rows && rows > 0, "design and labels")
    self.rows = rows
    self.columns = columns
    let labelMean = labels.reduce(0, +) / Double(rows)
    self.labelMean = labelMean
    self.labels = labels.map { $0 - labelMean }
    var features = [Double](repeating: 0, count: rows * columns)
    var means = [Double](repeating: 0, count: columns)
    var squares = means
    for column in 0..<columns {
      let values = (0..<rows).map { design[$0 * columns + column] }
      let mean = values.reduce(0, +) / Double(rows)
      means[column] = mean
      for row in 0..<rows { features[column * rows + row] = values[row] - mean }
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      squares[column] = square > Double(rows) * .ulpOfOne * max(1, mean * mean) ? square : 0
    }
    self.features = features
    self.means = means
    self.squares = squares
    if columns <= rows {
      var gram = [Double](repeating: 0, count: columns * columns)
      BLAS.gemm(
        transposeB: true, m: columns, n: columns, k: rows, features, lda: rows, features, ldb: rows, &gram,
        ldc: columns)
      self.gram = gram
    } else {
      gram = []
    }
  }

  /// A path of penalties, from the least that leaves no feature down to `share` of it, in equal ratios.
  /// - Parameter l1Ratio: ρ, above 0.
  package func penalties(l1Ratio: Double, count: Int = 50, share: Double = 1e-3) -> [Double] {
    let start = gradient(labels).reduce(0) { max($0, abs($1)) } / (Double(rows) * l1Ratio)
    return (0..<count).map { start * Elementary.pow(share, Double($0) / Double(max(1, count - 1))) }
  }

  /// The fits along falling penalties, each started from the one before.
  /// - Parameter tolerance: the largest step of a last sweep, as a share of the labels' deviation.
  package func path(l1Ratio: Double, penalties: [Double], tolerance: Double = 1e-5) -> [Fit] {
    var weights = [Double](repeating: 0, count: columns)
    // Xᵀ(y − Xw) with the Gram matrix, else y − Xw.
    var state = gram.isEmpty ? labels : gradient(labels)
    let deviation = (labels.reduce(0) { $0 + $1 * $1 } / Double(rows)).squareRoot()
    return penalties.map { penalty in
      descend(&weights, &state, penalty: penalty, l1Ratio: l1Ratio, smallest: tolerance * deviation)
      let offset = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
      return Fit(penalty: penalty, weights: weights, intercept: labelMean - offset)
    }
  }

  private func descend(
    _ weights: inout [Double], _ state: inout [Double], penalty: Double, l1Ratio: Double, smallest: Double
  ) {
    let threshold = penalty * l1Ratio * Double(rows)
    let shrinkage = penalty * (1 - l1Ratio) * Double(rows)
    let all = squares.indices.filter { squares[$0] > 0 }
    var members = all
    for sweep in 1...Self.mostSweeps {
      var largest = 0.0
      for column in members {
        let pull = correlation(column, state) + squares[column] * weights[column]
        let excess = max(0, abs(pull) - threshold)
        let weight = (pull < 0 ? -excess : excess) / (squares[column] + shrinkage)
        let step = weight - weights[column]
        guard step != 0 else { continue }
        weights[column] = weight
        move(&state, column, by: -step)
        largest = max(largest, abs(step))
      }
      let isComplete = members.count == all.count
      if largest <= smallest && isComplete { return }
      // Most features stay unused: sweep over the others until they settle, or now and then all.
      let looksAtAll = largest <= smallest || sweep % Self.usedSweeps == 0
      members = looksAtAll ? all : all.filter { weights[$0] != 0 }
    }
  }

  private func gradient(_ values: [Double]) -> [Double] {
    (0..<columns).map { column in
      (0..<rows).reduce(0) { $0 + features[column * rows + $1] * values[$1] }
    }
  }

  private func correlation(_ column: Int, _ state: [Double]) -> Double {
    guard gram.isEmpty else { return state[column] }
    var sum = 0.0
    for row in 0..<rows { sum += features[column * rows + row] * state[row] }
    return sum
  }

  /// Follows a step of one weight: adds `factor` times its feature, or its row of the Gram matrix.
  private func move(_ state: inout [Double], _ column: Int, by factor: Double) {
    let source = gram.isEmpty ? features : gram
    let start = column * state.count
    source.withUnsafeBufferPointer { source in
      for index in state.indices { state[index] += factor * source[start + index] }
    }
  }
}
