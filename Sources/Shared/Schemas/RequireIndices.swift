internal import Support

/// Throws unless every index is in 0..<bound.
func requireIndices(_ indices: [Int32], below bound: Int, _ subject: String, _ role: String) throws {
  for (row, index) in indices.enumerated() where index < 0 || index >= bound {
    throw Failure.data(subject, "\(role) of row \(row) is \(index), where 0 to \(bound - 1) is possible")
  }
}
