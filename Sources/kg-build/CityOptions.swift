import ArgumentParser
internal import Graphs
internal import Relations
internal import Support
internal import Tables
internal import Tooling

/// The raw files of a city, and the relations to derive from them.
struct CityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Points of interest: CSV of id, lon, lat, category (or cate1, cate2, cate3), brand; or features of GeoJSON, an .osm.pbf extract, a GeoPackage, shapefile or FlatGeobuf.",
      valueName: "file"), completion: .file())
  var pois: String?

  @Option(
    help: ArgumentHelp(
      "Movements: CSV of origin, destination, count; or trips with origin_lon, origin_lat, destination_lon, destination_lat.",
      valueName: "file"), completion: .file())
  var flows: String?

  @Option(
    help: ArgumentHelp(
      "Where the stations are between which --flows are trips, if those give ids of stations alone: a table of id, lon, lat.",
      valueName: "file"), completion: .file())
  var stations: String?

  @Option(help: ArgumentHelp("Visits: CSV of user, poi, time.", valueName: "file"), completion: .file())
  var checkins: String?

  @Option(
    help: ArgumentHelp("Business areas: polygons of GeoJSON, a GeoPackage, shapefile …", valueName: "file"),
    completion: .file())
  var areas: String?

  @Option(
    help: ArgumentHelp("More facts, as a table of triples; may be repeated.", valueName: "file"),
    completion: .file())
  var triples: [String] = []

  @Option(
    help: ArgumentHelp(
      "Relations to derive: names between commas, or all; -NAME leaves one out (all,-NearBy). See RELATIONS.",
      valueName: "list"))
  var relations: String?

  @Option(help: ArgumentHelp("How to call relations: published or knowcl.", valueName: "style"))
  var names: RelationNames = .published

  @Option(
    help: ArgumentHelp(
      "Keep only these regions of the polygons; a list as --regions takes.", valueName: "file"),
    completion: .file())
  var regionList: String?

  @Option(help: ArgumentHelp("Property that names a region's polygon.", valueName: "name"))
  var regionId: String?

  @Option(help: ArgumentHelp("Column or property that names a point of interest.", valueName: "name"))
  var poiId: String?

  @Option(
    help: ArgumentHelp(
      "Columns or properties of its categories, coarse to fine; A|B takes the first that is filled (default of an OpenStreetMap extract: amenity|shop|leisure|tourism|office|healthcare).",
      valueName: "list"))
  var poiCategory: String?

  @Option(
    help: ArgumentHelp("As --columns, for the table of --flows alone.", valueName: "role=header"))
  var flowColumns: [String] = []

  @Option(help: ArgumentHelp("Text before the ids of points of interest.", valueName: "text"))
  var poiPrefix = ""

  @Option(
    help: ArgumentHelp(
      "How far outside a region a point of interest or the end of a trip still belongs to it.", valueName: "m"
    ))
  var poiTolerance = 5.0

  @Flag(help: "Keep points of interest outside every region.")
  var keepOutside = false

  @OptionGroup var vectors: VectorOptions
  @OptionGroup var settings: RelationArguments

  /// Whether any of the files is given that only a city has.
  var hasFiles: Bool { !paths.isEmpty }

  /// The files, in no order.
  var paths: [String] { [pois, flows, stations, checkins, areas].compactMap { $0 } + triples }

  func validate() throws {
    guard (0...100_000).contains(poiTolerance) else {
      throw ValidationError("--poi-tolerance must be between 0 and 100000 metres")
    }
    if checkins != nil, pois == nil { throw ValidationError("--checkins needs --pois") }
    if stations != nil, flows == nil { throw ValidationError("--stations needs --flows") }
    let levels = poiCategory?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    guard levels.count <= 3, !levels.contains("") else {
      throw ValidationError("--poi-category must be one to three names between commas")
    }
    _ = try selection()
    do { _ = try flowRules(TableRules()) } catch let failure as Failure {
      throw ValidationError(failure.message)
    }
  }

  /// How the table of flows is to be read.
  /// - Throws: `Failure` (EX_USAGE) for a role that is not known.
  func flowRules(_ rules: TableRules) throws -> TableRules {
    var result = rules
    let own = try ColumnRoles(parsing: flowColumns.flatMap { $0.split(separator: ",").map(String.init) })
    result.columns = own.over(rules.columns)
    return result
  }

  /// The relations that are wanted.
  private func selection() throws -> RelationSelection {
    guard let relations else { return RelationSelection() }
    do { return try RelationSelection(parsing: relations) } catch let unknown as UnknownRelation {
      throw ValidationError("\(unknown)")
    }
  }

  /// The facts that the files of a city give.
  /// - Throws: `Failure` (EX_USAGE) when a relation that was asked for by name lacks what it is derived from.
  func facts(of city: RawCity) throws -> CityFacts {
    let selection = try selection()
    if let (relation, missing) = selection.unmet(by: city.inputs) {
      throw Failure.usage("--relations \(relation) needs \(missing.hint)")
    }
    return CityFacts(city, selection, names: names, settings.settings)
  }

  /// Tags of OpenStreetMap that say what a place is.
  private static let extractCategory = ["amenity", "shop", "leisure", "tourism", "office", "healthcare"]

  /// Properties of which a place of an extract has any: those of its categories, where they are given.
  var poiKeys: [String]? { poiCategory?.split { ",|".contains($0) }.map(String.init) }

  /// How the columns of points of interest are called.
  /// - Parameter isExtract: whether they come from OpenStreetMap, whose tags are known.
  func columns(ofExtract isExtract: Bool = false) -> POIColumns {
    var columns = POIColumns()
    if isExtract { columns.usualCategories = [Self.extractCategory] }
    if let poiId { columns.chosenID = [poiId] }
    if let poiCategory {
      columns.chosenCategories = poiCategory.split(separator: ",").map {
        $0.split(separator: "|").map(String.init)
      }
    }
    columns.prefix = poiPrefix
    return columns
  }
}

extension RelationNames: ExpressibleByArgument {}
