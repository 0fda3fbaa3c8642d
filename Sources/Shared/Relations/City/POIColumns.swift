internal import Tables

/// How the columns or properties of points of interest are called.
package struct POIColumns: Sendable {
  /// What the user called the column of ids; nil takes the first usual one.
  package var chosenID: [String]?
  /// What the user called the categories, a list for each level; of each POI the first that says something counts.
  package var chosenCategories: [[String]]?
  /// What categories are called where the user says nothing; nil for what tables call them.
  package var usualCategories: [[String]]?
  /// What goes before the ids, so that they differ from those of regions.
  package var prefix = ""

  package init() {}

  private static let usualIDs = ["poi", "poi_id", "id", "osm_id", "@id"]

  var id: [String] { chosenID ?? Self.usualIDs }

  /// Three levels, coarse to fine.
  var categories: [[String]] {
    let levels =
      chosenCategories ?? usualCategories
      ?? [.category1, .category2, .category3].map { (role: ColumnRole) in role.usualNames }
    return levels + [[String]](repeating: [], count: 3 - levels.count)
  }

  var brand: [String] { ColumnRole.brand.usualNames }

  var all: Set<String> { Set(id + categories.joined() + brand) }

  /// What columns that --columns names change.
  func over(_ roles: ColumnRoles) -> POIColumns {
    var result = self
    if result.chosenID == nil, let names = roles[.place] { result.chosenID = names }
    let levels: [ColumnRole] = [.category1, .category2, .category3]
    if result.chosenCategories == nil, levels.contains(where: { roles[$0] != nil }) {
      result.chosenCategories = levels.map { roles[$0] ?? [] }
    }
    return result
  }
}
