/// A binary regression tree (Breiman et al. 1984): a feature's value up to a threshold leads left.
struct RegressionTree: Sendable {
  struct Node {
    /// Which feature is asked; below 0 in a leaf.
    var feature: Int32 = -1
    var threshold = 0.0
    /// The left child's number; the right one's is the next.
    var child: Int32 = 0
    /// Mean label of a leaf's rows.
    var value = 0.0
    /// By how much asking lowers the sum of squared errors of the rows that were grown on; not in files.
    var gain = 0.0
  }

  var nodes: [Node]

  /// The prediction for one row of features.
  func prediction(_ row: Slice<UnsafeBufferPointer<Float>>) -> Double {
    var node = nodes[0]
    while node.feature >= 0 {
      let isLeft = Double(row[row.startIndex + Int(node.feature)]) <= node.threshold
      node = nodes[Int(node.child) + (isLeft ? 0 : 1)]
    }
    return node.value
  }

  /// The sum of the gains of each of `dimension` features.
  func gains(dimension: Int) -> [Double] {
    var gains = [Double](repeating: 0, count: dimension)
    for node in nodes where node.feature >= 0 { gains[Int(node.feature)] += node.gain }
    return gains
  }
}
