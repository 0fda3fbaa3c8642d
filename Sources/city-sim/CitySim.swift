import ArgumentParser
internal import CitySimulation
internal import Tooling

@main struct CitySim: Tool {
  static let configuration = CommandConfiguration(
    commandName: "city-sim",
    abstract: "Simulate a city whose truth is known, in the files that a real city comes in.",
    discussion: """
      Draws four hidden fields (density, wealth, greenness, industry) over regions on an irregular \
      grid, and from them everything else: points of interest and chains, trips between regions (a \
      gravity model), visits, census indicators, and pictures from above and from the street. Graph \
      and pictures each show part of what drives the indicators. Light, season and tint of the \
      pictures are drawn at random and mean nothing.

      DIR then holds
        regions.geojson    polygons (property region), WGS 84
        areas.geojson      business areas (property area)
        pois.csv           id,name,lon,lat,cate1,cate2,brand
        flows.csv          origin,destination,count
        checkins.csv       user,poi,time
        triples.tsv        the knowledge graph: head, relation, tail; for kg-build
        satellite/         one PNG a region, 256 m wide; for img-pack
        scene.tif, scene_cloudy.tif
                           with --scene: the whole city on two days, GeoTIFF of blue, green, red, nir (reflectance
                           in ten-thousandths) and on the second scl, which tells of its clouds; for img-crop
        street_view/       JPEGs, and street_views.json: region to file names
        indicators.csv     region,pop,edu,income,unemploy,crime
        coordinates.csv    region,lon,lat
        split.csv          region,split: 60 % train, 20 % val, 20 % test
        truth.csv          the hidden fields of each region
        city.json          the options that made it

      The directory appears whole or not at all. The same options and seed give the same bytes. What \
      was written is counted on standard output.

      EXAMPLES
        A city for a first run:
          city-sim -o city

        A small one without street views, for tests:
          city-sim -o tiny --regions 25 --street-views 0 --seed 7

        Indicators that the hidden fields decide alone:
          city-sim -o exact --noise 0

        Two cities of a country, whose tables can be put together:
          city-sim -o a --seed 1 --prefix a- --origin 10,50
          city-sim -o b --seed 2 --prefix b- --origin 11,50

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("city-sim"))

  @OptionGroup var common: CommonOptions

  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp("Directory to write.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("Number of regions.", valueName: "n"))
  var regions = 400

  @Option(help: ArgumentHelp("Mean number of points of interest in a region.", valueName: "x"))
  var poiDensity = 20.0

  @Option(help: ArgumentHelp("Factor on the noise of the indicators.", valueName: "x"))
  var noise = 1.0

  @Option(help: ArgumentHelp("Side of the satellite pictures in pixels.", valueName: "pixels"))
  var imageSize = 64

  @Option(
    help: ArgumentHelp(
      "Scenes of the whole city on two days, in pixels of so many metres (default: none).",
      valueName: "metres"))
  var scene: Double?

  @Option(help: ArgumentHelp("Street views of a region; 0 leaves them out.", valueName: "n"))
  var streetViews = 10

  @Option(help: ArgumentHelp("Side of the street views in pixels.", valueName: "pixels"))
  var streetViewSize = 64

  @Option(
    help: ArgumentHelp(
      "What ids of regions, places, areas and users begin with, to put several cities together (default: none).",
      valueName: "text"))
  var prefix = ""

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Longitude and latitude of the city's centre (default: -30,40, in mid-Atlantic).", valueName: "lon,lat")
  )
  var origin: CityOrigin?

  @Flag(help: "Replace DIR even if it is not a city of ours. Its content is deleted.")
  var force = false

  func validate() throws {
    func check(_ ok: Bool, _ option: String, _ range: String) throws {
      if !ok { throw ValidationError("--\(option) must be \(range)") }
    }
    try check(!output.isEmpty && output != "-", "output", "a directory, not standard output")
    try check((4...100_000).contains(regions), "regions", "between 4 and 100000")
    try check((0...1000).contains(poiDensity), "poi-density", "between 0 and 1000")
    try check((0...100).contains(noise), "noise", "between 0 and 100")
    try check((8...2048).contains(imageSize), "image-size", "between 8 and 2048")
    try check((2...500).contains(scene ?? 10), "scene", "between 2 and 500 metres")
    try check((0...100).contains(streetViews), "street-views", "between 0 and 100")
    try check((8...2048).contains(streetViewSize), "street-view-size", "between 8 and 2048")
    try check(isPlainPrefix, "prefix", "up to 32 letters, digits, - or _")
  }

  private var isPlainPrefix: Bool {
    prefix.utf8.count <= 32
      && prefix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  func run(_ context: Context) throws {
    let plan = CityPlan(
      seed: context.seed, regions: regions, poiDensity: poiDensity, noise: noise, imageSize: imageSize,
      streetViews: streetViews, streetViewSize: streetViewSize, scenePixel: scene, prefix: prefix,
      origin: origin?.degrees ?? CityPlan.origin)
    let progress = context.progress("painting", total: regions)
    let written = try City(plan).write(to: output, force: force, version: toolVersion, progress: progress)
    if common.json {
      try context.print("{" + written.map { "\"\($0.what)\": \($0.count)" }.joined(separator: ", ") + "}")
    } else {
      for (what, count) in written { try context.print("\(what)\t\(count)") }
    }
  }
}
