package import Schemas
internal import Support

/// Trees on bootstrap samples, each split among features of its own draw; the mean of their predictions
/// (Breiman, Machine Learning 45, 2001).
package struct RandomForest: Sendable {
  let trees: [RegressionTree]

  /// - Parameters:
  ///   - rows: the regions to grow on.
  ///   - labels: one for each region.
  ///   - item: tells forests of one seed apart.
  ///   - bootstraps: whether a tree sees as many rows as there are, drawn with replacement, instead of each.
  package init(
    _ features: EmbeddingTable, rows: [Int], labels: [Double], settings: TreeSettings, trees count: Int,
    seed: UInt64, item: UInt64 = 0, bootstraps: Bool = true
  ) {
    let bins = FeatureBins(features, rows: rows)
    let labels = rows.map { labels[$0] }
    var trees = [RegressionTree](repeating: RegressionTree(nodes: []), count: count)
    trees.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      Parallel.forEach(count) { tree in
        var random = Philox(seed: seed, "forest \(item)", UInt64(tree))
        let sample = rows.indices.map { bootstraps ? random.index(below: rows.count) : $0 }
        var grower = TreeGrower(bins, settings, random: random)
        slots.value[tree] = grower.grow(labels, sample: sample)
      }
    }
    self.trees = trees
  }

  /// The predictions of regions with the features `table`.
  package func predictions(_ table: EmbeddingTable, rows: [Int]) -> [Double] {
    table.values.withUnsafeBufferPointer { values in
      rows.map { row in
        let own = values[(row * table.dimension)..<((row + 1) * table.dimension)]
        return trees.reduce(0) { $0 + $1.prediction(own) } / Double(trees.count)
      }
    }
  }
}
