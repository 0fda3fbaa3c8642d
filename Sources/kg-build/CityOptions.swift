import ArgumentParser
internal import Relations
internal import Support

/// The raw files of a city, and the relations to derive from them.
struct CityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Points of interest: CSV of id, lon, lat, category (or cate1, cate2, cate3), brand; or GeoJSON points.",
      valueName: "file"), completion: .file())
  var pois: String?

  @Option(
    help: ArgumentHelp(
      "Movements: CSV of origin, destination, count; or trips with origin_lon, origin_lat, destination_lon, destination_lat.",
      valueName: "file"), completion: .file())
  var flows: String?

  @Option(help: ArgumentHelp("Visits: CSV of user, poi, time.", valueName: "file"), completion: .file())
  var checkins: String?

  @Option(help: ArgumentHelp("Business areas: GeoJSON polygons.", valueName: "file"), completion: .file())
  var areas: String?

  @Option(
    help: ArgumentHelp("More facts, as a table of triples; may be repeated.", valueName: "file"),
    completion: .file())
  var triples: [String] = []

  @Option(
    help: ArgumentHelp(
      "Relations to derive: names between commas, or all; -NAME leaves one out (all,-NearBy).",
      valueName: "list"))
  var relations: String?

  @Option(help: ArgumentHelp("How to call relations: published or knowcl.", valueName: "style"))
  var names: RelationNames = .published

  @Option(
    help: ArgumentHelp(
      "Keep only these regions of the polygons; a list as --regions takes.", valueName: "file"),
    completion: .file())
  var regionList: String?

  @Option(help: ArgumentHelp("Property that names a region in GeoJSON.", valueName: "name"))
  var regionId: String?

  @Option(help: ArgumentHelp("Column or property that names a point of interest.", valueName: "name"))
  var poiId: String?

  @Option(
    help: ArgumentHelp(
      "Columns or properties of its categories, coarse to fine; A|B takes the first that is filled.",
      valueName: "list"))
  var poiCategory: String?

  @Option(help: ArgumentHelp("Text before the ids of points of interest.", valueName: "text"))
  var poiPrefix = ""

  @Option(
    help: ArgumentHelp(
      "How far outside a region a point of interest or the end of a trip still belongs to it.", valueName: "m"
    ))
  var poiTolerance = 5.0

  @Flag(help: "Keep points of interest outside every region.")
  var keepOutside = false

  @Option(help: ArgumentHelp("BorderBy: largest distance of polygons; 0 is strict touch.", valueName: "m"))
  var borderTolerance = 50.0

  @Option(
    help: ArgumentHelp("BorderBy: queen, contact in a corner counts; rook, it does not.", valueName: "rule"))
  var contiguity: RelationOptions.Contiguity = .queen

  @Option(help: ArgumentHelp("NearBy: largest distance.", valueName: "m"))
  var nearDistance = 1000.0

  @Option(help: ArgumentHelp("NearBy: distance of polygon or centre.", valueName: "measure"))
  var nearMeasure: RelationOptions.Measure = .polygon

  @Option(help: ArgumentHelp("SimilarFunc: least cosine of POI counts by category.", valueName: "x"))
  var similarity = 0.95

  @Option(help: ArgumentHelp("SimilarFunc: level of the categories.", valueName: "1-3"))
  var similarityLevel = 1

  @Option(
    help: ArgumentHelp(
      "SimilarFunc: the k most similar regions of each instead, made symmetric.", valueName: "k"))
  var similarTop: Int?

  @Option(help: ArgumentHelp("LargeFlowTo, LargeFlowFrom: largest flows of a region.", valueName: "k"))
  var flowTop = 20

  @Flag(
    name: .customLong("no-self-flows"), help: "LargeFlowTo, LargeFlowFrom: without flows within a region.")
  var dropsSelfFlows = false

  @Option(help: ArgumentHelp("CoCheckin: least number of visits in a row.", valueName: "n"))
  var checkinCount = 3

  @Option(help: ArgumentHelp("Competitive: largest distance.", valueName: "m"))
  var competitiveDistance = 500.0

  @Option(help: ArgumentHelp("ServedBy, BelongTo: largest distance from a business area.", valueName: "m"))
  var serviceDistance = 3000.0

  @Option(help: ArgumentHelp("RelatedBrand: least number of regions with both.", valueName: "n"))
  var brandRegions = 1

  /// Whether any of the files is given that only a city has.
  var hasFiles: Bool { !paths.isEmpty }

  /// The files, in no order.
  var paths: [String] { [pois, flows, checkins, areas].compactMap { $0 } + triples }

  func validate() throws {
    func check(_ ok: Bool, _ option: String, _ range: String) throws {
      if !ok { throw ValidationError("--\(option) must be \(range)") }
    }
    let metres = "between 0 and 100000 metres"
    try check((0...100_000).contains(borderTolerance), "border-tolerance", metres)
    try check((0...100_000).contains(poiTolerance), "poi-tolerance", metres)
    try check((0...100_000).contains(nearDistance), "near-distance", metres)
    try check((0...100_000).contains(competitiveDistance), "competitive-distance", metres)
    try check((0...100_000).contains(serviceDistance), "service-distance", metres)
    try check(similarity > 0 && similarity <= 1, "similarity", "above 0 and at most 1")
    try check((1...3).contains(similarityLevel), "similarity-level", "1, 2 or 3")
    try check((similarTop ?? 1) >= 1, "similar-top", "at least 1")
    try check(flowTop >= 1, "flow-top", "at least 1")
    try check(checkinCount >= 1, "checkin-count", "at least 1")
    try check(brandRegions >= 1, "brand-regions", "at least 1")
    if checkins != nil, pois == nil { throw ValidationError("--checkins needs --pois") }
    let levels = poiCategory?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    try check(levels.count <= 3 && !levels.contains(""), "poi-category", "one to three names between commas")
    _ = try listedRelations()
  }

  /// The relations that --relations names, and whether each was named by itself.
  private func listedRelations() throws -> (set: Set<Relation>, named: Set<Relation>)? {
    guard let relations else { return nil }
    let all = Set(Relation.allCases)
    var set: Set<Relation> = []
    var named: Set<Relation> = []
    for (index, item) in relations.split(separator: ",").map(String.init).enumerated() {
      let leavesOut = item.hasPrefix("-")
      let name = leavesOut ? String(item.dropFirst()) : item
      if name.lowercased() == "all", !leavesOut {
        set = all
        continue
      }
      guard let relation = all.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
        throw ValidationError(
          "--relations has '\(item)', where all or some of these are possible: "
            + Relation.allCases.map(\.rawValue).joined(separator: ", "))
      }
      if leavesOut {
        if index == 0 { set = all }
        set.remove(relation)
        named.remove(relation)
      } else {
        set.insert(relation)
        named.insert(relation)
      }
    }
    return (set, named)
  }

  /// The options, for a city that has certain sources.
  /// - Throws: when a relation that was asked for by name lacks one.
  func options(_ sources: Set<Relation.Source>) throws -> RelationOptions {
    var options = RelationOptions()
    if let listed = try listedRelations() {
      options.relations = listed.set
      for relation in listed.named.sorted(by: { $0.rawValue < $1.rawValue }) {
        guard let missing = relation.sources.first(where: { !sources.contains($0) }) else { continue }
        throw Failure.usage("--relations \(relation.rawValue) needs \(missing.hint)")
      }
    }
    options.names = names
    options.borderTolerance = borderTolerance
    options.contiguity = contiguity
    options.nearDistance = nearDistance
    options.nearMeasure = nearMeasure
    options.similarity = similarity
    options.similarityLevel = similarityLevel
    options.similarTop = similarTop
    options.flowTop = flowTop
    options.keepsSelfFlows = !dropsSelfFlows
    options.checkInCount = checkinCount
    options.competitiveDistance = competitiveDistance
    options.serviceDistance = serviceDistance
    options.brandRegions = brandRegions
    options.keepsOutside = keepOutside
    return options
  }

  /// How the columns of points of interest are called.
  var columns: POIColumns {
    var columns = POIColumns()
    if let poiId { columns.id = [poiId.lowercased()] }
    if let poiCategory {
      let levels = poiCategory.lowercased().split(separator: ",").map {
        $0.split(separator: "|").map(String.init)
      }
      columns.categories = levels + [[String]](repeating: [], count: 3 - levels.count)
    }
    columns.prefix = poiPrefix
    return columns
  }
}

extension RelationNames: ExpressibleByArgument {}
extension RelationOptions.Contiguity: ExpressibleByArgument {}
extension RelationOptions.Measure: ExpressibleByArgument {}
