internal import Graphs
internal import Relations
internal import Support

extension FuzzTarget {
  /// Tables of a city of four squares.
  static let cities = [
    FuzzTarget("pois", [pois]), FuzzTarget("flows", [flows]), FuzzTarget("visits", [visits]),
  ]

  /// Squares Z1 to Z4 in a row, as GeoJSON.
  private static let squares: [UInt8] = {
    let features = (1...4).map { index in
      let (x, y) = (10 + Double(index) / 100, 45.0)
      let ring = [(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y + 0.01), (x, y)]
        .map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
      return
        "{\"type\": \"Feature\", \"properties\": {\"region\": \"Z\(index)\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[\(ring)]]}}"
    }
    return Array(features.joined(separator: "\n").utf8) + [0]
  }()

  private static let places =
    Array(
      "poi,lon,lat,category,brand\np1,10.015,45.005,food,b\np2,10.025,45.005,shop,\n".utf8) + [0]

  private static func city() throws -> RawCity {
    try TextInput(squares).withFile { try RawCity(polygons: $0, idProperty: nil, only: nil, log: log) }
  }

  private static func readPOIs(_ input: [UInt8], into city: inout RawCity) throws {
    let text = TextInput(input)
    try text.withFile {
      try city.readPOIs($0, POIColumns(), tolerance: 5, keepsOutside: true, text.rules, log: log)
    }
  }

  /// Derives all relations.
  private static func build(_ city: RawCity) throws {
    var builder = GraphBuilder(KnownRelations.vocabulary)
    try builder.addCity(CityFacts(city, RelationSelection()), name: "city")
    _ = try builder.build(regions: .listed(city.regionIDs))
  }

  @Sendable private static func pois(_ input: [UInt8]) throws {
    var city = try city()
    try readPOIs(input, into: &city)
    try build(city)
  }

  @Sendable private static func flows(_ input: [UInt8]) throws {
    var city = try city()
    let text = TextInput(input)
    try text.withFile { try city.readFlows($0, tolerance: 5, text.rules, log: log) }
    try build(city)
  }

  @Sendable private static func visits(_ input: [UInt8]) throws {
    var city = try city()
    try readPOIs(places, into: &city)
    let text = TextInput(input)
    try text.withFile { try city.readCheckIns($0, POIColumns(), text.rules, log: log) }
    try build(city)
  }
}
