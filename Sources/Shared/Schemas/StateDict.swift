package import HDF5
internal import Support

/// Named arrays in a fixed order: the weights of a network under their PyTorch state-dict names.
package struct StateDict: Sendable {
  package struct Entry: Sendable, Equatable {
    package var shape: [Int]
    package var values: [Float] { didSet { integers = nil } }
    /// The same numbers exactly, of an entry of integers such as a count of batches.
    package private(set) var integers: [Int64]?

    package init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count, "element count")
      self.shape = shape
      self.values = values
    }

    package init(shape: [Int], integers: [Int64]) {
      self.init(shape: shape, values: integers.map(Float.init))
      self.integers = integers
    }
  }

  /// In order of insertion.
  package private(set) var names: [String] = []
  private var entries: [String: Entry] = [:]

  package init() {}

  package subscript(name: String) -> Entry? {
    get { entries[name] }
    set {
      if let newValue {
        if entries.updateValue(newValue, forKey: name) == nil { names.append(name) }
      } else if entries.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  /// The entry `name`, of the given shape.
  /// - Parameter subject: the file, for the message.
  /// - Throws: `Failure` (EX_DATAERR) when it is missing, has another shape, or a value that is not finite.
  package func require(_ name: String, shape: [Int], _ subject: String) throws -> [Float] {
    guard let entry = entries[name] else {
      throw Failure.data(subject, "has no '\(name)', which the network needs")
    }
    guard entry.shape == shape else {
      throw Failure.data(subject, "'\(name)' has shape \(entry.shape), where \(shape) is needed")
    }
    if let bad = entry.values.firstIndex(where: { !$0.isFinite }) {
      throw Failure.data(
        "\(subject): \(name)", "element \(bad) is \(entry.values[bad]), where only finite numbers are allowed"
      )
    }
    return entry.values
  }

  /// The entries whose names begin with `prefix`, without it.
  package func dropping(prefix: String) -> StateDict {
    var result = StateDict()
    for name in names where name.hasPrefix(prefix) {
      result[String(name.dropFirst(prefix.count))] = entries[name]
    }
    return result
  }

  /// All entries under `prefix` + name.
  package func adding(prefix: String) -> StateDict {
    var result = StateDict()
    for name in names { result[prefix + name] = entries[name] }
    return result
  }

  package mutating func merge(_ other: StateDict) {
    for name in other.names { self[name] = other[name] }
  }

  /// Reads every dataset directly in `group` (such as `/encoder`) as an entry of that name.
  package init(from file: borrowing HDF5File, group: String) throws {
    for name in try file.members(of: group) {
      let dataset = try file.dataset("\(group)/\(name)")
      self[name] =
        dataset.kind == .int64
        ? Entry(shape: dataset.shape, integers: try dataset.readAll())
        : Entry(shape: dataset.shape, values: try dataset.readAll())
    }
  }

  /// Writes every entry as a dataset in `group`.
  package func write(to file: borrowing HDF5File, group: String, description: String) throws {
    for name in names {
      guard let entry = entries[name] else { continue }
      // Weights do not compress, and have no shared dimensions to name.
      let layout = HDF5Layout(description, dimensions: [], compressed: false)
      if let integers = entry.integers {
        try file.write(integers, to: "\(group)/\(name)", shape: entry.shape, layout)
      } else {
        try file.write(entry.values, to: "\(group)/\(name)", shape: entry.shape, layout)
      }
    }
  }
}
