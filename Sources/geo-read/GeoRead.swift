import ArgumentParser
internal import GDAL
internal import Logging
internal import Support
internal import Tooling
internal import Vectors

@main struct GeoRead: Tool {
  static let configuration = CommandConfiguration(
    commandName: "geo-read",
    abstract: "Turn any vector layer into GeoJSON in longitude and latitude.",
    discussion: """
      Reads what GDAL's vector drivers open (GeoPackage, shapefiles and zipped ones, FlatGeobuf, OpenStreetMap extracts \
      as .osm.pbf or .osm, KML, GML, file geodatabases, GeoJSON in any coordinate reference system) and writes a GeoJSON \
      text sequence, a feature a line, in WGS 84. Numbers keep all their digits, ids stay as they are.

      Other tools call it where they are given such a file: plain GeoJSON they read themselves, in milliseconds. It is \
      also of use alone, to see what a file gives.

      Of an OpenStreetMap extract --for places takes points and areas that have one of the tags of --keys (default: \
      amenity, shop, leisure, tourism, office, healthcare), under the ids of 'osmium export --add-unique-id=type_id'; \
      other roles take areas, of which --where says which.

      EXAMPLES
        geo-read tracts.gpkg --list
        geo-read tracts.shp.zip > tracts.geojsonl
        geo-read city.osm.pbf --for places -o places.geojsonl
        geo-read city.osm.pbf --where "boundary = 'administrative' AND admin_level = '9'" > districts.geojsonl

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("geo-read") + ", GDAL " + GDALLibrary.version)

  @Argument(help: ArgumentHelp("File with vector layers.", valueName: "file"), completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("Layer to read; repeat it for several (default: the only one).", valueName: "name"))
  var layer: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Which features: a condition in OGR's SQL, such as \"admin_level = '9'\".", valueName: "sql"))
  var filter: String?

  @Option(name: .customLong("for"), help: "What the layer is for: regions, places or areas.")
  var role = Role.regions

  @Option(help: ArgumentHelp("Tags of which a place of an extract has any.", valueName: "list"))
  var keys: String?

  @Flag(help: "Print the names of the layers instead.")
  var list = false

  @Option(name: .customLong("called"), help: .hidden)
  var name: String?

  /// The file's name is given by the digits of its bytes.
  @Flag(help: .hidden)
  var hexadecimal = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  enum Role: String, ExpressibleByArgument, CaseIterable {
    case regions, places, areas

    var role: VectorRole {
      switch self {
      case .regions: .regions
      case .places: .places
      case .areas: .areas
      }
    }
  }

  func run(_ context: Context) throws {
    guard let file = hexadecimal ? String(hexadecimalBytes: file) : file else {
      throw Failure.usage("--hexadecimal takes digits, not '\(file)'")
    }
    let input = file == "-" ? try context.input("-") : nil
    defer { input?.discard() }
    let vectors = try VectorFile(input?.path ?? file, name: name ?? input?.name ?? file)
    if list {
      for layer in vectors.layers { try context.print(layer) }
      return
    }
    let request = VectorFile.Request(
      role: role.role, layers: layer, filter: filter,
      keys: keys.map { $0.split(separator: ",").map(String.init) })
    var count = 0
    if output.output == "-" {
      count = try vectors.writeGeoJSON(request) { bytes in
        try bytes.withUnsafeBytes { try writeAll($0, to: 1, name: "standard output") }
      }
    } else {
      try context.writeFile(output.output) { path in
        count = try write(vectors, request, to: path)
      }
    }
    context.log.info("\(vectors.name): \(count) features")
  }
}
