import ArgumentParser

/// Splits `a,b` of every occurrence of a repeatable option.
func list(_ values: [String]) -> [String] {
  values.flatMap { $0.split(separator: ",").map(String.init) }
}

struct DataOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("i")],
    help: ArgumentHelp(
      "Indicators by region: CSV or TSV with a header, or JSON {region: {indicator: value}}.",
      valueName: "file"), completion: .file())
  var indicators: String?

  @Option(
    name: .customLong("indicator"),
    help: ArgumentHelp("Indicators to predict; repeat or separate by commas.", valueName: "names"))
  var indicatorLists: [String] = []

  @Option(
    help: ArgumentHelp(
      "Longitude and latitude by region: CSV with lon and lat, JSON with center, or kg.h5 (default: the indicators file).",
      valueName: "file"), completion: .file())
  var coordinates: String?

  @Option(
    help: ArgumentHelp(
      "Use only these regions: an id a line, a column of a table, the keys of a JSON object, or the regions of kg.h5. With --to-geojson, their polygons: GeoJSON, a GeoPackage, shapefile (.zip, too), FlatGeobuf …",
      valueName: "file"), completion: .file())
  var regions: String?

  @Flag(help: "Leave out regions that a file lacks, and count them, instead of failing.")
  var allowMissing = false

  @Flag(help: "Leave a region out of an indicator that is not known there, and count it, instead of failing.")
  var dropMissing = false

  var indicatorNames: [String] { list(indicatorLists) }

  func validate() throws {
    if Set(indicatorNames).count < indicatorNames.count {
      throw ValidationError("--indicator names an indicator twice")
    }
    for name in indicatorNames { try checkLabel(name, of: "--indicator") }
  }
}
