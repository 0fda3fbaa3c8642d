import ArgumentParser
internal import GDAL
internal import Geography
internal import Logging
internal import Scenes
internal import Support

/// Which rasters, and what of them.
struct SceneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Raster, or files between commas whose bands belong together; repeat it for a mosaic, where the later counts.",
      valueName: "scene"), completion: .file())
  var raster: [String] = []

  @Option(
    help: ArgumentHelp(
      "Bands by number or name, NAME=BAND to rename (default: red, green and blue if known, else all; with --zonal all).",
      valueName: "list"))
  var bands: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The value that stands for none, where the raster does not say so; none where all values count.",
      valueName: "value"))
  var nodata: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "West, south, east, north edge in degrees of pictures that do not say where they lie.",
      valueName: "w,s,e,n"))
  var extent: String?

  @Option(
    help: ArgumentHelp("Zoom level of a folder of z/x/y tiles (default: the deepest).", valueName: "z"))
  var zoom: Int?

  @Flag(help: "Rows of a folder of tiles are counted from the south (TMS).")
  var tms = false

  @Option(
    help: ArgumentHelp(
      "Quality band that says which pixels show the ground; repeat it for a mosaic.", valueName: "file"),
    completion: .file())
  var mask: [String] = []

  @Option(help: ArgumentHelp("Number of the band in --mask.", valueName: "n"))
  var maskBand = 1

  @Option(
    help: ArgumentHelp(
      "What its values mean: \(QualityRule.known.map(\.name).joined(separator: ", ")), values:LIST or bits:LIST of those that show no ground (default: scl where the name says SCL).",
      valueName: "rule"))
  var maskRule: String?

  @Option(
    help: ArgumentHelp(
      "Day of the scene, YYYY-MM-DD (default: what the raster or its name says).", valueName: "day"))
  var date: String?

  func validate() throws {
    guard !raster.isEmpty else { throw ValidationError("--raster is needed") }
    if extent != nil { _ = try edges() }
    guard nodata.map({ $0 == "none" || Double($0) != nil }) ?? true else {
      throw ValidationError("--nodata '\(nodata ?? "")' is neither a number nor none")
    }
    if let date, RasterDate.date(in: date) != date {
      throw ValidationError("--date '\(date)' is no day such as 2021-07-24")
    }
    guard !mask.isEmpty || (maskRule == nil && maskBand == 1) else {
      throw ValidationError("--mask-rule and --mask-band need --mask")
    }
    try checkingUsage {
      if !mask.isEmpty { _ = try rule() }
      if let bands { _ = try BandChoice(parsing: bands) }
    }
  }

  /// West, south, east, north.
  private func edges() throws -> [Double]? {
    guard let extent else { return nil }
    let edges = extent.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard edges.count == 4, edges[0] < edges[2], edges[1] < edges[3], edges[0] >= -180, edges[2] <= 360,
      edges[1] >= -90, edges[3] <= 90
    else {
      throw ValidationError("--extent '\(extent)' is not WEST,SOUTH,EAST,NORTH in degrees")
    }
    return edges
  }

  private func rule() throws -> QualityRule {
    if let maskRule { return try QualityRule(parsing: maskRule) }
    guard mask.allSatisfy({ $0.uppercased().contains("SCL") }) else {
      throw ValidationError("--mask-rule says what the values of --mask mean")
    }
    return try QualityRule(parsing: "scl")
  }

  /// Opens the scene.
  /// - Parameter area: longitudes and latitudes that are needed, where a folder of tiles has more.
  func scene(near area: Box?, allBands: Bool, log: Logger) throws -> Scene {
    let remarks = RasterFile.Remarks(
      extent: try edges(), nodata: nodata.flatMap { Double($0) }, allCount: nodata == "none")
    let parts = try raster.map { part in
      try Self.files(of: part).map { try open($0, remarks, near: area, log) }
    }
    return try Scene(parts, bands: try bands.map { try BandChoice(parsing: $0) }, takesAll: allBands)
  }

  private func open(_ name: String, _ remarks: RasterFile.Remarks, near area: Box?, _ log: Logger) throws
    -> RasterFile
  {
    guard FilePath.isDirectory(name) else { return try RasterFile(name, remarks: remarks) }
    let tiles = try TileFolder(name, zoom: zoom, countsFromSouth: tms)
    let found = try tiles.raster(near: area, remarks: remarks)
    log.info("\(name): \(found.present) tiles of zoom level \(tiles.zoom)")
    if let example = found.missing.first {
      log.warning(
        "\(name): \(found.missing.count) tiles around the regions are not there, \(example) for one; their pixels are not valid"
      )
    }
    return found.raster
  }

  /// The quality band, if there is one.
  func quality() throws -> QualityMask? {
    guard !mask.isEmpty else { return nil }
    return try QualityMask(try mask.map { try RasterFile($0) }, band: maskBand, rule: try rule())
  }

  /// The files between commas, unless there is one of the whole name.
  private static func files(of part: String) -> [String] {
    part.contains(",") && !FilePath.exists(part)
      ? part.split(separator: ",", omittingEmptySubsequences: false).map(String.init) : [part]
  }
}
