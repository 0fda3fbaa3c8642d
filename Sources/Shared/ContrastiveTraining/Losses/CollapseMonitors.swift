internal import CKernels
package import Numerics
internal import Support

/// Signs of collapse: a contrastive loss can fall while embeddings crowd into a point or a line.
///
/// All but retrieval are of rows scaled to length 1. Deterministic. Linear in the number of pairs n,
/// except uniformity and retrieval, which compare all pairs of at most `limit` evenly spaced rows.
package struct CollapseMonitors: Sendable, Equatable {
  /// Of one set of embeddings [n, d].
  package struct Spread: Sendable, Equatable {
    /// Mean over features of the standard deviation: 1/√d when spread over the sphere, 0 when collapsed
    /// (Chen & He 2021).
    package var deviation: Double
    /// Mean cosine of two different rows: near 0 when spread, 1 when collapsed.
    package var meanCosine: Double
    /// log of the mean of exp(−2 ‖a − b‖²) over pairs of rows (Wang & Isola 2020): lower is more even, 0
    /// is collapsed.
    package var uniformity: Double
  }

  package var regions: Spread
  package var images: Spread
  /// Mean squared distance of an image and its region (Wang & Isola 2020).
  package var alignment: Double
  /// Share of images whose own region is strictly the most similar; of regions, whose own image is.
  /// Ties fail, so that a collapsed encoder scores 0.
  package var imageToRegion: Double
  package var regionToImage: Double

  /// - Parameters:
  ///   - regions, images: [n, d], row i of each a pair; without regions, what is of them or of both is NaN.
  ///   - similarity: as in the loss.
  ///   - limit: at least 2.
  package init(
    regions: Tensor?, images: Tensor, similarity: ContrastiveLoss.Similarity = .dot, limit: Int = 4096
  ) {
    let i = UnitRows(images).rows
    self.images = Self.spread(i, limit: limit)
    guard let regions else {
      self.regions = Spread(deviation: .nan, meanCosine: .nan, uniformity: .nan)
      (alignment, imageToRegion, regionToImage) = (.nan, .nan, .nan)
      return
    }
    precondition(regions.shape.count == 2 && regions.shape == images.shape && limit > 1, "pairs")
    let g = UnitRows(regions).rows
    self.regions = Self.spread(g, limit: limit)
    let distance = zip(g.buffer, i.buffer).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    alignment = distance / Double(max(1, regions.shape[0]))
    (imageToRegion, regionToImage) =
      similarity == .dot
      ? Self.retrieval(Self.sample(regions, limit), Self.sample(images, limit))
      : Self.retrieval(Self.sample(g, limit), Self.sample(i, limit))
  }

  private static func spread(_ x: Tensor, limit: Int) -> Spread {
    let (n, d) = (x.shape[0], x.shape[1])
    guard n > 1 else { return Spread(deviation: 0, meanCosine: 1, uniformity: 0) }
    var sums = [Double](repeating: 0, count: d)
    var squares = sums
    kn_column_moments(n, d, x.pointer, &sums, &squares)
    let count = Double(n)
    let deviation = zip(sums, squares).reduce(0.0) { total, column in
      let mean = column.0 / count
      return total + max(0, column.1 / count - mean * mean).squareRoot()
    }
    // Σ over a ≠ b of a·b = ‖Σ a‖² − Σ ‖a‖²
    let cosines = sums.reduce(0) { $0 + $1 * $1 } - squares.reduce(0, +)
    return Spread(
      deviation: deviation / Double(d), meanCosine: cosines / (count * (count - 1)),
      uniformity: uniformity(sample(x, limit)))
  }

  private static func uniformity(_ x: Tensor) -> Double {
    let n = x.shape[0]
    let squares = (0..<n).map { kn_sum_of_squares(x.shape[1], x.pointer + $0 * x.shape[1]) }
    let sums = forRows(of: x, with: x) { row, similarities in
      var sum = 0.0
      for column in (row + 1)..<n {
        sum += Elementary.exp(-2 * max(0, squares[row] + squares[column] - 2 * Double(similarities[column])))
      }
      return sum
    }
    return Elementary.log(sums.reduce(0, +) / (Double(n) * Double(n - 1) / 2))
  }

  private static func retrieval(_ regions: Tensor, _ images: Tensor) -> (Double, Double) {
    let n = regions.shape[0]
    func share(_ queries: Tensor, _ candidates: Tensor) -> Double {
      let hits = forRows(of: queries, with: candidates) { row, similarities in
        for column in 0..<n where column != row && similarities[column] >= similarities[row] { return 0 }
        return 1
      }
      return hits.reduce(0, +) / Double(max(1, n))
    }
    return (share(images, regions), share(regions, images))
  }

  /// Calls `body` with each row of a bᵀ, in blocks so that memory stays flat; results in row order.
  private static func forRows(
    of a: Tensor, with b: Tensor, _ body: @Sendable (Int, UnsafePointer<Float>) -> Double
  ) -> [Double] {
    let (n, m, d) = (a.shape[0], b.shape[0], a.shape[1])
    var results = [Double](repeating: 0, count: n)
    results.withUnsafeMutableBufferPointer { results in
      guard let base = results.baseAddress else { return }
      let results = Unchecked(base)
      Parallel.forRanges(n, grain: 64) { rows in
        let block = Tensor([rows.count, m])
        BLAS.gemm(
          transposeB: true, m: rows.count, n: m, k: d, a.pointer + rows.lowerBound * d, lda: d, b.pointer,
          ldb: d, block.pointer, ldc: m)
        for row in rows { results.value[row] = body(row, block.pointer + (row - rows.lowerBound) * m) }
      }
    }
    return results
  }

  /// At most `limit` rows, evenly spaced.
  private static func sample(_ x: Tensor, _ limit: Int) -> Tensor {
    let (n, d) = (x.shape[0], x.shape[1])
    guard n > limit else { return x }
    let result = Tensor([limit, d])
    for row in 0..<limit {
      (result.pointer + row * d).update(from: x.pointer + row * n / limit * d, count: d)
    }
    return result
  }
}
