internal import Support

/// Which columns a user named for what: `--columns origin=PULocationID,destination=DOLocationID`.
package struct ColumnRoles: Sendable, Equatable {
  /// Names as they were given, in the order in which they are tried; none where there is to be no such column.
  private var chosen: [ColumnRole: [String]] = [:]

  package init() {}

  package init(_ chosen: [ColumnRole: [String]]) { self.chosen = chosen }

  /// Reads `role=Header`, with `A|B` for the first that is there and nothing for no such column.
  /// - Throws: `Failure` (EX_USAGE) for a role that is not known, or is given twice.
  package init(parsing pairs: [String]) throws {
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let role = ColumnRole(rawValue: parts[0].lowercased()) else {
        let known = ColumnRole.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure.usage("--columns takes ROLE=HEADER, not '\(pair)'; roles are \(known)")
      }
      let names = parts[1].split(separator: "|").map(String.init)
      guard chosen.updateValue(names, forKey: role) == nil else {
        throw Failure.usage("--columns names the column of '\(role.rawValue)' twice")
      }
    }
  }

  package var isEmpty: Bool { chosen.isEmpty }

  /// What the user called the column; nil where nothing was said.
  package subscript(role: ColumnRole) -> [String]? {
    get { chosen[role] }
    set { chosen[role] = newValue }
  }

  package func names(_ role: ColumnRole) -> [String] { chosen[role] ?? role.usualNames }

  /// With those of `others` for what is not chosen here.
  package func over(_ others: ColumnRoles) -> ColumnRoles {
    ColumnRoles(chosen.merging(others.chosen) { own, _ in own })
  }
}
