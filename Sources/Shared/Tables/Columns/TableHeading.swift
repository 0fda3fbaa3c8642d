package import Support

/// The names of a table's columns.
package struct TableHeading: Sendable {
  /// How messages name the file and the line of the heading.
  package let name: String
  let subject: String
  package let titles: [String]
  /// As they are compared: in lower case, blanks as `_`.
  private let keys: [String]

  init(_ titles: [String], name: String, line: Int) {
    self.titles = titles
    self.name = name
    subject = "\(name): line \(line)"
    keys = titles.map(Self.key)
  }

  static func key(_ title: String) -> String { title.lowercased().replacing(" ", with: "_") }

  /// Fields that a row has to have: those without a name at the end may be missing.
  package var leastFields: Int { (titles.lastIndex { !$0.isEmpty } ?? -1) + 1 }

  /// The names for a message.
  package var list: String { titles.filter { !$0.isEmpty }.listed(20) }

  /// The position of the first of `names` that is a column.
  /// - Throws: `Failure` (EX_DATAERR) where two columns are called so: which is meant cannot be told.
  package func position(_ names: [String]) throws -> Int? {
    for name in names {
      let key = Self.key(name)
      guard let first = keys.firstIndex(of: key) else { continue }
      // Of two that differ in case, the one that is spelt as asked for.
      let exact = titles.indices.filter { titles[$0] == name }
      if exact.count == 1 { return exact[0] }
      guard keys.lastIndex(of: key) == first else {
        throw Failure.data(subject, "names the column '\(titles[first])' twice")
      }
      return first
    }
    return nil
  }

  /// The column of a role: what the user named, else by a usual name; nil where there is none.
  /// - Throws: `Failure` (EX_DATAERR) where the column that the user named is not there.
  package func column(_ role: ColumnRole, _ roles: ColumnRoles) throws -> Int? {
    guard let chosen = roles[role] else { return try position(role.usualNames) }
    if chosen.isEmpty { return nil }
    if let found = try position(chosen) { return found }
    throw absent(chosen, "\(role.rawValue)=\(chosen.joined(separator: "|"))")
  }

  /// The column that identifies regions: the one that was asked for, one by a usual name, else the first unless it
  /// only numbers the rows.
  package func regionColumn(_ roles: ColumnRoles) throws -> Int {
    if let column = try column(.region, roles) { return column }
    guard let first = titles.first, !ColumnNames.rowNumbers.contains(Self.key(first)) else {
      throw Failure.data(
        name,
        "has no column of region ids (\(ColumnNames.region.prefix(4).joined(separator: ", "))); it has \(list); --id-column NAME says which it is"
      )
    }
    return 0
  }

  /// Of a column that was asked for.
  package func absent(_ names: [String], _ asked: String) -> Failure {
    Failure.data(
      name, "has no column '\(names.joined(separator: "' or '"))' (\(asked)); it has \(list)\(separatorHint)")
  }

  /// Of a column that has to be there and was not named.
  package func lacks(_ names: [String], _ what: String, role: String?) -> Failure {
    let option = role.map { "; --columns \($0)=NAME says which it is" } ?? ""
    return Failure.data(
      name,
      "has no column for \(what) (\(names.prefix(3).joined(separator: ", "))); it has \(list)\(separatorHint)\(option)"
    )
  }

  /// A heading of one column may have been cut at the wrong mark.
  private var separatorHint: String {
    titles.count == 1
      ? "; fields are separated by commas, tabs, semicolons or |, or by what --delimiter says" : ""
  }
}
