internal import Prediction
package import Schemas
internal import Support

/// How hard a region is to predict, σ₋ₖ(x), by the labels of regions like it: their standard deviation among the 25
/// regions with the nearest standardised features, and half of that among all (Papadopoulos, Vovk & Gammerman 2011,
/// *Regression Conformal Prediction with Nearest Neighbours*, JAIR 40:815, §4, with the deviation of labels, ξ, and γ).
///
/// Regions of fold k itself take no part in σ₋ₖ, so that it does not know their labels and scaled scores are as
/// exchangeable as others.
package struct LocalScale: Sendable {
  /// Regions with labels.
  package let training: EmbeddingTable
  package let labels: [Double]
  /// The fold that leaves each out; −1 for none.
  package let folds: [Int]
  package let foldCount: Int
  private let scaling: Standardisation
  private let points: WeightedFeatures
  /// Deviation of all labels outside each fold.
  private let whole: [Double]
  private static let neighbours = 25

  package init(training: EmbeddingTable, labels: [Double], folds: [Int], foldCount: Int) {
    precondition(labels.count == training.ids.count && folds.count == labels.count, "of each region")
    self.training = training
    self.labels = labels
    self.folds = folds
    self.foldCount = foldCount
    scaling = Standardisation(training, rows: Array(training.ids.indices))
    points = WeightedFeatures(training, scaling)
    whole = (0..<foldCount).map { fold in
      Self.deviation(labels.indices.filter { folds[$0] != fold }.map { labels[$0] })
    }
  }

  /// σ₋ₖ of regions, for each fold; 1 where labels do not differ, or regions have no features.
  package func scales(of features: EmbeddingTable) -> [[Double]] {
    let count = features.ids.count
    guard features.dimension > 0 else { return whole.map { _ in [Double](repeating: 1, count: count) } }
    let near = nearest(to: WeightedFeatures(features, scaling))
    return (0..<foldCount).map { fold in
      (0..<count).map { row in
        guard whole[fold] > 0 else { return 1 }
        let own = near[near.count > count ? fold * count + row : row].entries.map(\.index)
        let others = own.filter { folds[$0] != fold }.prefix(Self.neighbours)
        return Self.deviation(others.map { labels[$0] }) + whole[fold] / 2
      }
    }
  }

  /// The nearest regions of each row, outside each fold (folds × rows); where folds are so small that one list
  /// serves them all, that (rows).
  private func nearest(to rows: WeightedFeatures) -> [NearestList] {
    var sizes = [Int](repeating: 0, count: foldCount)
    for fold in folds where fold >= 0 { sizes[fold] += 1 }
    let largest = sizes.max() ?? 0
    let isOne = largest <= Self.neighbours
    let list = NearestList(capacity: Self.neighbours + (isOne ? largest : 0))
    var lists = [NearestList](repeating: list, count: rows.count * (isOne ? 1 : foldCount))
    lists.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      rows.forEachBlock(of: points) { row, others, squared in
        for (place, other) in others.enumerated() {
          if isOne {
            slots.value[row].offer(other, at: squared[place])
            continue
          }
          for fold in 0..<foldCount where folds[other] != fold {
            slots.value[fold * rows.count + row].offer(other, at: squared[place])
          }
        }
      }
    }
    return lists
  }

  /// σ₋ₖ of each training region for the fold that leaves it out; 1 where none does.
  package var ownScales: [Double] {
    let scales = scales(of: training)
    return folds.enumerated().map { row, fold in fold < 0 ? 1 : scales[fold][row] }
  }

  private static func deviation(_ labels: [Double]) -> Double {
    guard !labels.isEmpty else { return 0 }
    let mean = labels.reduce(0, +) / Double(labels.count)
    let sum = labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (sum / Double(labels.count)).squareRoot()
  }
}
