internal import HDF5
internal import Support

/// The labels of training regions, of which the nearest give a prediction.
struct NearestVotes: Sendable {
  let labels: [Double]
  /// How many of them.
  let neighbours: Int

  init(labels: [Double], neighbours: Int) {
    self.labels = labels
    self.neighbours = neighbours
  }

  /// The mean label of training regions.
  func mean(of found: [Int]) -> Double { found.reduce(0) { $0 + labels[$1] } / Double(found.count) }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try file.write(
      labels, to: "\(group)/label", shape: [labels.count],
      HDF5Layout("label of each training region", dimensions: []))
    try file.write(
      [Int64(neighbours)], to: "\(group)/neighbours", shape: [1],
      HDF5Layout("training regions that a prediction is the mean of", dimensions: []))
  }

  /// - Throws: `Failure` (EX_DATAERR) where there is no label or neighbour.
  init(from file: borrowing HDF5File, at group: String) throws {
    labels = try file.read("\(group)/label", shape: [nil])
    let count = try file.read("\(group)/neighbours", as: Int64.self, shape: [1])[0]
    guard !labels.isEmpty, (1...100_000).contains(count) else {
      throw Failure.data("\(file.name): \(group)", "has no labels and neighbours to predict from")
    }
    neighbours = Int(count)
  }
}
