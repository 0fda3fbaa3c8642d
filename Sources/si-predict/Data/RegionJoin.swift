internal import Logging
internal import Support
internal import Tables
internal import Tooling

/// The regions that every file knows.
struct RegionJoin {
  private(set) var ids: [String]
  private let total: Int
  private let allowMissing: Bool
  /// Those that teach; others may be missing in a file, and are left out then. nil for all.
  private var required: Set<String>?
  /// How files write the ids.
  private let spellings: IdentifierJoin

  /// - Throws: `Failure` (EX_DATAERR) where ids are to be normalised and two of them would be one.
  init(_ ids: [String], allowMissing: Bool, _ rules: TableRules) throws {
    self.ids = ids.sorted()
    total = ids.count
    self.allowMissing = allowMissing
    spellings = try IdentifierJoin(ids, normalises: rules.normalisesIDs)
  }

  /// Says which regions teach: only these have to be in every file.
  mutating func require(_ ids: Set<String>) { required = ids }

  /// A region's id as it is written here, of one as a file has it.
  func resolve(_ id: String) -> String { spellings.resolve(id) }

  /// Keeps the regions that `others` contains.
  /// - Parameter requiredOnly: whether the others need not be there.
  /// - Throws: `Failure` (EX_DATAERR) when a required one is not there, unless that is allowed.
  mutating func keep(_ others: [String], _ file: String, requiredOnly: Bool = false) throws {
    let present = Set(others)
    func isRequired(_ id: String) -> Bool { required?.contains(id) ?? true }
    let missing = ids.filter { !present.contains($0) && isRequired($0) }
    let joinsNothing = !missing.isEmpty && ids.allSatisfy { !present.contains($0) }
    if let first = missing.first, !allowMissing || joinsNothing {
      let wanted = Set(ids)
      let why = IdentifierJoin.explanation(
        missing: missing, found: others.filter { !wanted.contains($0) }, joinsNothing: joinsNothing)
      let hint = joinsNothing ? "" : "; --allow-missing leaves such regions out"
      throw Failure.data(
        file, "lacks region \(first) (\(missing.count) of \(ids.count) missing)\(why)\(hint)")
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
