import Foundation
internal import Geography
internal import Graphs
internal import Logging
internal import Relations
internal import Support
internal import Tables
internal import TestSupport
import Testing

/// Trips, places and visits as they are published.
@Suite struct CityTablesTests {
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  /// Four squares in a row, Z1 to Z4.
  private static let zones = (1...4).map { index in
    let x = Double(index) * 0.01
    let corners = [(x, 0.0), (x + 0.01, 0), (x + 0.01, 0.01), (x, 0.01), (x, 0)]
    let ring = corners.map { "[\(10 + $0.0),\(45 + $0.1)]" }.joined(separator: ",")
    return
      "{\"type\": \"Feature\", \"properties\": {\"region\": \"Z\(index)\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[\(ring)]]}}"
  }.joined(separator: "\n")

  private func file<R>(_ bytes: [UInt8], _ body: (InputFile) throws -> R) throws -> R {
    try withTemporaryPath(".txt") { path in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try body(InputFile(path: path, name: "t"))
    }
  }

  private func city(_ regions: String = zones) throws -> RawCity {
    try file(Array(regions.utf8)) { try RawCity(polygons: $0, idProperty: nil, only: nil, log: log) }
  }

  /// Positive flows, as `Z1>Z2=3`.
  private func flows(_ text: String, of city: RawCity? = nil, _ rules: TableRules = TableRules()) throws
    -> [String]
  {
    try flows(bytes: Array(text.utf8), of: city, rules)
  }

  private func flows(bytes: [UInt8], of city: RawCity? = nil, _ rules: TableRules) throws -> [String] {
    var city = try city ?? self.city()
    try file(bytes) { try city.readFlows($0, tolerance: 5, rules, log: log) }
    return city.flowTexts
  }

  @Test(arguments: [
    "origin,destination\nZ1,Z2\n", "from;to;n;\nZ1;Z2;1;\n",
    "VendorID,PULocationID,DOLocationID,fare\n1,Z1,Z2,5\n", "PUlocationID,DOlocationID\nZ1,Z2\n",
    "w_geocode,h_geocode,S000,SA01\nZ2,Z1,1,9\n",
    "vendor,Start_Lon,Start_Lat,End_Lon,End_Lat\nx,10.015,45.005,10.025,45.005\n",
    "pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude\n10.015,45.005,10.025,45.005\n",
    "ride_id,start_lat,start_lng,end_lat,end_lng\na,45.005,10.015,45.005,10.025\n",
    "\"start station id\",\"start station latitude\",\"start station longitude\",\"end station latitude\",\"end station longitude\"\n\"7\",\"45.005\",\"10.015\",\"45.005\",\"10.025\"\n",
    "Trip ID,Pickup Census Tract,Dropoff Census Tract,Pickup Centroid Latitude,Pickup Centroid Longitude,Dropoff Centroid Latitude,Dropoff Centroid Longitude\na,Z1,,0,0,45.005,10.025\n",
    // Empty fields at the end, an end that is nowhere, positions of 0.
    "origin_lon,origin_lat,destination_lon,destination_lat\n10.015,45.005,10.025,45.005,,\n10.015,45.005,,\n0,0,0,0\n",
  ]) func tripsOfEveryLayoutAreTheSame(text: String) throws {
    #expect(try flows(text) == ["Z1>Z2=1.0"])
  }

  @Test func columnsThatAreNamedCount() throws {
    var rules = TableRules()
    rules.columns = try ColumnRoles(parsing: ["origin=Von", "destination=Nach", "count=Leute"])
    let text = "Von,Nach,Leute,origin,destination\nZ1,Z2,3,Z4,Z4\nZ2,Z3,2,Z4,Z4\n"
    #expect(try flows(text, rules) == ["Z1>Z2=3.0", "Z2>Z3=2.0"])
    rules.columns = try ColumnRoles(parsing: ["origin=Van"])
    #expect(failureMessage { _ = try flows(text, rules) }.contains("has no column 'Van' (origin=Van)"))
  }

  private func flows(_ text: String, _ rules: TableRules) throws -> [String] {
    try flows(text, of: nil, rules)
  }

  @Test func wrongTripsAreLeftOutWhereTheyAreFew() throws {
    let good = "Z1,Z2,1\n"
    let header = "origin,destination,count\n"
    let bad = "Z1,Z2,-1\nZ1,Z2\nZ1,\"Z2\"x,1\nZ1,Z2,many\nZ1,Z2,1,1\n"
    #expect(try flows(header + bad + String(repeating: good, count: 5)) == ["Z1>Z2=5.0"])
    #expect(throws: Failure.self) { try flows(header + bad + String(repeating: good, count: 4)) }
    let strict = failureMessage {
      var rules = TableRules()
      rules.badRows = RowPolicy(share: 0)
      _ = try flows(header + bad + String(repeating: good, count: 5), rules)
    }
    #expect(
      strict.contains("has 5 of 10 flows that cannot be taken")
        && strict.contains("line 2 has the count '-1'"), "\(strict)")
    // Swapped coordinates are no few wrong rows.
    let swapped =
      "origin_lon,origin_lat,destination_lon,destination_lat\n"
      + String(repeating: "45.005,110.015,45.005,110.025\n", count: 20)
    #expect(failureMessage { _ = try flows(swapped) }.contains("never more than half"))
  }

  @Test func idsThatDoNotJoinAreShown() throws {
    let tracts = Self.zones.replacing("\"Z", with: "\"0603700")
    let text = "origin,destination\n6037001,60370002\n"
    let message = try failureMessage { _ = try flows(text, of: city(tracts)) }
    #expect(
      message.contains("it has '60370002', where '06037002'") || message.contains("zeros in front"),
      "\(message)")
    var rules = TableRules()
    rules.normalisesIDs = true
    #expect(
      try flows("origin,destination\n6037001,6037002.0\n", of: city(tracts), rules) == [
        "06037001>06037002=1.0"
      ])
  }

  /// Divvy's trips of two editions, and of a table that says itself which columns they are.
  @Test(arguments: [
    "trip_id,from_station_id,from_station_name,to_station_id\n1,007,A,8\n2,9,B,8\n",
    "\"01 - Rental Details Rental ID\",03 - Rental Start Station ID,02 - Rental End Station ID\n1,007,8\n2,8,10\n",
    "Von,Nach\n007,8\n",
  ]) func tripsBetweenStationsAreThoseBetweenTheirRegions(text: String) throws {
    let stations = try CoordinateTable(
      parsing: Array("id,name,latitude,longitude\n007,a,45.005,10.015\n8,b,45.005,10.045\n10,c,50,10\n".utf8),
      name: "stations")
    var rules = TableRules()
    if text.hasPrefix("Von") { rules.columns = try ColumnRoles(parsing: ["origin=Von", "destination=Nach"]) }
    func read(_ stations: CoordinateTable?, normalises: Bool = false, _ text: String) throws -> [String] {
      rules.normalisesIDs = normalises
      var city = try city()
      try file(Array(text.utf8)) {
        try city.readFlows($0, tolerance: 5, stations: stations, rules, log: log)
      }
      return city.flowTexts
    }
    #expect(try read(stations, text) == ["Z1>Z4=1.0"])
    #expect(try read(stations, normalises: true, text.replacing("007", with: "7")) == ["Z1>Z4=1.0"])
    let other = failureMessage {
      _ = try read(stations, text.replacing("007", with: "x").replacing(",8", with: ",y"))
    }
    #expect(other.contains("has no trip between stations of stations that lie in regions"), "\(other)")
    let alone = failureMessage { _ = try read(nil, text) }
    #expect(
      alone.contains(text.hasPrefix("Von") ? "has no flow between regions" : "--stations FILE says where"))
  }

  private func places(
    _ text: String, _ change: (inout POIColumns) -> Void = { _ in }, _ rules: TableRules = TableRules()
  ) throws
    -> [String]
  {
    var columns = POIColumns()
    change(&columns)
    var city = try city()
    try file(Array(text.utf8)) {
      try city.readPOIs($0, columns, tolerance: 5, keepsOutside: true, rules, log: log)
    }
    guard let pois = city.pois else { return [] }
    return (0..<pois.names.count).map {
      "\(pois.names.string($0)) \(pois.positions[$0].x) \(pois.positions[$0].y)"
    }
  }

  private static func place(_ id: String, _ geometry: String, _ properties: String = "\"amenity\": \"cafe\"")
    -> String
  {
    "{\"type\": \"Feature\", \"id\": \"\(id)\", \"properties\": {\(properties)}, \"geometry\": \(geometry)}"
  }

  @Test func whatIsNoPointIsAPlaceAtItsMiddle() throws {
    let point = Self.place("p", "{\"type\": \"Point\", \"coordinates\": [10.015, 45.005]}")
    let line = Self.place(
      "l", "{\"type\": \"LineString\", \"coordinates\": [[10.0, 0.0], [10.0, 0.002], [10.0, 0.008]]}")
    let lines = Self.place(
      "m", "{\"type\": \"MultiLineString\", \"coordinates\": [[[1,0],[1,0.1]],[[2,0],[2,1]]]}")
    let points = Self.place("q", "{\"type\": \"MultiPoint\", \"coordinates\": [[1,2],[3,4]]}")
    let none = Self.place("n", "null")
    let both = Self.place(
      "c",
      "{\"type\": \"GeometryCollection\", \"geometries\": [{\"type\": \"Point\", \"coordinates\": [5, 6]}]}")
    let found = try places([point, line, lines, points, none, both].joined(separator: "\n"))
    #expect(found == ["p 10.015 45.005", "l 10.0 0.004", "m 2.0 0.5", "q 2.0 3.0", "c 5.0 6.0"])
  }

  @Test func propertiesAndColumnsThatAreAskedForHaveToBeThere() throws {
    let nested = Self.place(
      "p", "{\"type\": \"Point\", \"coordinates\": [10, 45]}",
      "\"kind\": {\"primary\": \"cafe\"}, \"text\": \"{\\\"primary\\\": \\\"bar\\\"}\"")
    func problem(_ name: String) -> String {
      failureMessage { _ = try places(nested, { $0.chosenCategories = [[name]] }) }
    }
    #expect(problem("kind.primary") == "no failure" && problem("text.primary") == "no failure")
    #expect(problem("kind").contains("whose values are objects: name a member, such as kind.primary"))
    #expect(
      problem("knid").contains("has no property 'knid' in any feature; there are kind, text (--poi-category)")
    )
    let table = "id,lon,lat,kind\na,10,45,cafe\n"
    #expect(
      failureMessage { _ = try places(table, { $0.chosenCategories = [["knid"]] }) }.contains(
        "has no column 'knid'"))
    #expect(
      failureMessage { _ = try places(table, { $0.chosenID = ["osm"] }) }.contains(
        "has no column 'osm' (--poi-id)"))
    #expect(try places(table, { $0.chosenCategories = [["knid", "kind"]] }).count == 1)
  }

  @Test func wrongPlacesAreLeftOut() throws {
    #expect(
      try places("id,lon,lat\na,10,45\nb,x,45\na,11,45\nc,10,145\nd,10,45\ne,,\nf,10,45\ng,10,45\n").map {
        $0.prefix(1)
      } == ["a", "d", "f", "g"])
  }

  @Test func visitsHaveTheirTimesOrSayThatTheyHaveNone() throws {
    func read(_ text: String, _ columns: String...) throws {
      var city = try city()
      var rules = TableRules()
      rules.columns = try ColumnRoles(parsing: columns)
      try file(Array("id,lon,lat\na,10,45\nb,10,45\n".utf8)) {
        try city.readPOIs($0, POIColumns(), tolerance: 5, keepsOutside: true, TableRules(), log: log)
      }
      try file(Array(text.utf8)) { try city.readCheckIns($0, POIColumns(), rules, log: log) }
    }
    try read("user,poi\n1,a\n")
    try read("user,poi,utcTimestamp\n1,a,Tue Apr 03 18:00:09 +0000 2012\n")
    let message = failureMessage { try read("user,poi,visitTimeLocal\n1,a,7\n") }
    #expect(
      message.contains("has no column time, but 'visitTimeLocal'") && message.contains("--columns time="),
      "\(message)")
    try read("user,poi,visitTimeLocal\n1,a,7\n", "time=visitTimeLocal")
    try read("user,poi,visitTimeLocal\n1,a,noon\n", "time=")
    #expect(failureMessage { try read("user,poi\n1,A\n") }.contains("capital letters differ"))
  }

  /// A check-in a line without a heading, in latin-1: both visits and places.
  @Test func foursquareWithoutAHeading() throws {
    var rules = TableRules()
    rules.layout = TableLayout.named("foursquare")
    var bytes = Array("470\tv1\tc1\tCaf".utf8) + [0xE9]
    bytes += Array("\t45.005\t10.015\t-240\tTue Apr 03 18:00:09 +0000 2012\n".utf8)
    bytes += Array("471\tv1\tc1\tCafe\t45.0051\t10.0151\t-240\tTue Apr 03 19:00:09 +0000 2012\n".utf8)
    var city = try city()
    try file(bytes) {
      try city.readPOIs($0, POIColumns(), tolerance: 5, keepsOutside: false, rules, log: log)
    }
    try file(bytes) { try city.readCheckIns($0, POIColumns(), rules, log: log) }
    #expect(city.pois?.names.count == 1 && city.pois?.positions[0] == SIMD2(10.015, 45.005))
  }
}
