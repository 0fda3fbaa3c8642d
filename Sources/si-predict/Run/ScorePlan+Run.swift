internal import Evaluation
internal import HDF5
internal import Logging
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

extension ScorePlan {
  /// Pools the predictions of all files and prints their scores.
  func run(_ context: Context) throws {
    try context.requireDifferent([("--metrics", results.metrics)])
    let listed = try regions.map { try context.readRegions($0) }
    var pool = PredictionPool(
      PredictionPool.Selection(regions: listed.map(Set.init), indicators: indicators, features: features))
    let join = try IdentifierJoin(listed ?? [], normalises: context.rules.normalisesIDs)
    for file in files { try add(file, to: &pool, join, context) }
    try pool.requireSelected()
    if let listed { try require(listed, of: pool, context) }
    if let means {
      try pool.shift(toMeansOf: try groups(means.groups, means.column, of: pool, context))
    }
    try check(pool, context)
    let blocks = try blocks.map { try groups($0.path, $0.column, of: pool, context) }
    let scored = ScoredCity(try pool.city(split: splitName, blocks: blocks), statistics)
    let text = PrintedScores(isJSON: isJSON, hasIntervals: statistics.bootstrap != nil)
    let table = try text.table(scored.rows)
    if let metrics = results.metrics { try context.writeText(metrics, table) }
    if results.summary {
      let scales = Dictionary(scored.results.map { ($0.result.indicator, $0.result.transform) }) { $1 }
      try context.writeText("-", PrintedScores.summary(scored.rows) { scales[$0] ?? transforms[$0] })
    } else if results.metrics == nil {
      try context.writeText("-", table)
    }
  }

  /// Adds what a file predicts of test regions.
  /// - Throws: `Failure` (EX_DATAERR) where that is nothing, or wrong.
  private func add(
    _ file: NamedFile, to pool: inout PredictionPool, _ join: IdentifierJoin, _ context: Context
  ) throws {
    var count = 0
    func add(_ prediction: JudgedPrediction, from subject: () -> String) throws {
      count += 1
      var prediction = prediction
      prediction.region = join.resolve(prediction.region)
      try pool.add(prediction, from: subject())
    }
    func require(_ name: String) throws {
      if count == 0 { throw Failure.data(name, "has no prediction of a test region with a label") }
    }
    if context.isHDF5(file.path) {
      try context.readHDF5(file.path, .predictions) { predictions in
        let name = predictions.name
        guard !file.isNamed else {
          throw Failure.data(
            name,
            "names its predictions itself; \(file.name)= is for tables without a column features")
        }
        for row in try PredictionTable(from: predictions).rows {
          if let judged = row.judged { try add(judged) { name } }
        }
        try require(name)
      }
    } else {
      try context.withInput(file.path) { input in
        var reader = try PredictionReader(
          try ContentStream(input), context.rules, called: file.name, isNamed: file.isNamed
        ) { transforms[$0] }
        while let judged = try reader.next() { try add(judged) { reader.subject } }
        try require(input.name)
      }
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where nothing is predicted of a listed region, unless that is allowed.
  private func require(_ listed: [String], of pool: PredictionPool, _ context: Context) throws {
    let predicted = Set(pool.regions)
    let missing = listed.filter { !predicted.contains($0) }
    guard let first = missing.first else { return }
    guard allowMissing else {
      throw Failure.data(
        regions,
        "lists region \(first), of which no file has a test prediction (\(missing.count) of \(listed.count)); --allow-missing leaves such regions out"
      )
    }
    context.log.notice("\(missing.count) of \(listed.count) regions left out: no file predicts them")
  }

  /// The group of each region that is predicted.
  private func groups(_ path: String, _ column: String?, of pool: PredictionPool, _ context: Context) throws
    -> BlockTable
  {
    let join = try IdentifierJoin(pool.regions, normalises: context.rules.normalisesIDs)
    return try BlockTable(context.readTable(path), column: column).renamed(join.resolve)
  }

  /// - Throws: `Failure` where --versus names no result, or regions differ that are to be compared.
  private func check(_ pool: PredictionPool, _ context: Context) throws {
    let labels = pool.features
    for name in statistics.baselines where !labels.contains(where: { $0 == name || $0.hasPrefix(name + "+") })
    {
      throw Failure.usage("--versus knows \(labels.joined(separator: ", ")), not '\(name)'")
    }
    if comparesRegions { return try pool.requireSameRegions() }
    for (features, indicator) in pool.uneven {
      context.log.notice("\(features) on \(indicator): runs are of different regions")
    }
  }
}
