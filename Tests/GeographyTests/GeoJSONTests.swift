import Foundation
internal import Geography
internal import Logging
internal import Support
internal import TestSupport
import Testing

/// GeoJSON as programs write it, well or not so well.
@Suite struct GeoJSONTests {
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func layer(_ text: String, only: [String]? = nil, id: [String]? = nil, normalises: Bool = false)
    throws -> PolygonLayer
  {
    try withTemporaryPath(".geojson") { path in
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try PolygonLayer(
        reading: InputFile(path: path, name: "r"), idProperty: id, what: "region", only: only,
        normalisesIDs: normalises, log: log)
    }
  }

  private static func feature(_ properties: String, _ geometry: String, more: String = "") -> String {
    "{\"type\": \"Feature\", \"properties\": \(properties), \"geometry\": \(geometry)\(more)}"
  }

  private static func square(_ x: Double, _ y: Double = 45) -> String {
    "[[[\(x),\(y)],[\(x + 0.01),\(y)],[\(x + 0.01),\(y + 0.01)],[\(x),\(y + 0.01)],[\(x),\(y)]]]"
  }

  private static func polygon(_ x: Double) -> String {
    "{\"type\": \"Polygon\", \"coordinates\": \(square(x))}"
  }
  private static let line = "{\"type\": \"LineString\", \"coordinates\": [[10,45],[10.1,45]]}"

  private static func named(_ id: String, _ x: Double) -> String {
    feature("{\"region\": \"\(id)\"}", polygon(x))
  }

  @Test func collectionsOfPolygonsAreRegions() throws {
    let both =
      "{\"type\": \"GeometryCollection\", \"geometries\": [\(Self.polygon(10)), \(Self.line), \(Self.polygon(10.02))]}"
    let nested = "{\"geometries\": [\(both)], \"type\": \"GeometryCollection\"}"
    for geometry in [both, nested] {
      let layer = try layer(Self.feature("{\"region\": \"a\"}", geometry))
      #expect(
        layer.ids == ["a"] && abs(layer.centres[0].x - 10.015) < 1e-9
          && abs(layer.centres[0].y - 45.005) < 1e-9)
    }
    let lines = "{\"type\": \"GeometryCollection\", \"geometries\": [\(Self.line)]}"
    #expect(
      failureMessage { _ = try layer(Self.feature("{\"region\": \"a\"}", lines)) }.contains(
        "is a GeometryCollection"))
  }

  @Test func everyRegionWithoutAPolygonIsNamedUnlessItIsNotAskedFor() throws {
    let text =
      Self.named("a", 10) + "\n" + Self.feature("{\"region\": \"b\"}", "null") + "\n"
      + Self.feature("{\"region\": \"c\"}", "{\"type\": \"MultiPolygon\", \"coordinates\": []}") + "\n"
      + Self.feature(
        "{\"region\": \"d\"}",
        "{\"type\": \"Polygon\", \"coordinates\": [[[10,145],[11,145],[11,146],[10,145]]]}")
    let message = failureMessage { _ = try layer(text) }
    #expect(
      message.hasPrefix(
        "65 r: has 3 rows that cannot be taken: line 2 region 'b' has no geometry; --region-list"),
      "\(message)")
    #expect(
      message.contains("region 'c' has no geometry") && message.contains("line 4 has latitude 145.0"),
      "\(message)")
    #expect(try layer(text, only: ["a"]).ids == ["a"])
  }

  @Test func listedRegionsThatAreWrittenOtherwiseAreSaidOrJoined() throws {
    let text = Self.named("06037", 10) + "\n" + Self.named("06038", 10.02)
    let message = failureMessage { _ = try layer(text, only: ["6037"]) }
    #expect(
      message.contains("it has '06037', where '6037' is looked for; likely zeros in front"), "\(message)")
    #expect(try layer(text, only: ["6037"], normalises: true).ids == ["6037"])
  }

  @Test(arguments: [
    ("6037101110", "6037101110"), ("6037101110.0", "6037101110"), ("6.037e3", "6037"), ("\"1.0\"", "1.0"),
    ("1.5", "1.5"),
    ("\"06037\"", "06037"), ("-0.0", "0"),
  ]) func numbersAsIDs(json: String, id: String) throws {
    #expect(try layer(Self.feature("{\"GEOID\": \(json)}", Self.polygon(10))).ids == [id])
  }

  @Test func anAreaOrARowNumberIsNoID() throws {
    let rows = (0..<3).map {
      Self.feature("{\"area\": \($0).5}", Self.polygon(10 + 0.02 * Double($0)), more: ", \"id\": \($0)")
    }
    let message = failureMessage { _ = try layer(rows.joined(separator: "\n")) }
    #expect(message.contains("numbers its features from 0") && message.contains("--region-id"), "\(message)")
    #expect(try layer(rows.joined(separator: "\n"), id: ["id"]).ids == ["0", "1", "2"])
    let odd = [7, 3].map { Self.feature("{}", Self.polygon(10 + 0.02 * Double($0)), more: ", \"id\": \($0)") }
    #expect(try layer(odd.joined(separator: "\n")).ids == ["3", "7"])
  }

  @Test func aPropertyThatWasAskedForAndIsAbsentIsAnError() {
    let message = failureMessage { _ = try layer(Self.named("a", 10), id: ["geoidd"]) }
    #expect(
      message.hasPrefix("65 r: has no property 'geoidd' in any feature; there are region (--region-id)"),
      "\(message)")
  }

  @Test func ringsCloseUpToRounding() throws {
    func ring(_ gap: Double) -> String {
      Self.feature(
        "{\"region\": \"a\"}",
        "{\"type\": \"Polygon\", \"coordinates\": [[[10,45],[10.01,45],[10.01,45.01],[\(10 + gap),45]]]}")
    }
    #expect(try layer(ring(9e-10)).shapes == layer(ring(0)).shapes)
    #expect(failureMessage { _ = try layer(ring(1e-8)) }.contains("has a ring that is not closed"))
  }

  @Test func aBitBeyondTheAntimeridianIsTheOtherSide() throws {
    func shifted(_ x: Double) -> String {
      Self.feature(
        "{\"region\": \"a\"}",
        "{\"type\": \"Polygon\", \"coordinates\": [[[179.9,45],[\(x),45],[\(x),45.01],[179.9,45]]]}")
    }
    #expect(abs(try layer(shifted(180.01)).centres[0].x - layer(shifted(-179.99)).centres[0].x) < 1e-9)
    #expect(failureMessage { _ = try layer(shifted(180.02)) }.contains("beyond ±180"))
  }

  @Test func whatNobodyAskedForDoesNoHarm() throws {
    let properties =
      "{\"region\": \"a\", \"x\": NaN, \"y\": -Infinity, \"z\": \"\\ud83c half\", \"w\": {\"q\": [NaN]}}"
    #expect(try layer(Self.feature(properties, Self.polygon(10))).ids == ["a"])
    #expect(
      failureMessage { _ = try layer(Self.feature("{\"region\": \"\\ud83c\"}", Self.polygon(10))) }.contains(
        "surrogates"))
    #expect(
      failureMessage { _ = try layer(Self.feature("{\"region\": NaN}", Self.polygon(10))) }.contains(
        "without an id"))
  }

  @Test(arguments: [
    "{\"type\": \"Polygon\", \"coordinates\": []}", "{\"type\": \"GeometryCollection\", \"geometries\": []}",
    "{\"type\": \"CityJSON\"}", "{\"elements\": [{\"type\": \"node\", \"lat\": 1, \"lon\": 2}]}",
    "{\"features\": [{\"attributes\": {\"GEOID\": \"1\"}, \"geometry\": {\"rings\": []}}]}",
    "{\"type\": \"Topology\", \"arcs\": []}",
  ]) func otherJSONIsToldThatAFeatureCollectionIsNeeded(text: String) throws {
    let message = failureMessage { _ = try layer(text) }
    #expect(message.hasPrefix("65 r: ") && message.contains("FeatureCollection"), "\(message)")
    try withTemporaryPath(".json") { path in
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      #expect(try GeoJSONReader.isGeoJSON(InputFile(path: path, name: "r")))
    }
  }

  @Test func hostileVariantsAreReadRightlyOrRefused() throws {
    try HostileRun.forEach("GeoJSON") { random in
      let variant = HostileGeoJSON(random: &random)
      let found = try withTemporaryPath(".geojson") { path in
        try Data(variant.bytes).write(to: URL(fileURLWithPath: path))
        return try HostileRun.answer {
          try PolygonLayer(
            reading: InputFile(path: path, name: "r"), idProperty: nil, what: "region", log: log)
        }
      }
      if variant.isNoise { return }
      func shown() -> String { String(decoding: variant.bytes, as: UTF8.self).debugDescription }
      guard let found else {
        if variant.isWrong { return }
        throw WrongAnswer(what: "refused \(shown())")
      }
      if variant.isWrong { throw WrongAnswer(what: "took \(shown())") }
      guard Set(found.ids) == Set(variant.squares.keys) else {
        throw WrongAnswer(what: "\(found.ids) of \(shown())")
      }
      for (id, centre) in zip(found.ids, found.centres) {
        let expected = (variant.squares[id] ?? .zero) + HostileGeoJSON.side / 2
        if max(abs(centre.x - expected.x), abs(centre.y - expected.y)) > 1e-8 {
          throw WrongAnswer(what: "\(id) at \(centre), not \(expected): \(shown())")
        }
      }
    }
  }

  /// A map is written back with what it came with: nothing that only our reader takes may be in it.
  @Test func aMapIsJSONWhateverProgramsWrite() throws {
    let feature = Self.feature(
      #"{"region": "a", "NaN": NaN, "I": [-Infinity, {"x": Infinity}], "name": "NaN -I"}"#, Self.polygon(10))
    let text = "\u{FEFF}\u{1E}\(feature)\n\u{1E}\(feature)\n"
    let map = try withTemporaryPath(".geojson") { path in
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try GeoJSONText(reading: InputFile(path: path, name: "r"), idProperty: nil)
        .text(adding: { _ in [("pop", "1")] }, member: ("knowcl", "{}"))
    }
    let object = try JSONSerialization.jsonObject(with: Data(map.utf8)) as? [String: Any]
    let features = try #require(object?["features"] as? [[String: Any]])
    let properties = try #require(features.first?["properties"] as? [String: Any])
    #expect(features.count == 2 && properties["NaN"] is NSNull)
    #expect(properties["name"] as? String == "NaN -I" && (properties["I"] as? [Any])?.first is NSNull)
  }

  @Test(arguments: ["\u{FEFF}", "\u{1E}"])
  func marksBetweenTextsAreNoneWithinThem(mark: String) {
    let feature = Self.named("a", 10)
    for wrong in [feature.replacing(", ", with: ", \(mark)"), feature + "\u{FEFF}"] {
      #expect(failureMessage { _ = try layer(wrong) }.contains("r: line 1: has 'byte"))
    }
  }
}
