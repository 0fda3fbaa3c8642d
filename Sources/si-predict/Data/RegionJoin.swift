internal import Logging
internal import Support
internal import Tooling

/// The regions that every file knows.
struct RegionJoin {
  private(set) var ids: [String]
  private let total: Int
  private let allowMissing: Bool
  /// Those that teach; others may be missing in a file, and are left out then. nil for all.
  private let required: Set<String>?

  init(_ ids: [String], allowMissing: Bool, required: Set<String>? = nil) {
    self.required = required
    self.ids = ids.sorted()
    total = ids.count
    self.allowMissing = allowMissing
  }

  /// Keeps the regions that `others` contains.
  /// - Parameter requiredOnly: whether the others need not be there.
  /// - Throws: `Failure` (EX_DATAERR) when a required one is not there, unless that is allowed.
  mutating func keep(_ others: [String], _ file: String, requiredOnly: Bool = false) throws {
    let present = Set(others)
    func isRequired(_ id: String) -> Bool { required?.contains(id) ?? true }
    let missing = ids.filter { !present.contains($0) && isRequired($0) }
    if let first = missing.first, !allowMissing {
      throw Failure.data(
        file,
        "lacks region \(first) (\(missing.count) of \(ids.count) missing); --allow-missing leaves such regions out"
      )
    }
    ids.removeAll { !present.contains($0) && (!requiredOnly || isRequired($0)) }
  }

  func finish(_ context: Context) throws -> [String] {
    guard !ids.isEmpty else {
      throw Failure.data(nil, "the files have no region in common: their ids do not join")
    }
    if ids.count < total {
      context.log.notice("\(total - ids.count) of \(total) regions left out: not in every file")
    }
    return ids
  }
}
