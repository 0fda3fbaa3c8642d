internal import Numerics

/// The eigendecomposition of one design matrix, and ridge fits by it for any labels and penalties.
package struct RidgeSolver {
  package struct Fit {
    package let penalty: Double
    package let weights: [Double]
    package let intercept: Double
    /// Mean squared leave-one-out error of every penalty tried.
    package let leaveOneOut: [Double]
  }

  private let rows: Int
  private let columns: Int
  private let means: [Double]
  /// rows × rank: the centred design on its principal axes.
  private let scores: [Double]
  /// rank × columns: the axes.
  private let axes: [Double]
  /// Squared lengths of the columns of `scores`.
  private let strengths: [Double]
  private var rank: Int { strengths.count }

  /// - Parameter design: rows × columns, row-major.
  package init(_ design: [Double], rows: Int, columns: Int) throws {
    precondition(design.count == rows * columns && rows > 0, "design matrix")
    self.rows = rows
    self.columns = columns
    var means = [Double](repeating: 0, count: columns)
    for row in 0..<rows {
      for column in 0..<columns { means[column] += design[row * columns + column] / Double(rows) }
    }
    let x = (0..<(rows * columns)).map { design[$0] - means[$0 % columns] }
    self.means = means

    // The smaller of XᵀX and XXᵀ has all the spectrum.
    let primal = columns <= rows
    let size = primal ? columns : rows
    var gram = [Double](repeating: 0, count: size * size)
    BLAS.gemm(
      transposeA: primal, transposeB: !primal, m: size, n: size, k: primal ? rows : columns, x, lda: columns,
      x, ldb: columns, &gram, ldc: size)
    let (values, vectors) = try BLAS.symmetricEigen(gram, n: size)
    // Directions without any spread carry neither fit nor leverage.
    let floor = (values.last ?? 0) * Double(max(rows, columns)) * .ulpOfOne
    let kept = values.indices.filter { values[$0] > floor }
    strengths = kept.map { values[$0] }
    let basis = kept.flatMap { vectors[($0 * size)..<(($0 + 1) * size)] }
    let rank = kept.count
    var scores = [Double](repeating: 0, count: rows * rank)
    var axes = [Double](repeating: 0, count: rank * columns)
    if primal {
      axes = basis
      BLAS.gemm(
        transposeB: true, m: rows, n: rank, k: columns, x, lda: columns, basis, ldb: columns, &scores,
        ldc: rank)
    } else {
      BLAS.gemm(m: rank, n: columns, k: rows, basis, lda: rows, x, ldb: columns, &axes, ldc: columns)
      for axis in 0..<rank {
        let length = strengths[axis].squareRoot()
        for row in 0..<rows { scores[row * rank + axis] = basis[axis * rows + row] * length }
        for column in 0..<columns { axes[axis * columns + column] /= length }
      }
    }
    self.scores = scores
    self.axes = axes
  }

  /// The fit with the penalty of least leave-one-out error; the first of equals.
  package func fit(_ labels: [Double], penalties: [Double]) -> Fit {
    precondition(labels.count == rows && !penalties.isEmpty, "labels and penalties")
    let mean = labels.reduce(0, +) / Double(rows)
    let centred = labels.map { $0 - mean }
    var projection = [Double](repeating: 0, count: rank)
    for row in 0..<rows {
      for axis in 0..<rank { projection[axis] += scores[row * rank + axis] * centred[row] }
    }
    let errors = penalties.map { leaveOneOutError($0, centred, projection) }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    var weights = [Double](repeating: 0, count: columns)
    for axis in 0..<rank {
      let coefficient = projection[axis] / (strengths[axis] + penalties[best])
      for column in 0..<columns { weights[column] += coefficient * axes[axis * columns + column] }
    }
    let intercept = mean - zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
    return Fit(penalty: penalties[best], weights: weights, intercept: intercept, leaveOneOut: errors)
  }

  private func leaveOneOutError(_ penalty: Double, _ centred: [Double], _ projection: [Double]) -> Double {
    let shrinkage = strengths.map { 1 / ($0 + penalty) }
    let coefficients = zip(projection, shrinkage).map(*)
    var sum = 0.0
    for row in 0..<rows {
      var fitted = 0.0
      // The intercept's own leverage.
      var leverage = 1 / Double(rows)
      for axis in 0..<rank {
        let score = scores[row * rank + axis]
        fitted += score * coefficients[axis]
        leverage += score * score * shrinkage[axis]
      }
      let residual = (centred[row] - fitted) / max(1 - leverage, .leastNormalMagnitude)
      sum += residual * residual
    }
    return sum / Double(rows)
  }
}
