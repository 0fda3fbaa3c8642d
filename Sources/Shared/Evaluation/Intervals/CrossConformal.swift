internal import Support

/// Intervals from out-of-fold residuals: CV+ (Barber, Candès, Ramdas & Tibshirani 2021, *Predictive inference
/// with the jackknife+*, Annals of Statistics 49:486, §3), which is jackknife+ where each region is a fold of its
/// own and split conformal prediction where there is one fold.
///
/// With μ₋ₖ the model fitted without fold k, k(i) the fold of region i and Rᵢ = |yᵢ − μ₋ₖ₍ᵢ₎(xᵢ)|, the interval of
/// a new x at the level 1 − α reaches from the ⌊α(n + 1)⌋-th smallest of μ₋ₖ₍ᵢ₎(x) − Rᵢ to the
/// ⌈(1 − α)(n + 1)⌉-th smallest of μ₋ₖ₍ᵢ₎(x) + Rᵢ. If x and the n regions are exchangeable it holds y with
/// probability 1 − 2α at least, whatever the model and the distribution, and 1 − α nearly where models of two
/// folds resemble each other. With whole blocks as folds what is exchangeable are the blocks.
///
/// Scores may be locally scaled: Rᵢ / σ₋ₖ₍ᵢ₎(xᵢ), with μ₋ₖ(x) ± σ₋ₖ(x)·score, for any σ > 0 that does not know the
/// labels of fold k.
///
/// Nothing undefined is passed over: a score or prediction that is not a number counts as beyond all others on
/// either side, and so widens.
package struct CrossConformal: Sendable, Equatable {
  /// The scores of each fold's regions, ascending.
  package let scores: [[Double]]

  /// Regions with a score, n.
  package var count: Int { scores.reduce(0) { $0 + $1.count } }
  package var foldCount: Int { scores.count }

  /// - Parameters:
  ///   - residuals: |y − μ₋ₖ(x)| of each region with a label, over its σ₋ₖ where scores are locally scaled.
  ///   - folds: the fold that each was left out with, from 0.
  ///   - foldCount: of all folds; those without a labelled region take no part.
  package init(residuals: [Double], folds: [Int], foldCount: Int) {
    precondition(residuals.count == folds.count, "a fold of each residual")
    var scores = [[Double]](repeating: [], count: foldCount)
    for (residual, fold) in zip(residuals, folds) {
      precondition(!(residual < 0), "residuals without sign")
      scores[fold].append(residual.isNaN ? .infinity : residual)
    }
    self.scores = scores.map { $0.sorted() }
  }

  /// The interval of a region that none of the folds holds.
  /// - Parameters:
  ///   - predictions: μ₋ₖ(x) of each fold's model; those of folds without scores are not looked at.
  ///   - scales: σ₋ₖ(x) > 0 of each fold, where scores are locally scaled.
  ///   - level: 1 − α, above 0 and below 1.
  package func interval(_ predictions: [Double], scales: [Double]? = nil, level: Double)
    -> PredictionInterval
  {
    precondition(predictions.count == foldCount && scales?.count ?? foldCount == foldCount, "of each fold")
    let rank = Self.rank(level: level, count: count)
    guard rank <= count else { return .unbounded }
    let factors = scales ?? [Double](repeating: 1, count: foldCount)
    func upper(_ shifts: [Double]) -> Double {
      AscendingLists(lists: scores, shifts: shifts, factors: factors).element(rank: rank)
    }
    // ⌊α(n + 1)⌋ = n + 1 − ⌈(1 − α)(n + 1)⌉: below is above, mirrored.
    return PredictionInterval(low: -upper(predictions.map { -$0 }), high: upper(predictions))
  }

  /// The intervals of many regions.
  /// - Parameter predictions: folds × regions, and `scales` likewise.
  package func intervals(_ predictions: [[Double]], scales: [[Double]]? = nil, level: Double)
    -> [PredictionInterval]
  {
    let count = predictions.first?.count ?? 0
    var intervals = [PredictionInterval](repeating: .unbounded, count: count)
    intervals.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      Parallel.forRanges(count, grain: 256) { regions in
        for region in regions {
          slots.value[region] = interval(
            predictions.map { $0[region] }, scales: scales?.map { $0[region] }, level: level)
        }
      }
    }
    return intervals
  }

  /// How far the interval of a labelled region reaches to either side of its out-of-fold prediction, for each
  /// fold that may hold it; ∞ where too few scores are left.
  ///
  /// Its own label must not tell where it lies, so CV+ does not apply. Its prediction is by μ₋ₖ alone, and a
  /// label drawn anew would miss that as the labels of other folds miss theirs: the margin is the
  /// ⌈(1 − α)(n′ + 1)⌉-th smallest of the n′ scores of the other folds (times σ₋ₖ(x) where scores are scaled),
  /// split conformal prediction with fold k as the new regions. It covers 1 − α of the labelled regions as far
  /// as scores of different folds are exchangeable. With one fold there are no others, and the margin is the
  /// ⌈(1 − α)n⌉-th smallest of its n scores: what every n − 1 of them promise the one that is left.
  package func ownMargins(level: Double) -> [Double] {
    let all = scores.flatMap { $0 }.sorted()
    func through(_ values: [Double], _ bound: Double) -> Int {
      values.indices.first(from: { values[$0] > bound })
    }
    return scores.map { own in
      // With one fold the greatest of its scores stands for the one that is left out.
      let own = foldCount > 1 ? own : Array(own.suffix(1))
      let rank = Self.rank(level: level, count: all.count - own.count)
      guard rank <= all.count - own.count else { return .infinity }
      return all[all.indices.first(from: { through(all, all[$0]) - through(own, all[$0]) >= rank })]
    }
  }
}

extension CrossConformal {
  /// ⌈(1 − α)(n + 1)⌉: which of n scores bounds at the level 1 − α; above n where none does.
  static func rank(level: Double, count: Int) -> Int {
    precondition(level > 0 && level < 1, "a level between 0 and 1")
    let exact = level * Double(count + 1)
    // A decimal level such as .9 is no double: what only rounding puts above a whole number is that number.
    let whole = exact.rounded()
    return Int(abs(exact - whole) <= 4 * exact.ulp ? whole : exact.rounded(.up))
  }

  /// The least number of labelled regions for finite bounds at a level: ⌈(1 − α) / α⌉, 9 for .9 and 19 for .95.
  package static func leastCount(level: Double) -> Int {
    var count = max(1, Int(level / (1 - level)) - 1)
    while rank(level: level, count: count) > count { count += 1 }
    return count
  }

  /// Why bounds are infinite at a level, in words; nil where none is.
  package func shortfall(level: Double) -> String? {
    let least = Self.leastCount(level: level)
    let words = "bounds of level \(level) need \(least) labelled regions with an out-of-fold prediction"
    guard count >= least else { return "\(words), not \(count)" }
    let others = count - (foldCount > 1 ? scores.map(\.count).max() ?? 0 : 1)
    guard others >= least else { return "\(words) beside those of a region's own fold, not \(others)" }
    return nil
  }
}
