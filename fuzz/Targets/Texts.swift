internal import Evaluation
internal import Geography
internal import Graphs
internal import Images
internal import Logging
internal import Prediction
internal import Relations
internal import Reports
internal import Schemas
internal import Support
internal import Tables

extension FuzzTarget {
  static let texts = [
    FuzzTarget("table", byRegion + [split, totals]), FuzzTarget("json", byRegion + [streetViews]),
    FuzzTarget("scores", [scores, predictions]), FuzzTarget("facts", [facts]),
    FuzzTarget("geojson", [polygons, outlines, map]),
  ]

  /// What tables and JSON may be of.
  private static let byRegion = [indicators, optionalIndicators, coordinates, namedCoordinates, identifiers]
  private static let names = ["pop", "edu"]

  @Sendable private static func indicators(_ input: [UInt8]) throws {
    let text = TextInput(input)
    _ = try IndicatorTable(parsing: text.bytes, name: "table", indicators: names, text.rules)
  }

  @Sendable private static func optionalIndicators(_ input: [UInt8]) throws {
    let text = TextInput(input)
    _ = try IndicatorTable(
      parsing: text.bytes, name: "table", indicators: ["pop"], areOptional: true, text.rules)
  }

  @Sendable private static func coordinates(_ input: [UInt8]) throws {
    let text = TextInput(input)
    _ = try CoordinateTable(parsing: text.bytes, name: "table", text.rules)
  }

  @Sendable private static func namedCoordinates(_ input: [UInt8]) throws {
    let text = TextInput(input)
    _ = try CoordinateTable.named(in: text.bytes, name: "table", text.rules)
  }

  @Sendable private static func identifiers(_ input: [UInt8]) throws {
    let text = TextInput(input)
    let ids = try IdentifierList.parse(text.bytes, name: "table", text.rules)
    _ = try IdentifierJoin(ids, normalises: true).resolve("7")
  }

  private static func table(_ text: TextInput) throws -> DelimitedTable {
    try DelimitedTable(parsing: text.bytes, name: "table", text.rules)
  }

  @Sendable private static func split(_ input: [UInt8]) throws {
    _ = try SplitTable(table(TextInput(input)))
  }

  @Sendable private static func totals(_ input: [UInt8]) throws {
    _ = try TotalsTable(table(TextInput(input)), by: "group", indicators: names)
  }

  @Sendable private static func scores(_ input: [UInt8]) throws {
    let table = try table(TextInput(input))
    guard try !RankingTable.isRanking(table) else {
      let rankings = [("edu", try RankingTable(table))]
      _ = try MeanComparison(RunScores(MetricTable([]), indicators: [], rankings: rankings), with: "edu").text
      return
    }
    let metrics = try MetricTable([table])
    _ = ScoreTable(metrics, indicators: [], versus: "mean").text(scale: "y")
    _ = KeptScores(metrics, indicators: [], averaged: names).text(scale: "y")
    let study = RobustnessCells(metrics)
    _ = study.tsv
    _ = RobustnessReport(study, title: "t", trained: [], sets: [], indicators: []).markdown
    _ = try MeanComparison(RunScores(metrics, indicators: [], rankings: []), with: "mean").text
  }

  @Sendable private static func predictions(_ input: [UInt8]) throws {
    let text = TextInput(input)
    try text.withFile { file in
      var reader = try PredictionReader(
        try ContentStream(file), text.rules, called: "x", isNamed: false
      ) { $0 == "edu" ? .logit : .log1p }
      var pool = PredictionPool()
      while let item = try reader.next() { try pool.add(item, from: reader.subject) }
      try pool.requireSelected()
      _ = ScoredCity(try pool.city(split: "s"), EvaluationStatistics(permutations: 9)).rows
    }
  }

  @Sendable private static func streetViews(_ input: [UInt8]) throws {
    try TextInput(input).withFile { _ = try StreetViewIndex($0) }
  }

  @Sendable private static func facts(_ input: [UInt8]) throws {
    let text = TextInput(input)
    try text.withFile { file in
      var builder = GraphBuilder(KnownRelations.vocabulary)
      try builder.addTriples(file, text.rules)
      _ = builder.duplicates
      let graph = try builder.build(regions: .signatures).graph
      _ = GraphStatistics(graph).tsv
      _ = try EntityExplanation(graph, KnownRelations.vocabulary, entity: graph.entityIDs[0]).lines
    }
  }

  static let log = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

  @Sendable private static func polygons(_ input: [UInt8]) throws {
    try TextInput(input).withFile { file in
      _ = try GeoJSONReader.isGeoJSON(file)
      _ = try PolygonLayer(reading: file, idProperty: nil, what: "region", log: log).box
    }
  }

  @Sendable private static func outlines(_ input: [UInt8]) throws {
    try TextInput(input).withFile { _ = try MapOutlines(reading: $0, value: "value").rows }
  }

  /// What a map is written back with is read like what came.
  @Sendable private static func map(_ input: [UInt8]) throws {
    try TextInput(input).withFile { file in
      let text = try GeoJSONText(reading: file, idProperty: nil)
        .text(adding: { [("pop_estimate", $0 == nil ? "null" : "1")] }, member: ("knowcl", "{}"))
      do {
        try TextInput(Array(text.utf8) + [0]).withFile { file in
          var reader = try GeoJSONReader(file, keeping: ["pop_estimate"])
          try reader.forEachFeature { _ in }
        }
      } catch let failure as Failure {
        throw WrongRefusal(description: "a map of ours is refused: \(failure)")
      }
    }
  }
}
