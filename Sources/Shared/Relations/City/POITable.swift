package import Graphs

/// Points of interest: numbered as the file lists them.
package struct POITable: Sendable {
  /// Categories of one level.
  struct Level: Sendable {
    /// `Cate1_food` and the like.
    let names: NameList
    /// The category of each POI, -1 where it has none.
    let of: [Int32]
  }

  package let names: NameList
  /// In degrees.
  package let positions: [SIMD2<Double>]
  let levels: [Level]
  let brands: NameList
  /// The brand of each POI, -1 where it has none.
  let brandOf: [Int32]
  /// The region of each POI, -1 outside every one; empty where regions have no polygons.
  var regionOf: [Int32] = []
  /// Rows without coordinates.
  let unplaced: Int
  /// What is to be told of the file.
  var notes = CityNotes()

  var count: Int { positions.count }
  var hasCategories: Bool { levels.contains { $0.names.count > 0 } }

  /// The finest category of a POI and its level, as one number; -1 where it has none.
  func finestCategory(_ poi: Int) -> Int32 {
    for (level, table) in levels.enumerated().reversed() where table.of[poi] >= 0 {
      return table.of[poi] * 3 + Int32(level)
    }
    return -1
  }

  /// Only the POIs at the given indices, ascending.
  func selecting(_ kept: [Int]) -> POITable {
    POITable(
      names: names.selecting(kept), positions: kept.map { positions[$0] },
      levels: levels.map { level in Level(names: level.names, of: kept.map { level.of[$0] }) },
      brands: brands, brandOf: kept.map { brandOf[$0] },
      regionOf: regionOf.isEmpty ? [] : kept.map { regionOf[$0] }, unplaced: unplaced, notes: notes)
  }
}
