import Foundation
internal import TestSupport
import Testing

/// `si-predict --to-geojson`.
@Suite struct EstimateMapTests {
  private static func city() throws -> Shell {
    let shell = try FillTests.city()
    let result = try shell.run(
      "si-predict x=e.h5 -i blank.csv --indicator pop --model ridge,knn --folds 3 --fill -q -o p.h5 > s.tsv")
    #expect(result.status == 0, "\(result.error)")
    return shell
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(.enabled(if: Shell.has("ogr2ogr"), "ogr2ogr converts the polygons"))
  func polygonsMayBeOfAnyLayer() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let ring = "[[[-73.9,40.7],[-73.8,40.7],[-73.8,40.8],[-73.9,40.7]]]"
    let features = ["t100", "t101"].map {
      "{\"type\":\"Feature\",\"properties\":{\"geoid\":\"\($0)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":\(ring)}}"
    }
    try shell.write(
      "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}", to: "r.geojson")
    let result = try shell.run(
      """
      ogr2ogr -f GPKG r.gpkg r.geojson -nln tracts && ogr2ogr -f GPKG -update r.gpkg r.geojson -nln others &&
      for from in r.geojson "r.gpkg --layer tracts --where geoid<>'t1'"; do
        si-predict --to-geojson p.h5 --features x+ridge -q --regions $from | grep -o '"pop_estimate": [0-9.e+-]*'
      done
      """)
    let found = result.output.split(separator: "\n")
    #expect(
      found.count == 4 && found[0] == found[2] && found[1] == found[3], "\(result.output)\(result.error)")
  }

  /// What a polygon file may hold, as it may be written: a number's digits, names with quotes, members of any order.
  @Test func polygonsKeepAllThatTheyHold() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let ring = #"[[[-73.90, 40.700000000000001],[1.0e1,40.7],[10.0,41.00],[-73.90, 40.700000000000001]]]"#
    try shell.write(
      #"""
      {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "type": "FeatureCollection",
       "features": [
        {"geometry": {"type": "Polygon", "coordinates": \#(ring)}, "id": 7, "type": "Feature",
         "properties": {"Name": "a \"quoted\" {place}, really", "GEOID": "t100", "pop_kind": "old", "n": 1.50}},
        {"type": "Feature", "properties": {"geoid": "t101", "caf\u00e9": [1, {"x": "]"}]}, "geometry": null},
        {"type": "Feature", "properties": {"geoid": "elsewhere"},
         "geometry": {"type": "Polygon", "coordinates": \#(ring)}}
      ]}
      """#, to: "r.geojson")
    let result = try shell.run(
      "si-predict --to-geojson p.h5 --regions r.geojson --features x+ridge && si-predict --to-tsv p.h5 --features x+ridge --estimates e.tsv"
    )
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.error.contains("1 of 3 polygons have no estimate") && result.error.contains("58 of 60 regions"))
    #expect(result.output.components(separatedBy: #""coordinates": \#(ring)"#).count == 3)
    let map = try json(result.output)
    #expect((map["crs"] as? [String: Any])?["type"] as? String == "name")
    let about = try #require(map["knowcl"] as? [String: Any])
    #expect(about["model"] as? String == "x+ridge" && about["level"] as? Double == 0.9)
    let features = try #require(map["features"] as? [[String: Any]])
    #expect(features[0]["id"] as? Int == 7 && features[1]["geometry"] is NSNull)
    let properties = try features.map { try #require($0["properties"] as? [String: Any]) }
    #expect(properties[0]["Name"] as? String == #"a "quoted" {place}, really"#)
    #expect(properties[0]["pop_kind"] as? String == "out-of-fold" && result.output.contains(#""n": 1.50,"#))
    #expect(properties[1]["café"] != nil && properties[1]["pop_kind"] as? String == "filled")
    #expect(properties[2]["pop_estimate"] is NSNull && properties[2]["pop_kind"] is NSNull)
    let lines = try FillTests.Line.all(String(decoding: try shell.read("e.tsv"), as: UTF8.self))
    for (region, own) in [("t100", properties[0]), ("t101", properties[1])] {
      let line = try #require(lines.first { $0.region == region })
      for (name, value) in [("estimate", line.estimate), ("low", line.low), ("high", line.high)] {
        let value = try #require(value)
        // Foundation reads decimals up to their last bit only.
        #expect(abs((own["pop_\(name)"] as? Double ?? .nan) - value) <= 1e-14 * value)
      }
      #expect(own["pop_applicability"] as? String == line.applicability)
      let truth = own["pop_truth"] as? Double
      #expect((truth == nil) == (region == "t101"))
      if let truth {
        #expect(abs((own["pop_error"] as? Double ?? .nan) - (line.estimate - truth)) <= 1e-14 * truth)
      }
    }
    let known = try shell.run("grep ^t100, blank.csv | cut -d, -f2").output
    #expect(properties[0]["pop_truth"] as? Double == Double(known.dropLast()))
  }

  /// Features one after another, and ids under a property of another name.
  @Test func featuresOneALineAreACollectionThen() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let lines = (100..<160).map {
      #"{"type":"Feature","properties":{"tract":"t\#($0)","id":"x"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#
    }
    try shell.write(lines.joined(separator: "\n") + "\n", to: "r.ndjson")
    let result = try shell.run(
      "gzip r.ndjson; si-predict --to-geojson p.h5 --regions r.ndjson.gz --region-id tract --features x+knn -o m.geojson"
    )
    #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty, "\(result.error)")
    let features =
      try json(String(decoding: try shell.read("m.geojson"), as: UTF8.self))["features"] as? [Any]
    #expect(features?.count == 60)
  }

  @Test(arguments: [
    ("--to-geojson p.h5", 64, "needs --regions FILE"),
    (
      "--to-geojson p.h5 --regions r.geojson", 65,
      "p.h5: holds estimates by x+knn, x+ridge; --features says which"
    ),
    ("--to-geojson p.h5 --regions r.geojson --features x+mlp", 65, "p.h5: /estimate: has no 'x+mlp'"),
    (
      "--to-geojson p.h5 --regions r.geojson --features x+knn --indicator edu", 65, "has no 'edu'; it has pop"
    ),
    (
      "--to-geojson p.h5 --regions r.geojson --features x+knn", 65,
      "r.geojson: has no polygon of a region of p.h5"
    ),
    (
      "--to-geojson q.h5 --regions r.geojson", 65,
      "q.h5: /estimate: is missing: the file is of a run without --fill"
    ),
    ("--to-geojson p.h5 --regions s.csv --features x+knn", 65, "s.csv"),
    ("--to-geojson p.h5 --to-tsv p.h5 --regions r.geojson", 64, "give one of --to-tsv and --to-geojson"),
    ("--region-id x --to-tsv p.h5", 64, "--region-id goes with --to-geojson"),
    ("--to-geojson p.h5 --regions r.geojson --fill", 64, "--to-geojson fits nothing"),
  ]) func wrongRequestsAreRefused(arguments: String, status: Int32, message: String) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    try shell.write(
      #"{"type":"Feature","id":"u","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#,
      to: "r.geojson")
    let result = try shell.run(
      "si-predict x=e.h5 -i i.csv --indicator pop --split s.csv -q -o q.h5 > q.tsv; si-predict \(arguments) -o out.geojson"
    )
    #expect(result.status == status && result.error.contains(message), "\(result.error)")
    #expect(!shell.files.contains("out.geojson"))
  }
}
