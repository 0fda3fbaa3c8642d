internal import CGDAL
internal import Foundation
internal import GDAL
internal import Support
internal import TestSupport
import Testing

internal import Vectors

@Suite struct VectorFileTests {
  private static let text = """
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"geoid":"06037","name":"a \\"b\\"","count":36061000100,"share":0.1},
    "geometry":{"type":"Polygon","coordinates":[[[-118.1234567,34.0,7],[-118.0,34.0,7],[-118.0,34.1,7],[-118.1234567,34.0,7]]]}},
    {"type":"Feature","properties":{"geoid":"00001","name":null,"count":2,"share":1.0},
    "geometry":{"type":"MultiPolygon","coordinates":[[[[-117,34],[-116,34],[-116,35],[-117,34]]],[[[-115,34],[-114,34],[-114,35],[-115,34]]]]}}]}
    """

  /// Calls `body` with the same layer in another format, as GDAL's own `ogr2ogr` writes it.
  private static func with(
    _ driver: String, _ suffix: String, _ more: [String] = [], _ body: (String) throws -> Void
  )
    throws
  {
    GDALLibrary.start()
    try withTemporaryPath(".geojson") { source in
      try text.write(toFile: source, atomically: false, encoding: .utf8)
      try withTemporaryPath(suffix) { target in
        let input = GDALOpenEx(source, UInt32(GDAL_OF_VECTOR), nil, nil, nil)
        let options = withStringList(["-f", driver, "-nln", "layer"] + more) {
          GDALVectorTranslateOptionsNew($0, nil)
        }
        var inputs: [GDALDatasetH?] = [input]
        let output = GDALVectorTranslate(target, nil, 1, &inputs, options, nil)
        try #require(output != nil)
        GDALClose(output)
        GDALClose(input)
        GDALVectorTranslateOptionsFree(options)
        try body(target)
      }
    }
  }

  private static func lines(_ path: String, _ request: VectorFile.Request = .init(role: .regions)) throws
    -> [String]
  {
    var bytes: [UInt8] = []
    _ = try VectorFile(path, name: "file").writeGeoJSON(request) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(arguments: [
    ("GPKG", ".gpkg"), ("FlatGeobuf", ".fgb"), ("ESRI Shapefile", ".shz"), ("GeoJSON", ".json"),
  ])
  func keepsIdsDigitsAndPositions(driver: String, suffix: String) throws {
    try Self.with(driver, suffix) { path in
      let all = try Self.lines(path)
      try #require(all.count == 2)
      let first = try #require(all.first { $0.contains("06037") })
      #expect(first.contains("\"geoid\":\"06037\"") && first.contains("\"a \\\"b\\\"\""))
      #expect(first.contains("\"count\":36061000100") && first.contains("\"share\":0.1"))
      // Heights go; numbers keep their digits.
      #expect(first.contains("[-118.1234567,34.0]") && !first.contains(",7"))
      let second = try #require(all.first { $0.contains("00001") })
      #expect(second.contains("\"MultiPolygon\"") && second.contains("\"share\":1}"))
      #expect(!second.contains("name"))
    }
  }

  @Test func positionsComeInDegrees() throws {
    try Self.with("GPKG", ".gpkg", ["-t_srs", "EPSG:32611"]) { path in
      let line = try #require(Self.lines(path).first)
      let number = try #require(line.firstMatch(of: /\[\[\[(-118\.[0-9]+),(3[34]\.[0-9]+)\]/))
      #expect(abs((Double(number.1) ?? 0) + 118.1234567) < 1e-9 && abs((Double(number.2) ?? 0) - 34) < 1e-9)
    }
  }

  @Test func filtersAndLayersAreHeeded() throws {
    try Self.with("GPKG", ".gpkg") { path in
      let chosen = try Self.lines(path, .init(role: .regions, filter: "geoid = '00001'"))
      #expect(chosen.count == 1)
      #expect(throws: Failure.self) { try Self.lines(path, .init(role: .regions, layers: ["other"])) }
      #expect(throws: Failure.self) {
        try Self.lines(path, .init(role: .regions, filter: "no such column = 1"))
      }
      #expect(throws: Failure.self) { _ = try VectorFile(path + "x", name: "file") }
    }
  }

  @Test func tagsOfOpenStreetMapAreTakenApart() {
    let tags = OSMTags.parse(#""a"=>"1, \"2\"","b:c"=>"x\\y","d"=>"""#)
    #expect(tags.map(\.key) == ["a", "b:c", "d"] && tags.map(\.value) == ["1, \"2\"", "x\\y", ""])
  }
}
