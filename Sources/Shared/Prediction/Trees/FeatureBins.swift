internal import Schemas

/// Features of some rows, each as the number of its bin among at most 256 that hold about as many rows.
/// Up to 256 different values have a bin each, so that no split between two of them is lost.
struct FeatureBins: Sendable {
  static let limit = 256

  let rows: Int
  let columns: Int
  /// columns × rows.
  let bins: [UInt8]
  /// columns × rows: the features themselves.
  let values: [Float]

  init(_ features: EmbeddingTable, rows members: [Int]) {
    rows = members.count
    columns = features.dimension
    var bins = [UInt8](repeating: 0, count: rows * columns)
    var values = [Float](repeating: 0, count: rows * columns)
    for (row, member) in members.enumerated() {
      for (column, value) in features.row(member).enumerated() {
        values[column * members.count + row] = value
      }
    }
    for column in 0..<features.dimension {
      let start = column * members.count
      let own = Array(values[start..<(start + members.count)])
      for (row, bin) in Self.bins(own).enumerated() { bins[start + row] = bin }
    }
    self.bins = bins
    self.values = values
  }

  private static func bins(_ values: [Float]) -> [UInt8] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var starts: [Int] = []
    for place in order.indices where place == 0 || values[order[place]] != values[order[place - 1]] {
      starts.append(place)
    }
    var result = [UInt8](repeating: 0, count: values.count)
    for (number, start) in starts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : order.count
      let bin = starts.count <= limit ? number : start * limit / order.count
      for place in start..<end { result[order[place]] = UInt8(bin) }
    }
    return result
  }
}
