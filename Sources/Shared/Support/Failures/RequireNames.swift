/// Throws unless every string can be a name (see `NameRules`) and occurs once.
/// - Parameter areLabels: whether they are of regions or indicators, and so may be no formulas either.
package func requireNames(_ names: [String], _ subject: String, areLabels: Bool = false) throws {
  var seen = Set<String>(minimumCapacity: names.count)
  for (row, name) in names.enumerated() {
    try NameRules.require(name, "\(subject): row \(row)", isLabel: areLabels)
    guard seen.insert(name).inserted else {
      throw Failure.data(subject, "row \(row) repeats '\(name)', where every entry must be different")
    }
  }
}
