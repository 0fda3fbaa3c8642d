import ArgumentParser
internal import GraphNetworks
internal import Graphs
internal import HDF5
internal import Logging
internal import MPIRanks
internal import Ranks
internal import Schemas
internal import Support
internal import Tables
internal import Tooling
internal import Weights

@main struct KgEmbed: Tool {
  static let configuration = CommandConfiguration(
    commandName: "kg-embed",
    abstract: "Embed the entities and relations of a knowledge graph with TuckER.",
    discussion: """
      Reads a knowcl/kg file, trains TuckER (Balažević et al., EMNLP 2019) on its facts and their \
      reverses, and writes a knowcl/kge file: /entity/embedding, /relation/embedding (every relation x \
      and its reverse x_rev), /history/loss and, where facts were held out, /ranking.

      Every step takes --batch questions (head, relation) with all their tails and scores all entities \
      at once, or those that --candidates says: typed, exactly those of the types that the relation's tails have \
      in the graph (for reverses, its heads); typed+N, these and N of the other entities, drawn anew in every step, \
      who stand for all of them, so that the loss over all entities is estimated; sampled:N, N of those of the type, \
      shared by the step's questions, with scores corrected for the draw; sampled:N+M, these and M of the others. All cost a fraction where entities are many, move only \
      the vectors that a step reaches, and keep loss and ranking otherwise; with others among them (typed+256) the vectors are as good as those of all. --loss softmax is the mean of -log softmax over the batch's facts; question-softmax \
      averages over each question's true tails first, so that every question weighs the same; bce is binary \
      cross-entropy with smoothed labels: (1 - smoothing) y + 1/entities by --smoothing-rule paper, as in the \
      paper's code; by uniform, 1 - smoothing for what is true and smoothing/(entities - 1) for the rest.

      With --holdout or --test, held-out facts are ranked in both directions among all entities, other \
      true facts left out (filtered; --filter names facts that are true but neither trained on nor ranked, such \
      as a validation part), and the metrics are printed as TSV (--json: JSON) when the output is \
      a file; they are always in the file. Ties count as the mean of best and worst place; both extremes \
      are reported too. Columns typed_mrr … are the same ranks among the entities of the answer's types alone. A model \
      of --candidates typed or sampled:N proposes no entity of a type that the relation does not have: such entities \
      rank behind all others, and mrr is typed_mrr. Columns unconstrained_mrr … are by its scores of all entities, \
      of which it has compared those of one type alone.

      --checkpoint-every n writes the output after every n epochs, with all that --resume needs to go on to the \
      bytes of a run that was never stopped. SIGINT, SIGTERM and SIGHUP end the step at hand, write such a \
      checkpoint and exit with 128 + the signal's number; a second signal kills. --resume takes the same other \
      arguments, but --epochs may grow; different inputs, seed or settings are refused.

      --paths trains nothing either: it counts. A path is a list of relations with / between, each forward or, with _rev, \
      backward, from a region on: LocateAt_rev/Cate1Of leads to the categories of its places, NearBy/LocateAt_rev/Cate1Of \
      to those of places around. Features are ln(1 + number of paths) to each entity that such paths lead to from at least \
      --path-regions regions, named PATH:ENTITY; the file is knowcl/embeddings. They say what is in and around a region and \
      not where it is, so a predictor of them holds farther from where it was fitted (docs/distance.md).

      --shards n sums every batch in n parts, added in their order. A tool that was built with MPI can then run as up to n \
      processes on many machines (mpirun -np n kg-embed ...), and the file has the same bytes for any number of them.

      --import takes tables that were trained elsewhere instead of training.

      The same graph, options and seed give the same bytes for any number of threads.

      EXAMPLES
        kg-embed kg.h5 -o kge.h5
        kg-embed kg.h5 --epochs 60 --holdout 0.05 -o kge.h5 > ranking.tsv
        kg-build train.txt valid.txt test.txt --region-pattern . | kg-embed --test test.txt --filter valid.txt -o kge.h5
        kg-embed kg.h5 --candidates typed+256 --checkpoint-every 10 -o kge.h5
        kg-embed kg.h5 --candidates typed+256 --checkpoint-every 10 --resume kge.h5 -o kge.h5
        mpirun -np 4 kg-embed kg.h5 --candidates typed+256 --shards 4 -o kge.h5
        kg-build facts.tsv -o - | kg-embed - -o - > kge.h5
        kg-embed kg.h5 --import ER.npz -o kge.h5
        kg-embed kg.h5 --paths LocateAt_rev/Cate1Of,NearBy/LocateAt_rev/Cate1Of -o counts.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written; 75 another \
      rank is gone or silent; 128 + n stopped by signal n with a checkpoint written.
      """,
    version: versionText("kg-embed"))

  static let optionsWithoutEffect = CheckpointOptions.withoutEffect + ShardOptions.withoutEffect

  static func beforeFailing() { RankStart.letTheFirstSpeak() }

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup(title: "HOW TABLES ARE READ") var tables: TableReadingOptions

  @Argument(help: ArgumentHelp("The graph, knowcl/kg, or -.", valueName: "file"), completion: .file())
  var input = "-"

  @OptionGroup var embedding: EmbeddingOptions

  @Option(help: ArgumentHelp("Fraction of facts to hold out of training and rank.", valueName: "fraction"))
  var holdout: Double?

  @Option(
    help: ArgumentHelp("Table of facts to hold out of training and rank.", valueName: "file"),
    completion: .file())
  var test: String?

  @Option(
    help: ArgumentHelp(
      "Table of facts that are true, but neither trained on nor ranked; goes with --test.", valueName: "file"),
    completion: .file()
  )
  var filter: String?

  @OptionGroup var checkpoints: CheckpointOptions

  @OptionGroup var counting: PathOptions

  @OptionGroup(title: "Many machines") var sharing: ShardOptions

  @Option(
    name: .customLong("import"), help: ArgumentHelp("NumPy archive with trained tables.", valueName: "npz"),
    completion: .file())
  var archive: String?

  @Option(
    help: ArgumentHelp(
      "Entity ids in the order of the archive's rows (default: regions, then the others sorted).",
      valueName: "file"), completion: .file())
  var entityOrder: String?

  @Option(help: ArgumentHelp("Name of the archive's table of entities.", valueName: "name"))
  var entityTable = "E_pretrain"

  @Option(
    help: ArgumentHelp("Name of its table of relations; 'none' leaves relations out.", valueName: "name"))
  var relationTable = "R_pretrain"

  func validate() throws {
    func require(_ holds: Bool, _ message: String) throws { if !holds { throw ValidationError(message) } }
    try require(holdout.map { $0 > 0 && $0 < 1 } ?? true, "--holdout must be between 0 and 1")
    try require(holdout == nil || test == nil, "give one of --holdout and --test")
    try require(filter == nil || test != nil, "--filter goes with --test")
    try require(
      archive == nil || (holdout == nil && test == nil), "--import trains nothing, so ranks nothing")
    try require(archive != nil || entityOrder == nil, "--entity-order belongs to --import")
    try require(archive == nil || checkpoints.resume == nil, "--import trains nothing, so resumes nothing")
    try require(
      counting.paths.isEmpty
        || archive == nil && holdout == nil && test == nil && checkpoints.resume == nil
          && checkpoints.checkpointEvery == nil,
      "--paths trains nothing, so it takes no --import, --holdout, --test, --resume and --checkpoint-every")
    try checkpoints.validate(output: output.output)
    try require(
      archive == nil || sharing.shards == 1, "--import trains nothing, so --shards has nothing to cut")
    try require(inputs.count { $0 == "-" } <= 1, "standard input can be read once only")
  }

  private var inputs: [String] { [input, test, filter, archive, entityOrder].compactMap { $0 } }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    let ranks = try RankStart.ranks(tool: context.tool, timeout: sharing.timeout)
    var trained: (run: EmbeddingRun, held: Holdout?)?
    try context.together(ranks, sharing, inputs: inputs, strangers: RankStart.strangers) { shards in
      try context.checkHDF5Output(output.output)
      let graph = try context.readHDF5(input, .knowledgeGraph) { try KnowledgeGraph(from: $0) }
      if !counting.paths.isEmpty {
        try count(graph, context)
        return 0
      }
      if let archive {
        let embedding = try imported(archive, graph, context)
        try context.writeHDF5(output.output, .graphEmbedding) { try embedding.write(to: $0) }
        return 0
      }
      context.noteArithmetic()
      let held = try heldOut(graph, context)
      let run = try prepared(graph, held, shards, context)
      trained = (run, held)
      return try run.train(checkpoints)
    }
    // The others have nothing to add, and are not kept waiting.
    if let trained, !context.isFollower { try finish(trained.run, trained.held, context) }
  }

  private func count(_ graph: KnowledgeGraph, _ context: Context) throws {
    let subject = input == "-" ? "standard input" : input
    let counts = try PathCounts(graph, counting.paths, least: counting.pathRegions, subject)
    context.log.info("\(graph.regionCount) regions, \(counts.names.count) features")
    try context.writeHDF5(output.output, .embeddings, version: SchemaVersion(1, 1)) { file in
      try counts.table.write(
        to: file, description: "ln(1 + number of paths) from each region", names: counts.names)
    }
  }

  private func prepared(
    _ graph: KnowledgeGraph, _ held: Holdout?, _ shards: BatchShards, _ context: Context
  ) throws -> EmbeddingRun {
    let index = try FactIndex(graph, facts: held?.training)
    guard index.count > 1 else {
      throw Failure.data(input == "-" ? "standard input" : input, "has too few facts to train on")
    }
    let trainer = TuckERTrainer(
      TuckER(
        entityCount: graph.entityCount, relationCount: index.relationNames.count, embedding.model,
        shards: shards, seed: common.seed),
      on: index, types: graph.entityTypes, embedding.training(seed: common.seed))
    if let resume = checkpoints.resume {
      try trainer.resume(
        from: try HDF5File(reading: resume, name: resume), of: graph,
        inputs: context.isFollower ? nil : context.inputs)
    }
    context.log.info(
      "\(graph.entityCount) entities, \(index.relationNames.count) directed relations, \(index.tails.count) directed facts in \(index.count) questions"
    )
    return EmbeddingRun(trainer: trainer, graph: graph, output: output.output, context: context)
  }

  /// Ranks what was held out and writes the embedding.
  private func finish(_ run: EmbeddingRun, _ held: Holdout?, _ context: Context) throws {
    let report = try held.map { held in
      RankingReport(
        run.trainer.model.rank(
          held.test, known: try FactIndex(run.graph, facts: held.training, extra: held.test + held.known),
          types: run.graph.entityTypes, trainedWith: run.trainer.training.candidates))
    }
    try run.write(report)
    if let report { try show(report, context) }
  }

  private func heldOut(_ graph: KnowledgeGraph, _ context: Context) throws -> Holdout? {
    let held: Holdout
    func facts(_ path: String) throws -> [Fact] {
      let file = try context.input(path)
      defer { file.discard() }
      return try graph.facts(in: file, context.rules)
    }
    if let test {
      held = Holdout(graph, test: try facts(test), known: try filter.map(facts) ?? [])
    } else if let holdout {
      held = Holdout(graph, fraction: holdout, seed: common.seed)
    } else {
      return nil
    }
    guard !held.test.isEmpty else {
      throw Failure.data(
        input == "-" ? "standard input" : input,
        "has no fact that can be held out: each is some entity's or relation's only one")
    }
    context.log.info("\(held.training.count) facts to train on, \(held.test.count) held out")
    return held
  }

  private func show(_ report: RankingReport, _ context: Context) throws {
    func words(_ metrics: RankingMetrics) -> String {
      "MRR \(metrics.reciprocal), hits@1 \(metrics.hits[0]), hits@3 \(metrics.hits[1]), hits@10 \(metrics.hits[2])"
    }
    context.log.info("filtered \(words(report.main))")
    if let typed = report.mainTyped { context.log.info("filtered typed \(words(typed))") }
    if let unconstrained = report.mainUnconstrained {
      context.log.info(
        "trained by type, it proposes no entity of another: full and typed ranks are the same; by its scores of all \(words(unconstrained))"
      )
    }
    // Standard output may be the embedding itself.
    guard output.output != "-" else { return }
    if common.json {
      for line in report.jsonLines { try context.print(line) }
    } else {
      try context.writeText("-", report.tsv)
    }
  }

  private func imported(_ path: String, _ graph: KnowledgeGraph, _ context: Context) throws -> GraphEmbedding
  {
    let order = try entityOrder.map { try context.readIdentifiers($0, of: "entity") }
    let file = try context.input(path)
    defer { file.discard() }
    return try GraphEmbedding(
      try NPZArchive(file), of: graph, order: order, entities: entityTable,
      relations: relationTable == "none" ? nil : relationTable)
  }
}
