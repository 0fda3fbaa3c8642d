internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct CoordinateTableTests {
  private func parse(_ text: String) throws -> CoordinateTable {
    try CoordinateTable(parsing: Array(text.utf8), name: "c")
  }

  /// One town, in every way to write it.
  static let spellings = [
    "region,lon,lat\nt 1,-74.5,40.25\n", "lat,lon,id\n40.25,-74.5,t 1\n",
    "ID,Longitude,LATITUDE\nt 1,-74.5,40.25\n",
    "GEOID,x,y\nt 1,-74.5,40.25\n", "name,lng,lat\nt 1,-74.5,40.25\n",
    "lon\tlat\tregion_id\n-74.5\t40.25\tt 1\n",
    "t 1,-74.5,40.25\n", "t 1\t-74.5\t40.25", "\u{FEFF}region,lon,lat\r\nt 1,-74.5,40.25\r\n",
    "  region , lon , lat \n  \n t 1 ,\t-74.5, +40.25 \n",
    "\"region\",\"lon\",\"lat\"\n\"t 1\",\" -74.5\",\"4.025e1\"\n",
    "pop,imagename,lon,lat\n3,t 1,-74.5,40.25\n", "region,lon,lat\nt 1,-74.5,40.25\nunknown,,\n",
    "id,region,lon,lat\n9,t 1,-74.5,40.25\n", "region\u{A0},lon,lat\nt 1\u{A0},-74.5,40.25\n",
    #"{"t 1": [-74.5, 40.25]}"#, #" {"t 1": {"pop": 3, "center": [-74.5, 40.25], "tags": ["a"]}, "u": {}}"#,
    "\u{FEFF}{\"t 1\": {\"center\": [-74.5, 40.25]}, \"u\": {\"center\": null}, \"v\": null}",
  ]

  @Test(arguments: spellings) func everySpellingGivesTheSamePosition(text: String) throws {
    let table = try parse(text)
    #expect(table.ids == ["t 1"] && table["t 1"] == SIMD2(-74.5, 40.25), "\(table.positions)")
  }

  @Test(arguments: [
    (
      "id,lon,lat\na,40,-174\n",
      "c: line 2: has latitude -174.0, beyond ±90: longitude comes first; are the two swapped here?"
    ),
    (
      "id,lon,lat\na,583960,4507523\n",
      "c: line 2: has the position 583960.0, 4507523.0, where WGS 84 longitude within ±180 and latitude within ±90 degrees are needed; is it projected?"
    ),
    ("id,lon,lat\na,286,40\n", "c: line 2: has longitude 286.0, beyond ±180, where -74.0 is needed"),
    (
      "id,lon,lat\na,nan,40\n",
      "c: line 2: has 'nan', '40', where longitude and latitude in degrees are needed"
    ),
    ("id,lon,lat\na,,40\n", "c: line 2: has '', '40', where longitude and latitude in degrees are needed"),
    ("id,lon,lat\na,1,2\n\na,1,2\n", "c: line 4: lists region a again"),
    ("id,lon,lat\n,1,2\n", "c: line 2: names no region"),
    ("id,lon,lat\na,1\n", "c: line 2: has 2 fields, where the header has 3"),
    ("a,1,2\nb,3\n", "c: line 2: has 2 fields, where id, longitude and latitude are needed"),
    (
      "id,pop\na,4\n",
      "c: has no columns lon and lat; it has id, pop; --columns lon=NAME,lat=NAME says which they are"
    ),
    (
      "tract,long,lati\na,1,2\n",
      "c: line 1: looks like a heading (tract, long, lati), but has no column of ids (region, region_id, id, geoid); --id-column NAME says which it is"
    ),
    ("id,lon,lat\na,,\n", "c: gives no region a longitude and latitude"),
    ("[[1, 2]]", "c: line 1: has a JSON array, where an object with ids as keys is needed"),
    (
      "{\"a\": [1, 2],\n\"b\": [1]}",
      "c: line 2: gives 'b' no position, where [longitude, latitude] is needed"
    ),
    (
      "{\"a\": {\"center\": \"x\"}}",
      "c: line 1: gives 'a' no position, where [longitude, latitude] is needed"
    ),
    (
      "{\"a\": [95, 40],\n\"a\": [1, 2]}",
      "c: line 2: has 'a' twice in one object, where each name may be there once"
    ),
    (
      "{\"a\": [40, 95]}",
      "c: line 1: has latitude 95.0, beyond ±90: longitude comes first; are the two swapped here?"
    ),
    ("{\"a\": {}}", "c: gives no region a center, where [longitude, latitude] is needed"),
    ("{\"a\": [1, 2]} {", "c: line 1: has '{' after the end of its JSON"),
  ]) func wrongOnesAreRefused(text: String, message: String) {
    #expect(failureMessage { _ = try parse(text) } == "65 " + message)
  }

  @Test func onlyWhatIsNamedCountsInTablesOfSomethingElse() throws {
    func named(_ text: String) throws -> CoordinateTable? {
      try CoordinateTable.named(in: Array(text.utf8), name: "c")
    }
    #expect(try named("region,pop,edu\na,1,2\n") == nil && named("a,1,2\n") == nil)
    #expect(try named(#"{"a": ["x.jpg", "y.jpg"]}"#) == nil && named(#"{"a": [1, 2]}"#) == nil)
    #expect(try named("region,pop,x,y\na,1,2,3\n")?["a"] == SIMD2(2, 3))
    #expect(try named(#"{"a": {"pop": 1, "center": [2, 3]}, "b": {"pop": 2}}"#)?.ids == ["a"])
    #expect(throws: Failure.self) { try named("region,lon,lat\na,1,x\n") }
  }
}

@Suite struct IdentifierListTests {
  private func parse(_ text: String) throws -> [String] {
    try IdentifierList.parse(Array(text.utf8), name: "l")
  }

  /// Two ids, in every way to write them.
  static let spellings = [
    "r10\nr2\n", "r10\r\n\r\nr2", "region\nr10\nr2\n", "name,Region,pop\nA,r10,1\nB,r2,2\n",
    "pop\tgeoid\n1\tr10\n2\tr2\n",
    " r10 \n \n\tr2\n", "imagename\nr10\nr2\n", "r10,extra\nr2\n", #"["r10", "r2"]"#, "\"r10\"\n\"r2\"\n",
    "\u{FEFF}entity\nr10\nr2\n", "tract,lon,lat\nr10,1,2\nr2,1,2\n", "id,region_id\n1,r10\n2,r2\n",
  ]

  @Test(arguments: spellings) func everySpellingGivesTheSameIDs(text: String) throws {
    #expect(try parse(text) == ["r10", "r2"])
  }

  @Test func keysOfAnObjectComeInNaturalOrder() throws {
    #expect(try parse(#"{"r10": [1, {"a": 2}], "r2": {"center": [1, 2]}}"#) == ["r2", "r10"])
  }

  @Test(arguments: [
    ("", "l: names no region"), ("region\n", "l: names no region"), ("{}", "l: names no region"),
    ("a\nb\na\n", "l: line 3: lists region a again"), ("region,pop\n,1\n", "l: line 2: names no region"),
    ("region,pop\na\n", "l: line 2: has 1 fields, where the header has 2"),
    (#"{"a": 1, "a": 2}"#, "l: line 1: has 'a' twice in one object, where each name may be there once"),
    (#"["a", 1]"#, "l: line 1: has '1' where a string is needed"),
    (#"{"a": 1"#, "l: line 1: ends where a comma or } is needed; is the file cut short?"),
    (
      "a\u{0}\n",
      "l: is not UTF-8 text, where a CSV or TSV table is needed; if it is UTF-16, --encoding utf-16"
    ),
  ]) func wrongOnesAreRefused(text: String, message: String) {
    #expect(failureMessage { _ = try parse(text) } == "65 " + message)
  }
}
