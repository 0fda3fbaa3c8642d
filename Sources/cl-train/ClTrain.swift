import ArgumentParser
internal import ContrastiveTraining
internal import GraphNetworks
internal import HDF5
internal import Logging
internal import MPIRanks
internal import Networks
internal import Ranks
internal import Schemas
internal import Support
internal import Tables
internal import Tooling
internal import Weights

@main struct ClTrain: Tool {
  static let configuration = CommandConfiguration(
    commandName: "cl-train",
    abstract: "Train an image encoder so that a region's pictures agree with its place in the graph.",
    usage: """
      cl-train [<options>] <images> --graph <file> --embedding <file>
      cl-train [<options>] <images> --objective <name> [...]
      """,
    discussion: """
      Reads pictures (knowcl/images, in one file, in parts or by days), a knowledge graph (knowcl/kg) and its embedding (knowcl/kge); any one \
      may be -, standard input. Writes a knowcl/model: image encoder and its head, CompGCN and its head, Adam's \
      state, and the loss and collapse monitors of every epoch under /history.

      In each step a batch of regions goes through both sides, and a contrastive loss pulls every region's \
      pictures to its own entity and away from the others'. Of several street views a region, all are \
      encoded, and the head sees the mean of their encodings. Graph embeddings stay as they are; everything \
      else trains. Regions join by id: every region with pictures must be a region of the graph, or be left \
      out with --allow-missing.

      --objective trains the same encoder in the same way towards something else, so that what the graph adds can \
      be told: views of a picture with one another (simclr), nearness on the map (tile2vec), nearness and similar \
      places (pg-simclr), the picture itself (autoencoder), indicators (supervised), or the graph and views \
      (graph+simclr). Only what an objective needs is read; with --graph the others train on the graph's regions in \
      its order, and so on the same batches. Views are made by --views unless other operations are given.

      Training sees the graph and the pictures of the regions it trains on, never an indicator. Regions that \
      will be tested later are therefore seen as well (a transductive protocol) unless --regions FILE limits \
      training to others; the graph still holds the facts about all regions. Say which in a report. --objective supervised \
      sees indicators, and must be kept to the training part of a split: by --split or --split-index, of which only \
      the part train trains, or by --regions.

      A step passes over the whole graph, so an epoch costs as much as there are regions times facts. With \
      --neighbours 10,10 it draws some messages of each entity that it needs, weighs them so that the expected sum is \
      the sum, and costs the same in a city and in a country. With all,10 the first layer, whose inputs do not \
      train, sums every message once before training, which takes 8 bytes a dimension and entity.

      --encoder chooses the image encoder: resnet18 and resnet34 have 512 features, resnet50 has 2048 and takes \
      about three times as long as resnet18. With --init it is what the weights are.

      --init starts the image side from a file: torchvision's or timm's weights, the checkpoint of a SimCLR, MoCo, \
      DINO or Lightning run, safetensors, or HDF5 under such names, whatever wrappers ("module.", "_orig_mod.", \
      "backbone.", "encoder_q.") stand before them; img-embed --help says which of several encoders is taken. A \
      head ("projector.") is taken too. PyTorch files are read without executing anything they hold. A classifier \
      (fc.) is left out.

      --checkpoint-every n writes the output, whole, after every n epochs: a checkpoint is a model. SIGINT, \
      SIGTERM and SIGHUP end the step at hand, write the model and exit with 128 + the signal's number; a \
      second signal kills. --resume FILE with the same other arguments goes on from there to the same bytes as \
      a run that was never stopped; different inputs, seed or hyper-parameters are refused, but --epochs may \
      grow. So is a model of another arithmetic, an older knowcl's, which --init takes. The output depends neither on \
      --threads nor on the processor.

      Operations such as --augment or --clouds change pictures before the encoder sees them, each picture anew \
      in every epoch (img-perturb changes them once). An encoder that is to see through clouds learns most \
      from seeing each picture with and without: --clouds 1 --augment --consistency 2.

      Several files that have regions in common show them on different days, such as those of the regions that clouds \
      left free on each. In every epoch a region is seen on a day that is drawn; where a step sees it twice \
      (--consistency, or two views), on two different days where it has them, so that what is one place looks alike \
      whatever the day. --consistency then needs no operation.

      --shards n sums every batch in n parts, added in their order. A tool that was built with MPI can then run as up to n \
      processes on many machines (mpirun -np n cl-train ...), and the model has the same bytes for any number of them.

      A loss can fall while all embeddings crowd together. Watch image_sd (0 means collapsed), image_cosine \
      (1 means collapsed) and image_to_region, the share of images that find their own region first, in \
      --verbose, --json or /history.

      EXAMPLES
        cl-train images.h5 --graph kg.h5 --embedding kge.h5 -o model.h5
        cl-train images.h5 --graph kg.h5 --embedding kge.h5 --init checkpoint_100.tar --reference -o model.h5
        cl-train images.h5 --graph kg.h5 --embedding kge.h5 --encoder resnet50 --checkpoint-every 5 -o model.h5
        cl-train images.h5 --graph kg.h5 --embedding kge.h5 --clouds 1 --cloud-preset cumulus --augment --consistency 2 \
      -o robust.h5
        cl-train june.h5 july.h5 --graph kg.h5 --embedding kge.h5 --consistency 0.5 --augment -o days.h5
        cl-train part-*.h5 --graph country.h5 --embedding kge.h5 --neighbours all,10 -o model.h5
        mpirun -np 4 cl-train images.h5 --graph kg.h5 --embedding kge.h5 --shards 4 --checkpoint-every 1 -o model.h5
        cl-train images.h5 --objective simclr -o simclr.h5
        cl-train images.h5 --objective tile2vec --coordinates regions.csv --radius 2000 -o tile2vec.h5
        cl-train images.h5 --objective supervised --indicators table.csv --indicator pop,income --split split.csv \
      -o supervised.h5
        cl-train images.h5 --graph kg.h5 --embedding kge.h5 --resume model.h5 -o model.h5
        img-pack satellite/ -o - | cl-train - --graph kg.h5 --embedding kge.h5 --json -o model.h5 > epochs.json

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written; 75 another rank is gone or \
      silent; 128 + n stopped by signal n with the model written.
      """,
    version: versionText("cl-train"))

  static let optionsWithoutEffect =
    CheckpointOptions.withoutEffect + ShardOptions.withoutEffect + ["--history="]

  static func beforeFailing() { RankStart.letTheFirstSpeak() }

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  @Argument(
    help: ArgumentHelp(
      "Pictures of the regions (knowcl/images); several files are parts of one, or days.", valueName: "images"
    ),
    completion: .file())
  var images: [String]

  @Option(help: ArgumentHelp("Knowledge graph (knowcl/kg).", valueName: "file"), completion: .file())
  var graph: String?

  @Option(help: ArgumentHelp("Embedding of the graph (knowcl/kge).", valueName: "file"), completion: .file())
  var embedding: String?

  @OptionGroup(title: "What the encoder is trained towards") var objectives: ObjectiveOptions

  @OptionGroup var training: TrainingOptions

  @Option(help: "Image encoder (default: resnet18, or what the weights of --init are).")
  var encoder: EncoderName?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp(
      "Weights to start the image side from (default: random, by --seed).", valueName: "file"),
    completion: .file())
  var initial: String?

  @Option(
    help: ArgumentHelp(
      "Train on these regions only: an id a line, a CSV column, or the keys of a JSON object.",
      valueName: "file"), completion: .file())
  var regions: String?

  @Flag(help: "Leave out regions that lack pictures or an entity, instead of failing.")
  var allowMissing = false

  @OptionGroup var checkpoints: CheckpointOptions

  @OptionGroup(title: "Many machines") var sharing: ShardOptions

  @Option(
    help: ArgumentHelp(
      "Write loss and monitors of every epoch to this table (TSV) as well.", valueName: "file"),
    completion: .file())
  var history: String?

  @OptionGroup(title: "How tables are read") var tables: TableReadingOptions

  func tableRules() throws -> TableRules { try tables.rules() }

  func validate() throws {
    try validateInputs()
    try training.validate(for: objectives.type, mayHaveDays: images.count > 1)
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input (-) can stand for one input only")
    }
    try checkpoints.validate(output: output.output)
    if output.output == "-" {
      if common.json { throw ValidationError("--json needs -o FILE, as both write to standard output") }
      if history == "-" {
        throw ValidationError("--history - needs -o FILE, as both write to standard output")
      }
    }
  }

  private var inputs: [String] {
    images + [graph, embedding, initial, regions].compactMap { $0 } + objectives.files
  }

  /// Whether what the objective needs is given, and nothing that it does not.
  private func validateInputs() throws {
    let name = objectives.type.name
    if objectives.needs(.graph), graph == nil {
      throw ValidationError("--objective \(name) needs --graph FILE")
    }
    if objectives.needs(.embedding), embedding == nil {
      throw ValidationError("--objective \(name) needs --embedding FILE")
    }
    if objectives.needs(.coordinates), objectives.coordinates == nil, graph == nil {
      throw ValidationError(
        "--objective \(name) needs --coordinates FILE, or --graph FILE whose regions have some")
    }
    if embedding != nil, !objectives.needs(.embedding) {
      throw ValidationError(
        "--embedding goes with --objective \(ObjectiveOptions.names { $0.needs.contains(.embedding) }), not with \(name)"
      )
    }
    if objectives.needs(.labels), objectives.given.files.isEmpty, regions == nil {
      throw ValidationError(
        "--objective \(name) learns from labels: --split, --split-index or --regions must say which regions train"
      )
    }
  }

  func run(_ context: Context) throws {
    let ranks = try RankStart.ranks(tool: context.tool, timeout: sharing.timeout)
    try context.together(ranks, sharing, inputs: inputs, strangers: RankStart.strangers) {
      try train($0, context)
    }
  }

  /// - Returns: steps taken.
  private func train(_ shards: BatchShards, _ context: Context) throws -> Int {
    try context.requireDifferent([("-o", output.output), ("--history", history)])
    try context.checkHDF5Output(output.output)
    context.noteArithmetic()
    let data = try ObjectiveData(objectives, graph: graph, embedding: embedding, context)
    let wanted = try wantedRegions(data, context)
    let weights = try initial.map { try imageWeights($0, context) }
    return try context.readImages(images, asDays: true) { images in
      let encoder = try architecture(weights)
      var configuration = try training.configuration(encoder: encoder, images, objectives)
      configuration.shards = shards.count
      let pairs = try TrainingPairs(
        images: images.ids, imageFile: images.name, joining: data.lists, wanted: wanted,
        allowMissing: allowMissing)
      let objective = try data.objective(
        configuration, features: encoder.features, pairs, images, seed: context.seed)
      let model = ContrastiveModel(
        encoder: encoder.make(ImageInput()), objective: objective, shards: shards, seed: context.seed)
      if let weights, let initial { try model.load(weights, subject: initial) }
      let trainer = ContrastiveTrainer(model, pairs: pairs, configuration: configuration, seed: context.seed)
      if let resume = checkpoints.resume {
        try trainer.resume(
          from: try HDF5File(reading: resume, name: resume),
          inputs: context.isFollower ? nil : context.inputs)
      }
      let steps = trainer.stepsLeft
      note(pairs, images, trainer, context)
      try TrainingRun(
        trainer: trainer, output: output.output, history: history, checkpoints: checkpoints,
        json: common.json, context: context
      ).finish(images)
      return steps
    }
  }

  /// Regions of --regions that a split lets train; nil for all.
  private func wantedRegions(_ data: ObjectiveData, _ context: Context) throws -> [String]? {
    guard let listed = try regions.map({ try context.readIdentifiers($0) }) else { return data.training }
    guard let training = data.training.map(Set.init) else { return listed }
    return listed.filter(training.contains)
  }

  private func imageWeights(_ path: String, _ context: Context) throws -> ImageWeights {
    let weights = try ImageWeights(
      try context.withInput(path, WeightsFile.read), wanted: encoder?.architecture, subject: path)
    context.log.log(level: weights.others.isEmpty ? .debug : .info, "\(path): \(weights.summary)")
    let unused = weights.unused
    if !unused.isEmpty {
      context.log.info(
        "\(path): left out \(unused.count) entries: \(unused.listed(4))"
      )
    }
    if weights.projector == nil { context.log.info("\(path): holds no image head; it starts from random") }
    return weights
  }

  /// - Throws: `Failure` (EX_DATAERR) where the weights are another's than the encoder that was asked for.
  private func architecture(_ weights: ImageWeights?) throws -> any ImageArchitecture {
    guard let weights, let initial else { return encoder?.architecture ?? ImageArchitectures.standard }
    if let wanted = encoder?.architecture, wanted.name != weights.architecture.name {
      throw Failure.data(
        initial,
        "holds a \(weights.architecture.title), where --encoder \(wanted.name) needs a \(wanted.title)")
    }
    return weights.architecture
  }

  private func note(
    _ pairs: TrainingPairs, _ images: ImageSet, _ trainer: ContrastiveTrainer, _ context: Context
  ) {
    let shape = images.shape
    let views =
      if !shape.views.areNumbered {
        "a satellite image"
      } else if let each = shape.views.each {
        "\(each) street views"
      } else {
        "\(shape.pictures) street views"
      }
    context.log.info(
      "\(pairs.count) regions with \(views) of \(shape.height) × \(shape.width), \(trainer.stepsPerEpoch) steps an epoch"
    )
    if images.mostDays > 1 {
      let several = pairs.pairs.count { images.days(of: $0.image) > 1 }
      context.log.info("\(several) regions have pictures of several days, up to \(images.mostDays)")
    }
    if !pairs.missing.isEmpty {
      context.log.info(
        "left out \(pairs.missing.count) regions that lack pictures or \(objectives.needs(.graph) ? "an entity" : "other data")"
      )
    }
    context.log.debug("changes to pictures: \(trainer.configuration.perturbations)")
    if trainer.epoch > 0 { context.log.info("going on after epoch \(trainer.epoch)") }
  }
}

extension EncoderName: ExpressibleByArgument {}
