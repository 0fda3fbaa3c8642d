internal import Logging
internal import Support
internal import Tooling

/// The regions that every file knows.
struct RegionJoin {
  private var ids: [String]
  private let total: Int
  private let allowMissing: Bool

  init(_ ids: [String], allowMissing: Bool) {
    self.ids = ids.sorted()
    total = ids.count
    self.allowMissing = allowMissing
  }

  /// Keeps the regions that `others` contains.
  /// - Throws: `Failure` (EX_DATAERR) when one is not there, unless that is allowed.
  mutating func keep(_ others: [String], _ file: String) throws {
    let present = Set(others)
    let missing = ids.filter { !present.contains($0) }
    guard let first = missing.first else { return }
    guard allowMissing else {
      throw Failure.data(
        file,
        "lacks region \(first) (\(missing.count) of \(ids.count) missing); --allow-missing leaves such regions out"
      )
    }
    ids.removeAll { !present.contains($0) }
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
