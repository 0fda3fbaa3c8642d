internal import HDF5
internal import Support

extension HDF5File {
  /// An attribute that is one of several words.
  /// - Throws: `Failure` (EX_DATAERR) where it is another.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, on path: String) throws
    -> Choice
  {
    let text = try stringAttribute(name, on: path)
    guard let value = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure.data("\(self.name): \(path)@\(name)", "is '\(text)', where one of \(known) is needed")
    }
    return value
  }
}
