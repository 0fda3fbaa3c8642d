internal import Geography
internal import Relations
internal import Support
internal import Tables
internal import Tooling

/// What --regions says.
struct RegionChoice {
  /// Polygons, or centres that relations are to be derived from.
  var city: RawCity?
  /// How messages call the file of the city.
  var name = ""
  /// Ids, where the file is a list of them.
  var ids: [String]?
}

extension CityOptions {
  /// Reads --regions.
  func readRegions(_ path: String, _ context: Context) throws -> RegionChoice {
    let (file, _) = try context.vectorInput(path, vectors, for: .regions)
    defer { file.discard() }
    if try GeoJSONReader.isGeoJSON(file) {
      let only = try regionList.map { try context.readIdentifiers($0) }
      let names = regionId.map { [$0] } ?? context.rules.columns[.region]
      let city = try RawCity(
        polygons: file, idProperty: names, only: only, normalisesIDs: context.rules.normalisesIDs,
        log: context.log)
      return RegionChoice(city: city, name: file.name, ids: city.regionIDs)
    }
    guard regionList == nil, regionId == nil else {
      throw Failure.usage("--region-list and --region-id need polygons (--regions FILE.geojson)")
    }
    let bytes = try file.text()
    let ids = try IdentifierList.parse(bytes, name: file.name, context.rules)
    let wantsCity = pois != nil || flows != nil || checkins != nil || areas != nil || relations != nil
    guard wantsCity else { return RegionChoice(ids: ids) }
    let centres = try centres(of: ids, bytes, file.name, context.rules)
    return RegionChoice(
      city: try RawCity(centres: centres, name: file.name, log: context.log), name: file.name, ids: ids)
  }

  /// Where the regions of a table are.
  private func centres(of ids: [String], _ bytes: [UInt8], _ name: String, _ rules: TableRules) throws
    -> [String: SIMD2<Double>]
  {
    guard let table = try CoordinateTable.named(in: bytes, name: name, rules) else {
      throw Failure.data(
        name,
        "has neither polygons (a GeoJSON FeatureCollection) nor columns lon and lat, of which relations could be derived"
      )
    }
    let missing = ids.filter { table[$0] == nil }
    guard missing.isEmpty else {
      throw Failure.data(
        name,
        "gives no longitude and latitude of \(missing.count) of \(ids.count) regions: \(missing.listed())")
    }
    return table.positions
  }

  /// Reads the other files of the city.
  func readFiles(into city: inout RawCity, _ context: Context) throws {
    func read(_ path: String?, _ body: (InputFile) throws -> Void) throws {
      guard let path else { return }
      let file = try context.input(path)
      defer { file.discard() }
      try body(file)
    }
    if let pois {
      let (file, isOpenStreetMap) = try context.vectorInput(pois, vectors, for: .pois, keys: poiKeys)
      defer { file.discard() }
      try city.readPOIs(
        file, columns(ofExtract: isOpenStreetMap), tolerance: poiTolerance, keepsOutside: keepOutside,
        context.rules, log: context.log)
    }
    let places = try stations.map { try context.readCoordinates($0) }
    try read(flows) {
      try city.readFlows(
        $0, tolerance: poiTolerance, stations: places, flowRules(context.rules), log: context.log)
    }
    try read(checkins) { try city.readCheckIns($0, columns(), context.rules, log: context.log) }
    if let areas {
      try context.withVectorInput(areas, vectors, for: .areas) { try city.readAreas($0, log: context.log) }
    }
  }
}
