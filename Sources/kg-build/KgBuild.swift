import ArgumentParser
import Foundation
import Shared

@main struct KgBuild: Tool {
  static let configuration = CommandConfiguration(
    commandName: "kg-build",
    abstract: "Build an urban knowledge graph from tables of facts.",
    discussion: """
      Reads facts, one a line: head, relation and tail between tabs, no header, UTF-8, gzip recognised \
      by content; - is standard input. Repeated facts are counted and dropped. Writes a knowcl/kg file \
      (HDF5): entities with their types, regions first, names in natural order (r2 before r10); \
      relations sorted; facts in the order read.

      Which entities are regions is said by --regions FILE or --region-pattern REGEX. Without either it \
      is deduced from the relations that published urban graphs share: NearBy, BorderBy, LargeFlowTo, \
      LargeFlowFrom and SimilarFunc join regions, LocateAt leads from a place (poi) to its region, \
      Cate1Of and the like from a place to its category, BrandOf to its brand, BelongTo to a business \
      area, ServedBy from a region to an area, Competitive and CoCheckin join places. The same \
      relations type the other entities; what they do not mention is 'other'.

      EXAMPLES
        kg-build kg_spatial.txt kg_OD.txt -o kg.h5
        kg-build facts.tsv.gz --regions tracts.csv --coordinates centres.csv -o kg.h5
        kg-build facts.tsv --region-pattern '^tract-' -o - | kg-embed - -o kge.h5
        kg-build --stats kg_spatial.txt
        kg-build --to-tsv kg.h5 > facts.tsv

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("kg-build"))

  static let optionsWithoutEffect = ["--stats"]

  @OptionGroup var common: CommonOptions

  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp(
      "File to write, whole or not at all; - is standard output, the default unless --stats is given.",
      valueName: "file"))
  var output: String?

  @Argument(help: ArgumentHelp("Tables of facts, or - (with --to-tsv one graph).", valueName: "file"))
  var inputs: [String] = ["-"]

  @Option(
    help: ArgumentHelp(
      "The regions: an id a line, a CSV column, or the keys of a JSON object. Those in no fact become isolated regions.",
      valueName: "file"))
  var regions: String?

  @Option(
    help: ArgumentHelp("Entities whose name this regular expression finds are regions.", valueName: "regex"))
  var regionPattern: String?

  @Flag(help: "Regions are the entities with 360 in their name, as in the reference implementation.")
  var reference = false

  @Option(
    help: ArgumentHelp(
      "Longitude and latitude of entities: CSV of id, lon, lat, or JSON with [lon, lat] or 'center' by id.",
      valueName: "file"))
  var coordinates: String?

  @Flag(help: "Print counts by type and relation, degrees and isolated entities as TSV (--json: JSON).")
  var stats = false

  @Flag(help: "The input is a knowcl/kg file; write its facts as a table.")
  var toTsv = false

  func validate() throws {
    let rules = [regions != nil, regionPattern != nil, reference].count { $0 }
    if rules > 1 { throw ValidationError("give one of --regions, --region-pattern and --reference") }
    if toTsv {
      guard inputs.count == 1, rules == 0, coordinates == nil, !stats else {
        throw ValidationError("--to-tsv takes one graph and -o only")
      }
    }
    if stats, output == "-" { throw ValidationError("--stats and -o - both need standard output") }
    if (inputs + [regions, coordinates].compactMap { $0 }).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
  }

  func run(_ context: Context) throws {
    if toTsv { return try writeTriples(context) }
    let target = output ?? (stats ? nil : "-")
    if let target { try context.checkHDF5Output(target) }
    let graph = try build(context)
    if stats { try print(GraphStatistics(graph), context) }
    guard let target else { return }
    try context.writeHDF5(target, .knowledgeGraph) { try graph.write(to: $0) }
  }

  private func writeTriples(_ context: Context) throws {
    let graph = try context.readHDF5(inputs[0], .knowledgeGraph) { try KnowledgeGraph(from: $0) }
    let target = output ?? "-"
    try context.writeFile(target) {
      try graph.writeTriples(to: $0, name: target == "-" ? "standard output" : target)
    }
  }

  private func build(_ context: Context) throws -> KnowledgeGraph {
    var builder = GraphBuilder()
    for path in inputs {
      let file = try context.input(path)
      defer { file.discard() }
      try builder.addTriples(file)
    }
    let rule = try regionRule(context)
    let places = try coordinates.map { try read($0, context, EntityTables.coordinates) } ?? [:]
    let duplicates = builder.duplicates
    let (graph, notes) = try builder.build(regions: rule, coordinates: places)
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
        "\(notes.located) entities have coordinates; \(places.count - notes.located) coordinates are of no entity"
      )
    }
    return graph
  }

  private func regionRule(_ context: Context) throws -> RegionRule {
    if let regions { return .listed(try context.readIdentifiers(regions)) }
    if let regionPattern { return .pattern(regionPattern) }
    return reference ? .pattern("360") : .signatures
  }

  private func read<T>(_ path: String, _ context: Context, _ parse: (InputFile) throws -> T) throws -> T {
    let file = try context.input(path)
    defer { file.discard() }
    return try parse(file)
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
