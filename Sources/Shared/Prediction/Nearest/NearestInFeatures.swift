internal import HDF5
internal import Schemas

/// The mean label of the training regions that are nearest by Euclidean distance of standardised features.
struct NearestInFeatures: FittedPredictor {
  private let scaling: Standardisation
  /// The training regions' features, as they were given.
  private let training: EmbeddingTable
  private let votes: NearestVotes

  init(_ features: EmbeddingTable, rows: [Int], _ votes: NearestVotes) {
    scaling = Standardisation(features, rows: rows)
    training = EmbeddingTable(
      ids: rows.map { features.ids[$0] }, values: rows.flatMap { features.row($0) },
      dimension: features.dimension)
    self.votes = votes
  }

  func predictions(_ inputs: PredictorInputs) -> [Double] {
    let dimension = training.dimension
    let known = scaling.apply(training, rows: training.ids.indices)
    let values = scaling.apply(inputs.features, rows: 0..<inputs.count)
    return (0..<inputs.count).map { row in
      var list = NearestList(capacity: votes.neighbours)
      for candidate in training.ids.indices {
        var distance = 0.0
        for column in 0..<dimension {
          let difference = values[row * dimension + column] - known[candidate * dimension + column]
          distance += difference * difference
        }
        list.offer(candidate, at: distance)
      }
      return votes.mean(of: list.entries.map(\.index))
    }
  }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try scaling.write(to: file, at: group)
    try votes.write(to: file, at: group)
    try file.write(
      training.ids, to: "\(group)/region", HDF5Layout("identifier of each training region", dimensions: []))
    try file.write(
      training.values, to: "\(group)/features", shape: [training.ids.count, training.dimension],
      HDF5Layout("features of each training region", dimensions: []))
  }

  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    scaling = try Standardisation(from: file, at: group, dimension: dimension)
    votes = try NearestVotes(from: file, at: group)
    training = EmbeddingTable(
      ids: try file.readStrings("\(group)/region", count: votes.labels.count),
      values: try file.read("\(group)/features", shape: [votes.labels.count, dimension]),
      dimension: dimension)
  }
}
