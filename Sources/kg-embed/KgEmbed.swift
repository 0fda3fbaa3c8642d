import ArgumentParser
internal import GraphNetworks
internal import Graphs
internal import HDF5
internal import Logging
internal import Networks
internal import Numerics
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
      at once. --loss softmax is the mean of -log softmax over the batch's facts; question-softmax \
      averages over each question's true tails first, so that every question weighs the same; bce is binary \
      cross-entropy with smoothed labels: (1 - smoothing) y + 1/entities by --smoothing-rule paper, as in the \
      paper's code; by uniform, 1 - smoothing for what is true and smoothing/(entities - 1) for the rest.

      With --holdout or --test, held-out facts are ranked in both directions among all entities, other \
      true facts left out (filtered; --filter names facts that are true but neither trained on nor ranked, such \
      as a validation part), and the metrics are printed as TSV (--json: JSON) when the output is \
      a file; they are always in the file. Ties count as the mean of best and worst place; both extremes \
      are reported too.

      --import takes tables that were trained elsewhere instead of training.

      The same graph, options and seed give the same bytes for any number of threads.

      EXAMPLES
        kg-embed kg.h5 -o kge.h5
        kg-embed kg.h5 --epochs 60 --holdout 0.05 -o kge.h5 > ranking.tsv
        kg-build train.txt valid.txt test.txt --region-pattern . | kg-embed --test test.txt --filter valid.txt -o kge.h5
        kg-build facts.tsv -o - | kg-embed - -o - > kge.h5
        kg-embed kg.h5 --import ER.npz -o kge.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("kg-embed"))

  enum Loss: String, ExpressibleByArgument, CaseIterable {
    case softmax
    case questionSoftmax = "question-softmax"
    case bce
  }

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup(title: "HOW TABLES ARE READ") var tables: TableReadingOptions

  @Argument(help: ArgumentHelp("The graph, knowcl/kg, or -.", valueName: "file"), completion: .file())
  var input = "-"

  @Option(help: "Length of the vectors.") var dimension = 64
  @Option(help: "Passes over all questions.") var epochs = 200
  @Option(help: "Questions (head, relation) a step.") var batch = 1024
  @Option(help: "Adam's learning rate.") var learningRate = 3e-3
  @Option(help: "Factor on the learning rate after every epoch.") var decay = 0.995
  @Option(help: "Dropout of the head's embedding.") var dropoutInput = 0.3
  @Option(help: "Dropout of the relation's matrix.") var dropoutCore = 0.2
  @Option(help: "Dropout of their product.") var dropoutOutput = 0.3
  @Option(help: "Loss: softmax, question-softmax or bce.") var loss = Loss.softmax
  @Option(help: "Label smoothing of --loss bce.") var smoothing = 0.1
  @Option(help: "How --loss bce smooths: paper or uniform.") var smoothingRule = LabelSmoothing.paper

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
    try require((1...4096).contains(dimension), "--dimension must be between 1 and 4096, not \(dimension)")
    try require((0...1_000_000).contains(epochs), "--epochs must be between 0 and 1000000, not \(epochs)")
    try require((2...1 << 20).contains(batch), "--batch must be between 2 and \(1 << 20), not \(batch)")
    try require(
      learningRate > 0 && learningRate.isFinite, "--learning-rate must be positive, not \(learningRate)")
    try require(decay > 0 && decay <= 1, "--decay must be above 0 and at most 1, not \(decay)")
    for (name, rate) in [("input", dropoutInput), ("core", dropoutCore), ("output", dropoutOutput)] {
      try require((0..<1).contains(rate), "--dropout-\(name) must be at least 0 and below 1, not \(rate)")
    }
    try require((0..<1).contains(smoothing), "--smoothing must be at least 0 and below 1, not \(smoothing)")
    try require(holdout.map { $0 > 0 && $0 < 1 } ?? true, "--holdout must be between 0 and 1")
    try require(holdout == nil || test == nil, "give one of --holdout and --test")
    try require(filter == nil || test != nil, "--filter goes with --test")
    try require(
      archive == nil || (holdout == nil && test == nil), "--import trains nothing, so ranks nothing")
    try require(archive != nil || entityOrder == nil, "--entity-order belongs to --import")
    let inputs = [input, test, filter, archive, entityOrder].compactMap { $0 }
    try require(inputs.count { $0 == "-" } <= 1, "standard input can be read once only")
  }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    try context.checkHDF5Output(output.output)
    let graph = try context.readHDF5(input, .knowledgeGraph) { try KnowledgeGraph(from: $0) }
    if let archive {
      let embedding = try imported(archive, graph, context)
      return try context.writeHDF5(output.output, .graphEmbedding) { try embedding.write(to: $0) }
    }
    context.noteArithmetic()
    try train(graph, context)
  }

  private func train(_ graph: KnowledgeGraph, _ context: Context) throws {
    let held = try heldOut(graph, context)
    let index = try FactIndex(graph, facts: held?.training)
    guard index.count > 1 else {
      throw Failure.data(input == "-" ? "standard input" : input, "has too few facts to train on")
    }
    var options = TuckER.Options()
    options.dimension = dimension
    options.inputDropout = dropoutInput
    options.coreDropout = dropoutCore
    options.outputDropout = dropoutOutput
    let model = TuckER(
      entityCount: graph.entityCount, relationCount: index.relationNames.count, options, seed: common.seed)
    var training = TuckERTraining(seed: common.seed)
    switch loss {
    case .softmax: training.loss = .softmax
    case .questionSoftmax: training.loss = .questionSoftmax
    case .bce: training.loss = .binary(smoothing: smoothing, rule: smoothingRule)
    }
    training.epochs = epochs
    training.batch = batch
    training.learningRate = learningRate
    training.decay = decay
    context.log.info(
      "\(graph.entityCount) entities, \(index.relationNames.count) directed relations, \(index.tails.count) directed facts in \(index.count) questions"
    )
    let progress = context.progress("epoch", total: epochs)
    let history = try training.run(model, on: index) { epoch, loss in
      progress.advance(note: "loss \(loss)")
      context.log.debug("epoch \(epoch): loss \(loss)")
    }
    progress.finish()
    if let last = history.last { context.log.info("loss \(last) after \(epochs) epochs") }
    let report = try held.map { held in
      let (tails, heads) = model.rank(
        held.test, known: try FactIndex(graph, facts: held.training, extra: held.test + held.known))
      return RankingReport(tails: tails, heads: heads)
    }
    let embedding = GraphEmbedding(
      entityIDs: graph.entityIDs, entities: model.entities.value.array, relationNames: index.relationNames,
      relations: model.relations.value.array, dimension: dimension)
    try context.writeHDF5(output.output, .graphEmbedding) { file in
      try embedding.write(to: file)
      try Arithmetic.note(in: file)
      if !history.isEmpty {
        try file.write(
          history, to: "/history/loss", shape: [history.count],
          HDF5Layout("mean training loss of each epoch", dimensions: ["epochs"]))
      }
      try report?.write(to: file)
    }
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
    let main = report.main
    context.log.info(
      "filtered MRR \(main.reciprocal), hits@1 \(main.hits[0]), hits@3 \(main.hits[1]), hits@10 \(main.hits[2])"
    )
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

extension LabelSmoothing: ExpressibleByArgument {}
