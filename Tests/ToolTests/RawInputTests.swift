import Foundation
import Testing

/// Small and hostile raw files.
@Suite struct RawInputTests {
  /// A region that is a square of a thousandth of a degree.
  static func square(_ id: String, _ x: Double, _ y: Double) -> String {
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map { dx, dy in
      "[\((x + Double(dx)) / 1000 + 10), \((y + Double(dy)) / 1000 + 45)]"
    }
    return feature(id, "[[\(corners.joined(separator: ", "))]]")
  }

  static func feature(_ id: String, _ coordinates: String, _ type: String = "Polygon") -> String {
    #"{"type": "Feature", "properties": {"region": "\#(id)"}, "geometry": {"type": "\#(type)", "coordinates": \#(coordinates)}}"#
  }

  static func collection(_ features: [String]) -> String {
    #"{"type": "FeatureCollection", "features": ["# + features.joined(separator: ",\n") + "]}\n"
  }

  /// Two squares that share an edge, and one a corner away.
  static let squares = collection([square("r10", 0, 0), square("r2", 1, 0), square("r3", 2, 1)])

  private func facts(_ shell: Shell, _ options: String) throws -> (facts: [String], log: String) {
    let result = try shell.run("kg-build \(options) -o kg.h5 && kg-build --to-tsv kg.h5")
    try #require(result.status == 0, "\(options): \(result.error)")
    return (result.output.split(separator: "\n").map(String.init), result.error)
  }

  @Test func aPlaceOnABorderBelongsToTheFirstRegion() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "a.geojson")
    try shell.write(
      Self.collection([Self.square("r3", 2, 1), Self.square("r2", 1, 0), Self.square("r10", 0, 0)]),
      to: "b.geojson")
    try shell.write(
      "id,lon,lat\non_edge,10.001,45.0005\non_corner,10.002,45.001\ninside,10.0005,45.0005\nfar,10.5,45\nnear,9.99999,45.0005\n",
      to: "pois.csv")
    for file in ["a.geojson", "b.geojson"] {
      let (facts, log) = try facts(shell, "--regions \(file) --pois pois.csv --relations LocateAt")
      #expect(
        facts == [
          "on_edge\tLocateAt\tr2", "on_corner\tLocateAt\tr2", "inside\tLocateAt\tr10", "near\tLocateAt\tr10",
        ])
      #expect(log.contains("1 of 5 points of interest lie outside every region; left out"), "\(log)")
      #expect(log.contains("1 points of interest at most 5.0 m outside"), "\(log)")
    }
    let strict = try facts(
      shell, "--regions a.geojson --pois pois.csv --relations LocateAt --poi-tolerance 0")
    #expect(strict.facts.count == 3 && strict.log.contains("2 of 5 points of interest lie outside"))
  }

  @Test func contactIsByEdgeOrCorner() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    let edge = ["r2\tBorderBy\tr10", "r10\tBorderBy\tr2"]
    let corner = ["r2\tBorderBy\tr3", "r3\tBorderBy\tr2"]
    for tolerance in ["0", "5"] {
      let options = "--regions r.geojson --relations BorderBy --border-tolerance \(tolerance)"
      #expect(try Set(facts(shell, options).facts) == Set(edge + corner))
      #expect(try Set(facts(shell, options + " --contiguity rook").facts) == Set(edge))
    }
    // 79 m between r10 and r3.
    #expect(
      try facts(shell, "--regions r.geojson --relations BorderBy --border-tolerance 100").facts.count == 6)
  }

  @Test func tripsAreCountedBetweenTheRegionsOfTheirEnds() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    try shell.write(
      """
      pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude
      10.0005,45.0005,10.0015,45.0005
      10.0005,45.0005,10.0015,45.0005
      10.0005,45.0005,10.0025,45.0015
      10.0015,45.0005,10.0015,45.0006
      10.0015,45.0005,20,45
      """, to: "trips.csv")
    let (facts, log) = try facts(
      shell, "--regions r.geojson --flows trips.csv --relations LargeFlowTo,LargeFlowFrom --flow-top 1")
    #expect(
      Set(facts) == [
        "r10\tLargeFlowTo\tr2", "r2\tLargeFlowTo\tr2", "r2\tLargeFlowFrom\tr10", "r3\tLargeFlowFrom\tr10",
      ])
    #expect(log.contains("1 flows to or from elsewhere left out"), "\(log)")
  }

  @Test func visitsCountInOrderOfTime() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    try shell.write(
      "id,lon,lat,category\na,10.0005,45.0005,x\nb,10.0006,45.0005,x\nc,10.0007,45.0005,y\n", to: "p.csv")
    // In order of time u goes a, b, gone, c, a and v goes b, a.
    try shell.write(
      """
      user,poi,time
      u,c,2012-04-03T18:00:09+02:00
      u,a,2012-04-03 15:30
      v,b,2012-04-01
      u,b,2012-04-03T15:45:00Z
      u,gone,2012-04-03T15:50:00Z
      v,a,2012-04-02T00:00:00Z
      u,a,2012-04-03T17:00:00.5Z
      """, to: "v.csv")
    let options = "--regions r.geojson --pois p.csv --checkins v.csv --relations CoCheckin --checkin-count"
    #expect(
      try Set(facts(shell, options + " 1").facts) == [
        "a\tCoCheckin\tb", "b\tCoCheckin\ta", "a\tCoCheckin\tc", "c\tCoCheckin\ta",
      ])
    #expect(try Set(facts(shell, options + " 2").facts) == ["a\tCoCheckin\tb", "b\tCoCheckin\ta"])
  }

  @Test func invalidPolygonsAreRepairedAndNamed() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let bow = Self.feature("bow", "[[[10,45],[10.002,45.002],[10.002,45],[10,45.002],[10,45]]]")
    try shell.write(Self.collection([bow, Self.square("ok", 5, 5)]), to: "r.geojson")
    try shell.write("id,lon,lat\nleft,10.0003,45.001\ntop,10.001,45.0017\n", to: "p.csv")
    let (facts, log) = try facts(shell, "--regions r.geojson --pois p.csv --relations LocateAt")
    #expect(facts == ["left\tLocateAt\tbow"])
    #expect(
      log.contains("warning: r.geojson: repaired 1 invalid polygons: bow (bow: Self-intersection"), "\(log)")
  }

  @Test func citiesOnTheAntimeridianAreWhole() throws {
    let shell = try Shell()
    defer { shell.remove() }
    func square(_ id: String, _ low: String, _ high: String) -> String {
      Self.feature(id, "[[[\(low),-17],[\(high),-17],[\(high),-16.999],[\(low),-16.999],[\(low),-17]]]")
    }
    try shell.write(
      Self.collection([square("east", "-180", "-179.999"), square("west", "179.999", "180")]), to: "r.geojson"
    )
    try shell.write("id,lon,lat\ne,-179.9995,-16.9995\nw,179.9995,-16.9995\n", to: "p.csv")
    let (facts, _) = try facts(
      shell, "--regions r.geojson --pois p.csv --relations BorderBy,LocateAt --border-tolerance 0")
    #expect(
      facts == ["east\tBorderBy\twest", "west\tBorderBy\teast", "e\tLocateAt\teast", "w\tLocateAt\twest"])
  }

  @Test(arguments: [
    (
      feature("a", "[[[10,45],[10.1,45],[10.1,45.1],[10,45.1]]]"),
      "has a ring that is not closed: it begins at 10.0, 45.0"
    ),
    (
      feature("a", "[[[10,45],[10.1,45],[10,45]]]"),
      "has a ring of 3 positions, where a polygon needs 4 or more"
    ),
    (feature("a", "[[[10,45],[NaN,45],[10.1,45.1],[10,45]]]"), "has 'NaN' where a finite number is needed"),
    (feature("a", "[[[10,45],[1e999,45],[10.1,45.1],[10,45]]]"), "where a finite number is needed"),
    (feature("a", "[[[10,45],[Infinity,45],[10.1,45.1],[10,45]]]"), "where a finite number is needed"),
    (square("a", 0, 0) + "," + square("a", 1, 0), "names the region 'a' twice"),
    (feature("a", "[[[40.7,-174],[40.8,-174],[40.8,-173],[40.7,-174]]]"), "are the two swapped here?"),
    (feature("a", "[[[40.7,-74],[40.8,-74],[40.8,-73],[40.7,-74]]]"), "no city is: longitude comes first"),
    (
      feature("a", "[[[583960,4507523],[583970,4507523],[583970,4507533],[583960,4507523]]]"),
      "is it projected?"
    ),
    (feature("a", "[[[[[[10,45]]]]]]"), "nests coordinates more than 4 deep"),
    (feature("a", "[[[10,45],[10.1],[10.1,45.1],[10,45]]]"), "has a position that is not two numbers"),
    (feature("a", "[[10,45],[10.1,45],[10.1,45.1],[10,45]]"), "whose coordinates are not those of a Polygon"),
    (feature("a", "[[[10,45],[10.1,45],[10,45],[10.1,45],[10,45]]]"), "has no area"),
    (feature("a", "[10,45]", "Point"), "region 'a' is a Point, where a Polygon or MultiPolygon is needed"),
    (feature("a", "[[10,45],[11,45]]", "LineString"), "region 'a' is a LineString"),
    (#"{"type": "Feature", "properties": {"region": "a"}, "geometry": null}"#, "region 'a' has no geometry"),
    (#"{"type": "Feature", "properties": {"x": 1}, "geometry": null}"#, "has a feature without an id"),
    (
      #"{"type": "Feature", "properties": {"a": \#(String(repeating: "[", count: 300))"#,
      "nests values more than 256 deep"
    ),
    (
      "{\"type\": \"Feature\", \"properties\": {\"region\": \"a\u{1}\"}}", "control character within a string"
    ),
    (#"{"type": "Feature" "properties": {}}"#, "has '\"' where a comma or } is needed"),
    ("", "has no features"),
  ])
  func badGeoJSONGetsAClearLine(features: String, message: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.collection([features]), to: "r.geojson")
    let result = try shell.run("kg-build --regions r.geojson -o kg.h5")
    #expect(result.status == 65, "\(result.error)")
    #expect(
      result.error.hasPrefix("kg-build: r.geojson") && result.error.contains(message), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1 && shell.files == ["r.geojson"])
  }

  @Test func endlessNestingAndCutFilesGetAClearLine() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    let open = "head -c 200000000 /dev/zero | tr '\\0' '['"
    for (line, message) in [
      (
        "(printf '{\"type\":\"FeatureCollection\",\"features\":['; \(open)) | kg-build --regions - -o kg.h5",
        "where an object"
      ),
      (
        "(printf '{\"type\":\"FeatureCollection\",\"x\":'; \(open)) | kg-build --regions - -o kg.h5",
        "more than 256 deep"
      ),
      ("head -c 400 r.geojson | kg-build --regions - -o kg.h5", "is the file cut short?"),
      (
        "gzip -c r.geojson | head -c 100 | kg-build --regions - -o kg.h5",
        "ends in the middle of its gzip stream"
      ),
    ] {
      let result = try shell.run("ulimit -v 4000000; " + line)
      #expect(result.status == 65 && result.error.contains(message), "\(line): \(result.error)")
      #expect(result.error.split(separator: "\n").count == 1 && shell.files == ["r.geojson"])
    }
  }

  @Test(arguments: [
    (
      "--pois", "id,lon,lat\na,45.0005,10.0005\nb,45.0015,10.0001\n",
      "only if longitude and latitude are swapped"
    ),
    ("--pois", "id,lon,lat\na,10.0005,145.0005\n", "line 2: has latitude 145.0005, beyond ±90"),
    ("--pois", "id,lon,lat\na,x,45\n", "line 2: has 'x', '45', where longitude and latitude"),
    ("--pois", "id,lon,lat\na,nan,45\n", "where longitude and latitude in degrees are needed"),
    ("--max-bad 0 --pois", "id,lon,lat\na,10,45\na,10,45\n", "line 3: lists the point of interest 'a' again"),
    (
      "--pois", "id,lon,lat\nr2,10,45\n",
      "calls a point of interest 'r2', as a region is called; --poi-prefix"
    ),
    ("--pois", "id,lon\na,10\n", "has no column for latitudes (lat, latitude, y); it has id, lon"),
    ("--pois", "id,lon,lat\na,10\n", "line 2: has 2 fields, where the header has 3"),
    ("--pois", "", "is empty"), ("--pois", "id,lon,lat\n", "has no points of interest"),
    ("--pois", "id,lon,lat\n\"a,10,45\n", "opens a quote that nothing closes"),
    (
      "--flows", "origin,destination,count\nr2,r3,-1\n", "has the count '-1', where a number from 0 is needed"
    ),
    ("--flows", "origin,destination,count\nx,y,1\n", "has no flow between regions"),
    ("--flows", "a,b\nx,y\n", "has no column for origins"),
    ("--areas", "{\"type\": \"FeatureCollection\", \"features\": []}", "has no features"),
    ("--areas", collection([square("r2", 0, 0)]), "calls an area 'r2', as a region is called"),
    ("--triples", "a\tb\n", "has 2 columns, where head, relation, tail are needed"),
  ])
  func badTablesGetAClearLine(option: String, content: String, message: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    try shell.write(content, to: "t")
    let result = try shell.run("kg-build --regions r.geojson \(option) t -o kg.h5")
    #expect(result.status == 65, "\(result.error)")
    #expect(result.error.hasPrefix("kg-build: t") && result.error.contains(message), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1 && shell.files == ["r.geojson", "t"])
  }

  @Test(arguments: [
    "--relations Nope", "--relations CoCheckin", "--checkins v.csv", "--near-distance -1", "--similarity 0",
    "--similarity-level 4", "--flow-top 0", "--contiguity bishop", "--names mine", "--poi-category a,,b",
  ])
  func wrongOptionsAreUsage(options: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(Self.squares, to: "r.geojson")
    let result = try shell.run("kg-build --regions r.geojson \(options) -o kg.h5")
    #expect(result.status == 64 && shell.files == ["r.geojson"], "\(options): \(result.error)")
  }
}
