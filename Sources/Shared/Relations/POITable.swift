internal import Graphs

/// Points of interest: numbered as the file lists them.
struct POITable: Sendable {
  /// Categories of one level.
  struct Level: Sendable {
    /// `Cate1_food` and the like.
    var names = NameTable()
    /// The category of each POI, -1 where it has none.
    var of: [Int32] = []
  }

  var names = NameTable()
  /// In degrees.
  var places: [SIMD2<Double>] = []
  var levels = (0..<3).map { _ in Level() }
  var brands = NameTable()
  /// The brand of each POI, -1 where it has none.
  var brandOf: [Int32] = []
  /// The region of each POI, -1 outside every one; empty where regions have no polygons.
  var regionOf: [Int32] = []
  /// POIs that were left out since they lie outside every region.
  var outside = 0
  /// Rows without coordinates.
  var unplaced = 0

  var count: Int { places.count }
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
    var table = self
    table.names = NameTable()
    for poi in kept { names.withBytes(poi) { _ = table.names.intern($0) } }
    table.places = kept.map { places[$0] }
    for level in levels.indices { table.levels[level].of = kept.map { levels[level].of[$0] } }
    table.brandOf = kept.map { brandOf[$0] }
    table.regionOf = regionOf.isEmpty ? [] : kept.map { regionOf[$0] }
    return table
  }
}
