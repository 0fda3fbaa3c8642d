internal import Support

/// Grows regression trees on binned features by greatest decrease of squared error, as
/// sklearn.tree.DecisionTreeRegressor does; a threshold lies halfway between the values it divides.
struct TreeGrower {
  private struct Split {
    var score = -Double.infinity
    var feature = -1
    var bin = 0
  }

  private struct Pending {
    let node: Int
    let range: Range<Int>
    let depth: Int
  }

  private let features: FeatureBins
  private let settings: TreeSettings
  private var random: Philox
  /// All features; the first ones of a draw are tried.
  private var order: [Int]
  /// Row numbers with their labels and a count of 1, those of a node side by side.
  private var rows: [Int32] = []
  private var labels: [SIMD2<Double>] = []
  /// Sum and count of each bin, zero between searches; which are occupied, a bit each.
  private var histogram = [SIMD2<Double>](repeating: .zero, count: FeatureBins.limit)
  private var occupied = [UInt64](repeating: 0, count: FeatureBins.limit / 64)

  init(_ features: FeatureBins, _ settings: TreeSettings, random: Philox) {
    self.features = features
    self.settings = settings
    self.random = random
    order = Array(0..<features.columns)
  }

  /// - Parameters:
  ///   - labels: one for each row of the features.
  ///   - sample: the rows to grow on, with repetitions.
  mutating func grow(_ labels: [Double], sample: [Int]) -> RegressionTree {
    rows = sample.map(Int32.init)
    self.labels = sample.map { SIMD2(labels[$0], 1) }
    var nodes = [RegressionTree.Node()]
    var pending = [Pending(node: 0, range: sample.indices, depth: 0)]
    while let next = pending.popLast() {
      let total = self.labels[next.range].reduce(into: .zero, +=)
      nodes[next.node].value = total.x / total.y
      guard next.depth < settings.depth, next.range.count >= 2 * max(1, settings.leaf),
        varies(next.range, mean: total.x / total.y)
      else { continue }
      let split = search(next.range, total)
      guard split.feature >= 0 else { continue }
      let (middle, threshold) = divide(next.range, split)
      let child = nodes.count
      nodes[next.node].feature = Int32(split.feature)
      nodes[next.node].gain = max(0, split.score - total.x * total.x / total.y)
      nodes[next.node].threshold = threshold
      nodes[next.node].child = Int32(child)
      nodes += [RegressionTree.Node(), RegressionTree.Node()]
      pending.append(
        Pending(node: child + 1, range: middle..<next.range.upperBound, depth: next.depth + 1))
      pending.append(Pending(node: child, range: next.range.lowerBound..<middle, depth: next.depth + 1))
    }
    return RegressionTree(nodes: nodes)
  }

  private func varies(_ range: Range<Int>, mean: Double) -> Bool {
    let squares = labels[range].reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) }
    return squares > Double(range.count) * .ulpOfOne
  }

  /// The best split among the features drawn, and among as many more as it takes to find one.
  private mutating func search(_ range: Range<Int>, _ total: SIMD2<Double>) -> Split {
    var best = Split()
    for tried in order.indices {
      if tried >= settings.features && best.feature >= 0 { break }
      if settings.features < order.count {
        order.swapAt(tried, tried + random.index(below: order.count - tried))
      }
      accumulate(order[tried], range)
      scan(order[tried], total, &best)
    }
    return best
  }

  private mutating func accumulate(_ feature: Int, _ range: Range<Int>) {
    let start = feature * features.rows
    features.bins.withUnsafeBufferPointer { bins in
      rows.withUnsafeBufferPointer { rows in
        labels.withUnsafeBufferPointer { labels in
          histogram.withUnsafeMutableBufferPointer { histogram in
            occupied.withUnsafeMutableBufferPointer { occupied in
              for place in range {
                let bin = Int(bins[start + Int(rows[place])])
                histogram[bin] += labels[place]
                occupied[bin >> 6] |= 1 << UInt64(bin & 63)
              }
            }
          }
        }
      }
    }
  }

  /// Tries every boundary between occupied bins, and clears them. The sum of squared errors is least where
  /// that of squared sums over counts is greatest.
  private mutating func scan(_ feature: Int, _ total: SIMD2<Double>, _ best: inout Split) {
    var left = SIMD2<Double>.zero
    let leaf = Double(max(1, settings.leaf))
    for word in occupied.indices {
      var bits = occupied[word]
      occupied[word] = 0
      while bits != 0 {
        let bin = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        left += histogram[bin]
        histogram[bin] = .zero
        let right = total - left
        guard left.y >= leaf, right.y >= leaf else { continue }
        let score = left.x * left.x / left.y + right.x * right.x / right.y
        if score > best.score { best = Split(score: score, feature: feature, bin: bin) }
      }
    }
  }

  /// Moves the rows of the left child to the front.
  private mutating func divide(_ range: Range<Int>, _ split: Split) -> (middle: Int, threshold: Double) {
    let start = split.feature * features.rows
    var middle = range.lowerBound
    var low = -Float.infinity
    var high = Float.infinity
    for place in range {
      let index = start + Int(rows[place])
      if Int(features.bins[index]) <= split.bin {
        low = max(low, features.values[index])
        rows.swapAt(place, middle)
        labels.swapAt(place, middle)
        middle += 1
      } else {
        high = min(high, features.values[index])
      }
    }
    return (middle, Double(low) / 2 + Double(high) / 2)
  }
}
