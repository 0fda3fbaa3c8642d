import ArgumentParser
import Foundation
internal import Geography
internal import Graphs
internal import Logging
internal import Relations
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

@main struct KgBuild: Tool {
  static let configuration = CommandConfiguration(
    commandName: "kg-build",
    abstract: "Build an urban knowledge graph from a city's raw files or from tables of facts.",
    discussion: """
      A city is given by the files that every city can produce: --regions with GeoJSON polygons (or a \
      table of id, lon, lat), and any of --pois, --flows, --checkins, --areas and --triples. Relations \
      are derived as far as the files allow; docs/relations.md defines each. Facts that exist already \
      are read one a line: head, relation and tail between tabs, no header. Everything is UTF-8, gzip \
      is recognised by content, - is standard input. Repeated facts are counted and dropped.

      Writes a knowcl/kg file (HDF5): entities with their types and coordinates, regions first, names in \
      natural order (r2 before r10); relations sorted; facts in the order they were read or derived.

      Which entities are regions is said by --regions FILE or --region-pattern REGEX. Without either it \
      is deduced from the relations below, by either of their names; they type the other entities, too. \
      What they do not mention is 'other'.

      RELATIONS
      \(relationTable)

      EXAMPLES
        kg-build --regions tracts.geojson --pois pois.csv.gz --flows flows.csv -o kg.h5
        kg-build --regions tracts.geojson --relations BorderBy,NearBy --near-distance 500 -o kg.h5
        kg-build --regions tracts.geojson --triples kg_OD.txt --stats
        kg-build kg_spatial.txt kg_OD.txt -o kg.h5
        kg-build facts.tsv.gz --regions tracts.csv --coordinates centres.csv -o kg.h5
        kg-build facts.tsv --region-pattern '^tract-' -o - | kg-embed - -o kge.h5
        kg-build --stats kg.h5
        kg-build --explain R012 kg.h5
        kg-build --to-tsv kg.h5 > facts.tsv
        kg-build --to-geojson NearBy kg.h5 > near.geojson

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("kg-build") + ", GEOS \(GEOSLibrary.version)")

  /// The relations that can be derived: what they join, and what from.
  private static var relationTable: String {
    KnownRelations.all.map { relation in
      let meaning = relation.meaning
      let types = "\(meaning.head) \(meaning.isSymmetric ? "-" : ">") \(meaning.tail)"
      let name = meaning.name.padding(toLength: 14, withPad: " ", startingAt: 0)
      let needs = relation.needs.map(\.rawValue).joined(separator: ", ")
      return "  \(name) \(types.padding(toLength: 20, withPad: " ", startingAt: 0)) \(needs)"
    }.joined(separator: "\n")
  }

  static let optionsWithoutEffect = ["--stats", "--explain="]

  @OptionGroup var common: CommonOptions

  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp(
      "File to write, whole or not at all; - is standard output, the default unless --stats or --explain is given.",
      valueName: "file"), completion: .file())
  var output: String?

  @Argument(
    help: ArgumentHelp(
      "Tables of facts (default: standard input, unless files of a city are given), or one graph to read.",
      valueName: "file"), completion: .file())
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "The regions: polygons of GeoJSON, a GeoPackage, shapefile (.zip, too), FlatGeobuf or .osm.pbf; or a table of id, lon, lat; or ids only, one a line, a CSV column or the keys of a JSON object. Those in no fact become isolated regions.",
      valueName: "file"), completion: .file())
  var regions: String?

  @OptionGroup(title: "A CITY'S RAW FILES AND RELATIONS") var city: CityOptions

  @OptionGroup(title: "HOW TABLES ARE READ") var tables: TableReadingOptions

  @Option(
    help: ArgumentHelp("Entities whose name this regular expression finds are regions.", valueName: "regex"))
  var regionPattern: String?

  @Flag(help: "Regions are the entities with 360 in their name, as in the reference implementation.")
  var reference = false

  @Option(
    help: ArgumentHelp(
      "Longitude and latitude of entities: CSV of id, lon, lat, or JSON with [lon, lat] or 'center' by id.",
      valueName: "file"), completion: .file())
  var coordinates: String?

  @Flag(
    help:
      "Print counts by type and relation, degrees and isolated regions as TSV (--json: JSON). Takes a graph, too."
  )
  var stats = false

  @Option(
    help: ArgumentHelp(
      "Print the facts of one region or other entity in plain words. Takes a graph, too.", valueName: "entity"
    ))
  var explain: String?

  @Flag(help: "The input is a knowcl/kg file; write its facts as a table.")
  var toTsv = false

  @Option(
    help: ArgumentHelp(
      "The input is a knowcl/kg file; write a relation as lines on a map (GeoJSON).", valueName: "relation"))
  var toGeojson: String?

  func validate() throws {
    let rules = [regions != nil, regionPattern != nil, reference].count { $0 }
    if rules > 1 { throw ValidationError("give one of --regions, --region-pattern and --reference") }
    if toTsv || toGeojson != nil {
      let option = toTsv ? "--to-tsv" : "--to-geojson"
      guard inputs.count == 1, rules == 0, coordinates == nil, !stats, explain == nil, !city.hasFiles,
        !toTsv || toGeojson == nil
      else { throw ValidationError("\(option) takes one graph and -o only") }
    }
    if stats || explain != nil, output == "-" {
      throw ValidationError("\(stats ? "--stats" : "--explain") and -o - both need standard output")
    }
    if city.pois ?? city.flows ?? city.checkins ?? city.areas ?? city.relations != nil, regions == nil {
      throw ValidationError("the files of a city and --relations need --regions")
    }
    if (inputs + city.paths + [regions, coordinates, city.regionList].compactMap { $0 }).count(where: {
      $0 == "-"
    }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
  }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    if toTsv { return try writeTriples(context) }
    if let toGeojson { return try writeGeoJSON(toGeojson, context) }
    let prints = stats || explain != nil
    let target = output ?? (prints ? nil : "-")
    if let target { try context.checkHDF5Output(target) }
    let graph = try graph(context, mayRead: prints)
    if stats { try print(GraphStatistics(graph), context) }
    if let explain {
      try context.writeText(
        "-",
        EntityExplanation(graph, KnownRelations.vocabulary, entity: explain).lines.map { $0 + "\n" }.joined())
    }
    guard let target else { return }
    try context.writeHDF5(target, .knowledgeGraph) { try graph.write(to: $0) }
  }

  private func writeTriples(_ context: Context) throws {
    let graph = try read(inputs[0], context)
    let target = output ?? "-"
    try context.writeFile(target) {
      try graph.writeTriples(to: $0, name: target == "-" ? "standard output" : target)
    }
  }

  private func writeGeoJSON(_ relation: String, _ context: Context) throws {
    let graph = try read(inputs[0], context)
    let target = output ?? "-"
    try context.writeFile(target) { path in
      let counts = try graph.writeGeoJSON(
        relation, to: path, name: target == "-" ? "standard output" : target)
      if counts.unplaced > 0 {
        context.log.info("\(counts.unplaced) facts are of entities without coordinates and left out")
      }
    }
  }

  private func read(_ path: String, _ context: Context) throws -> KnowledgeGraph {
    try context.readHDF5(path, .knowledgeGraph) { try KnowledgeGraph(from: $0) }
  }

  /// The graph that the inputs make, or that the one input is.
  private func graph(_ context: Context, mayRead: Bool) throws -> KnowledgeGraph {
    if mayRead, output == nil, regions == nil, inputs.count == 1, context.isHDF5(inputs[0]) {
      return try read(inputs[0], context)
    }
    return try build(context)
  }

  private func build(_ context: Context) throws -> KnowledgeGraph {
    var builder = GraphBuilder(KnownRelations.vocabulary)
    var choice = RegionChoice()
    if let regions { choice = try city.readRegions(regions, context) }
    let readsStandardInput = inputs.isEmpty && choice.city == nil && !city.hasFiles
    let regionIDs = choice.ids ?? []
    for path in readsStandardInput ? ["-"] : inputs {
      try addTriples(path, regionIDs, to: &builder, context)
    }
    if var raw = choice.city {
      try city.readFiles(into: &raw, context)
      try builder.addCity(city.facts(of: raw), name: choice.name)
    }
    for path in city.triples { try addTriples(path, regionIDs, to: &builder, context) }
    for name in builder.headings {
      context.log.notice("\(name): the first line is taken for a header, not for a fact")
    }
    let positions = try coordinates.map { try context.readCoordinates($0).positions } ?? [:]
    let duplicates = builder.duplicates
    let (graph, notes) = try builder.build(regions: try regionRule(choice), coordinates: positions)
    context.log.info(
      "\(graph.factCount) facts, \(graph.regionCount) regions, \(graph.entityCount - graph.regionCount) other entities, \(graph.relationCount) relations"
    )
    if duplicates > 0 { context.log.info("dropped \(duplicates) repeated facts") }
    if notes.isolatedRegions > 0 {
      context.log.info(
        "\(notes.isolatedRegions) of the listed regions are in no fact; kept as isolated regions")
    }
    if let example = notes.ambiguousExample {
      context.log.warning(
        "relations give \(notes.ambiguous) entities several types (such as '\(example)'); the more specific holds"
      )
    }
    if coordinates != nil {
      context.log.info(
        "\(notes.located) entities have coordinates; \(positions.count - notes.located) coordinates are of no entity"
      )
    }
    return graph
  }

  private func addTriples(
    _ path: String, _ regionIDs: [String], to builder: inout GraphBuilder, _ context: Context
  ) throws {
    let file = try context.input(path)
    defer { file.discard() }
    try builder.addTriples(file, context.rules, regions: regionIDs)
  }

  private func regionRule(_ choice: RegionChoice) throws -> RegionRule {
    if let ids = choice.ids { return .listed(ids) }
    if let regionPattern { return .pattern(regionPattern) }
    return reference ? .pattern("360") : .signatures
  }

  private func print(_ statistics: GraphStatistics, _ context: Context) throws {
    guard common.json else { return try context.writeText("-", statistics.tsv) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for row in statistics.rows {
      try context.print(String(decoding: try encoder.encode(row), as: UTF8.self))
    }
  }
}
