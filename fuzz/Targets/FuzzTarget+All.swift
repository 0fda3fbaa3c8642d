extension FuzzTarget {
  /// Every reader of what users bring along. A new one is a line here.
  package static let all = pictures + weights + texts + cities + hdf5Files

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
