internal import Geography
internal import Graphs
package import Logging
package import Support
package import Tables

/// A city as its raw files have it, ready for relations to be derived.
package struct RawCity: Sendable {
  let regions: RegionSet
  package var pois: POITable?
  package var flows: FlowTable?
  package var checkIns: CheckInTable?
  var areas: PolygonLayer?

  /// The ids of all regions, in natural order.
  package var regionIDs: [String] { regions.ids }
  var hasPolygons: Bool { regions.polygons != nil }

  func isRegion(_ id: String) -> Bool { regions.names.index(of: id) != nil }

  /// Reads regions: GeoJSON polygons.
  /// - Parameters:
  ///   - idProperty: the property that names a region, or several of which the first counts; nil takes a usual one.
  ///   - only: ids of the regions to keep; nil keeps all.
  package init(
    polygons file: InputFile, idProperty: [String]?, only: [String]?, normalisesIDs: Bool = false, log: Logger
  ) throws {
    let layer = try PolygonLayer(
      reading: file, idProperty: idProperty, what: "region", only: only, normalisesIDs: normalisesIDs,
      log: log)
    regions = try RegionSet(layer, name: file.name, log: log)
  }

  /// Regions of which only the centres are known.
  package init(centres: [String: SIMD2<Double>], name: String, log: Logger) throws {
    regions = try RegionSet(centres: centres, name: name, log: log)
  }

  /// Reads points of interest and finds the region of each.
  /// - Parameters:
  ///   - tolerance: how far outside a region, in metres, still belongs to it.
  ///   - keepsOutside: whether those outside every region stay.
  package mutating func readPOIs(
    _ file: InputFile, _ columns: POIColumns, tolerance: Double, keepsOutside: Bool, _ rules: TableRules,
    log: Logger
  ) throws {
    var table = try POIReader.read(file, columns, rules)
    table.notes.tell(log)
    for region in 0..<regions.count where table.names.index(of: regions.names.string(region)) != nil {
      throw Failure.data(
        file.name,
        "calls a point of interest '\(regions.names.string(region))', as a region is called; --poi-prefix sets them apart"
      )
    }
    if table.unplaced > 0 { log.info("\(file.name): \(table.unplaced) rows without coordinates left out") }
    if let locator = try RegionLocator(regions, tolerance: tolerance) {
      let (region, fromOutside) = try locator.locate(table.positions)
      table.regionOf = region
      let inside = region.indices.filter { region[$0] >= 0 }
      let outside = table.count - inside.count
      try requireNotSwapped(table.positions, outside, file.name)
      if fromOutside > 0 {
        log.info(
          "\(file.name): \(fromOutside) points of interest at most \(tolerance) m outside belong to the nearest region"
        )
      }
      if outside > 0 {
        let fate = keepsOutside ? "kept" : "left out"
        log.info(
          "\(file.name): \(outside) of \(table.count) points of interest lie outside every region; \(fate)")
        if !keepsOutside { table = table.selecting(inside) }
      }
    }
    pois = table
  }

  /// - Throws: `Failure` when most positions lie outside and would lie within with their coordinates swapped.
  private func requireNotSwapped(_ positions: [SIMD2<Double>], _ outside: Int, _ name: String) throws {
    guard outside > positions.count / 2 else { return }
    let swapped = positions.count { regions.box.contains(SIMD2($0.y, $0.x)) }
    guard swapped > positions.count / 2 else { return }
    throw Failure.data(
      name,
      "has \(swapped) of \(positions.count) points of interest within the regions only if longitude and latitude are swapped; are they?"
    )
  }

  /// Reads flows between regions, or trips.
  /// - Parameter stations: where trips begin and end, by the ids that they have for it; nil where they say it themselves.
  package mutating func readFlows(
    _ file: InputFile, tolerance: Double, stations: CoordinateTable? = nil, _ rules: TableRules, log: Logger
  ) throws {
    let table = try FlowReader.read(
      file, regions: regions, tolerance: tolerance, stations: stations, rules)
    table.notes.tell(log)
    if table.unknown > 0 { log.info("\(file.name): \(table.unknown) flows to or from elsewhere left out") }
    flows = table
  }

  /// Reads visits; points of interest come first.
  package mutating func readCheckIns(
    _ file: InputFile, _ columns: POIColumns, _ rules: TableRules, log: Logger
  ) throws {
    let table = try CheckInTable(
      reading: file, pois: pois?.names ?? NameList([]), prefix: columns.prefix, rules)
    table.notes.tell(log)
    if table.unknown > 0 {
      log.info("\(file.name): \(table.unknown) visits to places that are not among the points of interest")
    }
    checkIns = table
  }

  /// Reads business areas, after regions and points of interest.
  /// - Throws: `Failure` (EX_DATAERR) when one is called as something else is.
  package mutating func readAreas(_ file: InputFile, log: Logger) throws {
    let layer = try PolygonLayer(reading: file, idProperty: nil, what: "area", log: log)
    for id in layer.ids {
      let other = isRegion(id) ? "a region" : pois?.names.index(of: id) != nil ? "a point of interest" : nil
      guard let other else { continue }
      throw Failure.data(file.name, "calls an area '\(id)', as \(other) is called; ids must be different")
    }
    areas = layer
  }

  /// What relations can be derived from.
  package var inputs: Set<CityInput> {
    var inputs: Set<CityInput> = [.regions]
    if hasPolygons { inputs.insert(.polygons) }
    if let pois {
      inputs.insert(.pois)
      if pois.hasCategories { inputs.insert(.categories) }
      if pois.brands.count > 0 { inputs.insert(.brands) }
    }
    if flows != nil { inputs.insert(.flows) }
    if checkIns != nil { inputs.insert(.checkins) }
    if areas != nil { inputs.insert(.areas) }
    return inputs
  }
}
