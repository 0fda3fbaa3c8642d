internal import Relations
internal import Support
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
    let file = try context.input(path)
    defer { file.discard() }
    switch try RegionInput(file) {
    case .polygons:
      let only = try regionList.map { try context.readIdentifiers($0) }
      let city = try RawCity(polygons: file, idProperty: regionId, only: only, log: context.log)
      return RegionChoice(city: city, name: file.name, ids: city.regionIDs)
    case .table(let ids, let centres):
      guard regionList == nil, regionId == nil else {
        throw Failure.usage("--region-list and --region-id need polygons (--regions FILE.geojson)")
      }
      let wantsCity = pois != nil || flows != nil || checkins != nil || areas != nil || relations != nil
      guard wantsCity else { return RegionChoice(ids: ids) }
      // A table without coordinates still says which regions flows are between.
      guard let centres else {
        throw Failure.data(
          file.name, "has neither polygons nor columns lon and lat, of which relations could be derived")
      }
      return RegionChoice(
        city: try RawCity(centres: centres, name: file.name, log: context.log), name: file.name, ids: ids)
    }
  }

  /// Reads the other files of the city.
  func readFiles(into city: inout RawCity, _ context: Context) throws {
    func read(_ path: String?, _ body: (InputFile) throws -> Void) throws {
      guard let path else { return }
      let file = try context.input(path)
      defer { file.discard() }
      try body(file)
    }
    try read(pois) {
      try city.readPOIs($0, columns, tolerance: poiTolerance, keepsOutside: keepOutside, log: context.log)
    }
    try read(flows) { try city.readFlows($0, tolerance: poiTolerance, log: context.log) }
    try read(checkins) { try city.readCheckIns($0, columns, log: context.log) }
    try read(areas) { try city.readAreas($0, log: context.log) }
  }
}
