import Foundation
internal import TestSupport
import Testing

/// Files of vector layers where the tools take them; plain GeoJSON is read without `geo-read`.
@Suite struct VectorToolTests {
  private static let regions = Repository.root.path + "/Tests/Fixtures/scenes/regions.geojson"

  @Test(.enabled(if: Shell.has("ogr2ogr"), "ogr2ogr converts the polygons"))
  func everyFormatGivesTheGraphOfGeoJSON() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      city-sim -o city --regions 30 --image-size 8 --street-views 0 -q > /dev/null
      # In the order of points that shapefiles keep.
      ogr2ogr -f 'ESRI Shapefile' shapes city/regions.geojson && ogr2ogr -f GeoJSON regions.geojson shapes
      (cd shapes && \(Python.path) -m zipfile -c ../regions.shp.zip regions.*)
      ogr2ogr -f GPKG regions.gpkg regions.geojson && ogr2ogr -f FlatGeobuf regions.fgb regions.geojson
      for file in regions.geojson regions.gpkg regions.shp.zip regions.fgb shapes/regions.shp; do
        kg-build --regions $file --pois city/pois.csv --areas city/areas.geojson -q -o kg.h5 || exit 1
        kg-build --to-tsv kg.h5 | sha256sum
        kg-build --to-geojson BorderBy kg.h5 | sha256sum
      done | sort | uniq -c | awk '{ print $1 }'
      ogr2ogr -f GeoJSON -t_srs EPSG:3857 mercator.geojson regions.geojson
      kg-build --regions mercator.geojson --stats -q | grep -c BorderBy
      """)
    #expect(result.output == "5\n5\n1\n", "\(result.output)\(result.error)")
  }

  @Test func placesOfAnExtract() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      """
      <osm version="0.6"><node id="1" version="1" lat="40.73" lon="-74.995"><tag k="amenity" v="cafe"/><tag k="brand" v="B"/></node>
      <node id="2" version="1" lat="40.7301" lon="-74.9951"><tag k="highway" v="crossing"/></node>
      <node id="3" version="1" lat="40.7300" lon="-74.9940"/><node id="4" version="1" lat="40.7300" lon="-74.9938"/>
      <node id="5" version="1" lat="40.7302" lon="-74.9938"/>
      <way id="9" version="1"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="3"/><tag k="shop" v="books"/></way></osm>
      """, to: "extract.osm")
    let result = try shell.run(
      "kg-build --regions \(Self.regions) --pois extract.osm --keep-outside --relations all -q -o kg.h5 && kg-build --to-tsv kg.h5"
    )
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.output.contains("n1\t") && result.output.contains("a18\t") && !result.output.contains("n2\t"))
  }

  @Test func whatIsWrongIsSaidByTheToolThatWasAsked() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("PAR1 and more", to: "places.parquet")
    try shell.write("fgb\u{3}fgb and no more", to: "broken.fgb")
    // A format that names other files would let an input read them.
    try shell.write(
      "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>\(Self.regions)</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
      to: "elsewhere.vrt")
    try shell.write(
      """
      {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"region":"A"},
      "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}
      """, to: "one.geojson")
    for (line, status, message) in [
      ("kg-build --regions elsewhere.vrt --stats", 65, "elsewhere.vrt: has no vector layers"),
      ("kg-build --regions one.geojson --relations NearBy --stats", 65, "one.geojson: gives no fact"),
      ("kg-build --regions \(Self.regions) --layer other --stats", 64, "has no layer 'other'"),
      ("kg-build --regions \(Self.regions) --where 'nix = 1' --stats", 64, "--where"),
      ("kg-build --regions places.parquet --stats", 65, "is Parquet"),
      ("kg-build --regions broken.fgb --stats", 65, "broken.fgb: has no vector layers"),
      ("geo-read no-such.gpkg", 66, "no-such.gpkg: cannot be opened"),
    ] as [(String, Int32, String)] {
      let result = try shell.run(line)
      #expect(
        result.status == status && result.error.contains(message), "\(line): \(result.status) \(result.error)"
      )
      #expect(
        result.error.split(separator: "\n").count == 1
          && result.error.hasPrefix(line.prefix { $0 != " " } + ": "))
    }
  }

  /// GDAL takes longer to start than a small city to read, so no process of it may be started for GeoJSON.
  @Test func plainGeoJSONNeedsNoHelper() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      mkdir alone && cp "$(command -v kg-build)" alone/
      PATH=/usr/bin:/bin alone/kg-build --regions \(Self.regions) --stats -q | head -n 1
      PATH=/usr/bin:/bin alone/kg-build --regions \(Self.regions) --where "region = 'blob'" --stats
      """)
    #expect(result.output.hasPrefix("kind\tname"), "\(result.error)")
    #expect(result.error.contains("geo-read, which reads it, is not installed beside kg-build"))
  }
}
