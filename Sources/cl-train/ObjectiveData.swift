internal import ContrastiveTraining
internal import GraphNetworks
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

/// What an objective reads besides the pictures.
struct ObjectiveData {
  private let options: ObjectiveOptions
  private let graph: (value: KnowledgeGraph, file: String)?
  private let table: (value: GraphEmbedding, file: String)?
  private let coordinates: CoordinateTable?
  private let indicators: IndicatorTable?
  /// Regions that a split lets train; nil for all.
  let training: [String]?

  /// Reads the files that are given.
  init(_ options: ObjectiveOptions, graph: String?, embedding: String?, _ context: Context) throws {
    self.options = options
    self.graph = try graph.map { path in
      (try context.readHDF5(path, .knowledgeGraph) { try KnowledgeGraph(from: $0) }, path)
    }
    table = try embedding.map { path in
      (try context.readHDF5(path, .graphEmbedding) { try GraphEmbedding(from: $0) }, path)
    }
    coordinates =
      if let path = options.coordinates {
        try context.readCoordinates(path)
      } else if options.needs(.coordinates), let graph = self.graph {
        try Self.coordinates(of: graph.value, graph.file)
      } else {
        nil
      }
    indicators = try options.indicators.map { path in
      let (bytes, name) = try context.readBytes(path)
      return try IndicatorTable(
        parsing: bytes, name: name, indicators: options.indicatorNames, context.rules)
    }
    training = try options.given.read(context)?.parts[.train]
  }

  private static func coordinates(of graph: KnowledgeGraph, _ file: String) throws -> CoordinateTable {
    let regions = zip(graph.entityIDs, graph.coordinates).prefix(graph.regionCount)
    let located = regions.filter { !$0.1.x.isNaN && !$0.1.y.isNaN }
    guard !located.isEmpty else {
      throw Failure.data(
        file, "gives no region a longitude and latitude; --coordinates names a file that does")
    }
    return try CoordinateTable(Array(located), name: file)
  }

  /// What the training regions must be in.
  var lists: [RegionList] {
    var lists: [RegionList] = []
    if let graph { lists.append(RegionList(graph.value, of: graph.file)) }
    if let coordinates {
      lists.append(RegionList(coordinates.ids, of: coordinates.name, lacking: "no coordinates of"))
    }
    if let indicators {
      let known = indicators.ids.enumerated().filter { row, _ in
        indicators.columns.contains { !$0[row].isNaN }
      }
      lists.append(
        RegionList(
          known.map(\.element).sorted(), of: indicators.name,
          lacking: "no \(indicators.indicators.joined(separator: ", ")) of"))
    }
    return lists
  }

  /// - Throws: `Failure` (EX_DATAERR) where a file's values cannot serve.
  func objective(
    _ configuration: TrainingConfiguration, features: Int, _ pairs: TrainingPairs,
    _ images: ImageSet, seed: UInt64
  ) throws -> any TrainingObjective {
    var inputs = ObjectiveInputs(configuration: configuration, features: features, seed: seed)
    let ids = pairs.pairs.map { images.ids[$0.image] }
    inputs.ids = ids
    inputs.extent = (images.shape.height, images.shape.width)
    inputs.entities = pairs.pairs.map(\.entity)
    inputs.graph = graph?.value
    if let graph, let table { inputs.network = try network(graph.value, table, configuration, seed) }
    inputs.positions = coordinates.map { table in ids.map { table[$0] ?? .zero } }
    inputs.labels = try indicators.map { table in
      let rows = Dictionary(table.ids.enumerated().map { ($1, $0) }) { first, _ in first }
      let columns = table.columns.map { column in ids.map { rows[$0].map { column[$0] } ?? .nan } }
      return try RegionLabels(columns, indicators: table.indicators, ids: ids, file: table.name)
    }
    return try options.type.init(inputs)
  }

  private func network(
    _ graph: KnowledgeGraph, _ table: (value: GraphEmbedding, file: String),
    _ configuration: TrainingConfiguration, _ seed: UInt64
  ) throws -> CompGCN {
    let tables = try CompGCN.tables(of: table.value, for: graph, subject: table.file)
    try configuration.graph.composition.requireDimension(table.value.dimension, table.file)
    return try CompGCN(
      CompGCNGraph(graph, convention: configuration.convention), nodes: tables.nodes,
      relations: tables.relations, options: configuration.graph, seed: seed)
  }
}
