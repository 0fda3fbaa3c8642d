/// Throws unless every string occurs once.
package func requireUnique(_ strings: [String], _ subject: String) throws {
  var seen = Set<String>(minimumCapacity: strings.count)
  for (row, string) in strings.enumerated() where !seen.insert(string).inserted {
    throw Failure.data(subject, "row \(row) repeats '\(string)', where every entry must be different")
  }
}
