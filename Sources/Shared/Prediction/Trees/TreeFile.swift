internal import HDF5
internal import Support

/// Trees in a file: the nodes of all of them one after the other, and how many each has.
enum TreeFile {
  static func write(_ trees: [RegressionTree], to file: borrowing HDF5File, at group: String) throws {
    let nodes = trees.flatMap(\.nodes)
    func write<T: HDF5Scalar>(_ values: [T], _ name: String, _ text: String) throws {
      try file.write(
        values, to: "\(group)/\(name)", shape: [values.count], HDF5Layout(text, dimensions: []))
    }
    try write(trees.map { Int64($0.nodes.count) }, "nodes", "nodes of each tree")
    try write(nodes.map(\.feature), "feature", "feature that a node asks for, from 0; -1 in a leaf")
    try write(nodes.map(\.threshold), "threshold", "greatest value of the feature that leads left")
    try write(nodes.map(\.child), "child", "the left child, from 0 within the tree; the right one is next")
    try write(nodes.map(\.value), "value", "mean label of the node's training regions")
  }

  /// - Throws: `Failure` (EX_DATAERR) where a tree has no root, asks for a feature beyond `dimension`, or has
  ///   a node before its parent.
  static func read(from file: borrowing HDF5File, at group: String, dimension: Int) throws
    -> [RegressionTree]
  {
    let counts = try file.read("\(group)/nodes", as: Int64.self, shape: [nil])
    let total = try file.dataset("\(group)/feature").count
    let features = try file.read("\(group)/feature", as: Int32.self, shape: [total])
    let thresholds = try file.read("\(group)/threshold", as: Double.self, shape: [total])
    let children = try file.read("\(group)/child", as: Int32.self, shape: [total])
    let values = try file.read("\(group)/value", as: Double.self, shape: [total])
    guard !counts.isEmpty, counts.allSatisfy({ (1...Int64(max(total, 1))).contains($0) }),
      counts.reduce(0, +) == total
    else { throw Failure.data("\(file.name): \(group)/nodes", "does not count the \(total) nodes of trees") }
    var start = 0
    return try counts.map { count in
      let range = start..<(start + Int(count))
      start = range.upperBound
      let nodes = range.map { index in
        RegressionTree.Node(
          feature: features[index], threshold: thresholds[index], child: children[index],
          value: values[index])
      }
      for (number, node) in nodes.enumerated() where node.feature >= 0 {
        guard node.feature < dimension, Int(node.child) > number, Int(node.child) + 1 < nodes.count else {
          throw Failure.data("\(file.name): \(group)", "node \(range.lowerBound + number) leads nowhere")
        }
      }
      return RegressionTree(nodes: nodes)
    }
  }
}
