internal import Foundation
internal import Geography
internal import Reports
internal import Support
internal import TestSupport
import Testing

@Suite struct MapOutlinesTests {
  private static func rows(_ geoJSON: String, _ property: String = "pop") throws -> [[String]] {
    try withTemporaryPath(".geojson") { path in
      try geoJSON.write(toFile: path, atomically: false, encoding: .utf8)
      let text = try MapOutlines(reading: InputFile(path: path, name: "a.geojson"), value: property).rows
      return text.components(separatedBy: "\n\n\n").map { set in
        set.components(separatedBy: "\n\n").map { $0.trimmingCharacters(in: .newlines) }
      }
    }
  }

  private static func ring(_ low: Int, _ high: Int, clockwise: Bool = false) -> String {
    let points = [
      "[\(low),\(low)]", "[\(high),\(low)]", "[\(high),\(high)]", "[\(low),\(high)]", "[\(low),\(low)]",
    ]
    return "[" + (clockwise ? points.reversed() : points).joined(separator: ",") + "]"
  }

  private static func collection(_ features: String...) -> String {
    #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}"
  }

  private static func feature(_ properties: String, _ type: String, _ coordinates: String) -> String {
    #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}"#
  }

  /// Twice the signed area within a line of `lon lat value` rows.
  private static func area(_ block: String) -> Double {
    let points = block.split(separator: "\n").map { $0.split(separator: "\t").map { Double($0) ?? .nan } }
    return zip(points, points.dropFirst()).reduce(0) { $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1] }
  }

  /// Whichever way the rings turn, the line to fill encloses the outline without its holes.
  @Test(arguments: [false, true], [false, true])
  func holesAreLeftOpen(outlineTurns: Bool, holeTurns: Bool) throws {
    let outline = Self.ring(0, 10, clockwise: outlineTurns)
    let holes = [Self.ring(1, 3, clockwise: holeTurns), Self.ring(5, 9, clockwise: holeTurns)]
    let sets = try Self.rows(
      Self.collection(
        Self.feature(#""pop": 7"#, "Polygon", "[\(([outline] + holes).joined(separator: ","))]")))
    #expect(sets.count == 2 && sets[0].count == 1 && sets[1].count == 3)
    #expect(abs(Self.area(sets[0][0])) == 2 * (100 - 4 - 16))
    #expect(sets[1].map { abs(Self.area($0)) } == [200, 8, 32])
    let lines = sets[0][0].split(separator: "\n")
    #expect(lines.first == "0.0\t0.0\t7.0" && lines.last == "0.0\t0.0\t7.0" && lines.count == 5 + 6 + 6)
  }

  @Test func partsStandApartAndRegionsWithoutAValueHaveNaN() throws {
    let sets = try Self.rows(
      Self.collection(
        Self.feature(#""Pop": "1.5""#, "MultiPolygon", "[[\(Self.ring(0, 1))],[\(Self.ring(2, 3))]]"),
        Self.feature(#""pop": null"#, "Polygon", "[\(Self.ring(4, 5))]"),
        Self.feature("", "Point", "[1,1]")))
    #expect(sets[0].map { $0.split(separator: "\t").last.map(String.init) } == ["1.5", "1.5", "NaN"])
    #expect(sets[1].count == 3)
  }

  @Test func filesWithoutPolygonsOrThePropertyAreRefused() {
    let point = Self.collection(Self.feature(#""pop": 1"#, "Point", "[1,1]"))
    #expect(failureMessage { _ = try Self.rows(point) } == "65 a.geojson: has no polygons")
    let square = Self.collection(Self.feature(#""pop": 1"#, "Polygon", "[\(Self.ring(0, 1))]"))
    #expect(
      failureMessage { _ = try Self.rows(square, "edu") }
        == "65 a.geojson: has no feature with the property 'edu'")
  }
}
