internal import Foundation
internal import Geography
internal import Images
package import Support

extension City {
  /// The file by which a directory of ours is known.
  static let marker = "city.json"

  /// Writes the city into a directory, whole or not at all.
  /// - Parameters:
  ///   - target: must not exist, be empty, or hold an earlier city and nothing else; `force` replaces any directory.
  ///   - version: of the tool, for the description.
  /// - Returns: what was written and how much of it, in order.
  /// - Throws: `Failure` (EX_CANTCREAT, EX_IOERR).
  package func write(
    to target: String, force: Bool, version: String, progress: ProgressLine
  ) throws -> [(what: String, count: Int)] {
    let triples = triples()
    try OutputDirectory.write(to: target, mayReplace: { force || WrittenCity.isAll(of: $0) }) { path in
      let texts: [String: String] = [
        "regions.geojson": CityPolygon.geoJSON(regions.map { ($0.id, $0.polygon) }, property: "region"),
        "areas.geojson": CityPolygon.geoJSON(areas.map { ($0.id, $0.polygon) }, property: "area"),
        "pois.csv": poiTable(), "flows.csv": flowTable(), "checkins.csv": checkInTable(),
        "triples.tsv": triples.map { "\($0.head)\t\($0.relation)\t\($0.tail)\n" }.joined(),
        "indicators.csv": indicatorTable(), "coordinates.csv": coordinateTable(), "split.csv": splitTable(),
        "truth.csv": truthTable(), Self.marker: description(version),
      ]
      for (name, text) in texts { try Self.create(Array(text.utf8), "\(path)/\(name)") }
      for scene in try plan.scenePixel.map(sceneFiles) ?? [] {
        try Self.create(scene.bytes, "\(path)/\(scene.name)")
      }
      try writePictures(path, progress)
    }
    let counts = Dictionary(grouping: triples, by: \.relation).mapValues(\.count)
    let written: [(what: String, count: Int)] =
      [
        ("regions", regions.count), ("pois", pois.count), ("areas", areas.count), ("flows", flows.count),
        ("checkins", checkIns.count), ("pictures", regions.count * (1 + plan.streetViews)),
      ] + (plan.scenePixel == nil ? [] : [("scenes", Self.sceneCount)]) + [("triples", triples.count)]
    return written + Self.relations.map { (what: $0, count: counts[$0] ?? 0) }
  }

  /// The name of a street view: region, where it was taken, number.
  func streetViewName(_ region: Int, _ view: Int) -> String {
    var random = Philox(seed: plan.seed, "street place", UInt64(region * plan.streetViews + view))
    let point = Self.randomPoint(in: regions[region].polygon, plan.projection, &random)
    return "\(regions[region].id)_\(point.degrees.latText)_\(point.degrees.lonText)_\(view).jpg"
  }

  private func writePictures(_ path: String, _ progress: ProgressLine) throws {
    let satellite = "\(path)/satellite"
    try Self.createDirectory(satellite)
    let street = "\(path)/street_view"
    if plan.streetViews > 0 {
      try Self.createDirectory(street)
      let lines = regions.indices.map { region in
        let names = (0..<plan.streetViews).map { "\"\(streetViewName(region, $0))\"" }
        return "\"\(regions[region].id)\": [\(names.joined(separator: ", "))]"
      }
      try Self.create(
        Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8), "\(path)/street_views.json")
    }
    try Parallel.tryForEach(regions.count) { region in
      let image = RGBPicture(
        height: plan.imageSize, width: plan.imageSize, pixels: SatellitePainter.paint(self, region: region))
      try image.writePNG(to: "\(satellite)/\(regions[region].id).png")
      for view in 0..<plan.streetViews {
        let image = RGBPicture(
          height: plan.streetViewSize, width: plan.streetViewSize,
          pixels: StreetViewPainter.paint(self, region: region, view: view))
        try image.writeJPEG(to: "\(street)/\(streetViewName(region, view))")
      }
      progress.advance(by: 1)
    }
    progress.finish()
  }

  private static func create(_ bytes: [UInt8], _ path: String) throws {
    let descriptor = FilePath.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, path, "cannot be created") }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, name: path) }
  }

  private static func createDirectory(_ path: String) throws {
    guard path.withFileName({ mkdir($0, 0o777) }) == 0 else {
      throw Failure.errno(.cannotCreate, path, "cannot be created")
    }
  }

  /// The plan, as JSON; what few cities have is left out of others.
  private func description(_ version: String) -> String {
    var rare = plan.scenePixel.map { ",\n  \"scene_pixel\": \($0)" } ?? ""
    if !plan.prefix.isEmpty { rare += ",\n  \"prefix\": \"\(plan.prefix)\"" }
    if plan.origin != CityPlan.origin { rare += ",\n  \"origin\": [\(plan.origin.x), \(plan.origin.y)]" }
    return """
      {
        "schema": "knowcl/city",
        "schema_version": "1.0",
        "tool": "city-sim",
        "tool_version": "\(version)",
        "seed": \(plan.seed),
        "regions": \(plan.regions),
        "poi_density": \(plan.poiDensity),
        "noise": \(plan.noise),
        "image_size": \(plan.imageSize),
        "street_views": \(plan.streetViews),
        "street_view_size": \(plan.streetViewSize)\(rare)
      }

      """
  }
}
