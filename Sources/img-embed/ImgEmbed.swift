import ArgumentParser
internal import ContrastiveTraining
internal import Images
internal import Logging
internal import Networks
internal import Schemas
internal import Support
internal import Tooling
internal import Weights

/// What `--features` asks for.
enum Features: Equatable, ExpressibleByArgument {
  case encoder, colour
  /// Principal components, so many, or as many as is usual.
  case components(Int?)

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("encoder", 1): self = .encoder
    case ("colour", 1): self = .colour
    case ("pca", 1): self = .components(nil)
    case ("pca", 2):
      guard let count = Int(parts[1]), (1...2047).contains(count) else { return nil }
      self = .components(count)
    default: return nil
    }
  }

  static var allValueStrings: [String] { ["encoder", "colour", "pca", "pca:k"] }

  var defaultValueDescription: String { "encoder" }

  var name: String {
    switch self {
    case .encoder: "encoder"
    case .colour: "colour"
    case .components: "pca"
    }
  }
}

@main struct ImgEmbed: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-embed",
    abstract: "Turn each region's pictures into a feature vector.",
    usage: """
      img-embed [<options>] <model> ... <images> ...
      img-embed [<options>] --untrained <images> ...
      img-embed [<options>] --features colour <images> ...
      img-embed [<options>] --features pca[:k] [--fit <images>] <images> ...
      """,
    discussion: """
      Reads IMAGES (knowcl/images, from img-pack or img-perturb) and writes for every region the outputs of the \
      image encoder, a ResNet-18, ResNet-34 (512 features) or ResNet-50 (2048) without its classifier in evaluation \
      mode; where a region has several pictures (street views), their mean. Nothing else that training used is \
      needed.

      MODEL is a knowcl/model from cl-train, or encoder weights under torchvision's or timm's names: a PyTorch file \
      (.pth, .ckpt, .tar), safetensors or HDF5. Format and architecture are told by content. Names may stand under \
      any wrappers, such as "module.", "_orig_mod." or "encoder.", or be numbered as in an nn.Sequential. Of several \
      encoders in a file, a teacher or ema is taken before a student or what it averages, and encoder_q, online or \
      backbone before encoder_k, target or momentum copies; where that does not tell, the file is refused.

      Of several models, such as those of several seeds, the vectors stand one behind another. A file behind the first is \
      a model where it says so, is HDF5 that says nothing of what it is, or a PyTorch file.

      --untrained takes random weights of --seed instead of a model, and --features colour the mean, standard \
      deviation and quantiles of each colour (21 numbers): the baselines for what training adds. --features pca:k \
      takes a picture's scores on the first k (default: 50) principal components of the pictures, or of \
      those of --fit, such as another day's; across processors these agree to rounding, not to the byte.

      --adapt takes the statistics of the encoder's batch normalisations from these pictures instead of the model \
      (AdaBN, Li et al. 2016): no label is needed, and light, season or haze unlike those of training disturb less.

      --match DAY gives the pictures the colours of another day's, such as that of training: each channel's samples are \
      replaced so that they are spread as those of DAY, by the valid pixels of both, over all pictures together, so that \
      what differs between places stays. With --adapt, statistics are those of the matched pictures.

      Several files of IMAGES are parts of one: together they make one output, with the regions in natural order (r2 \
      before r10), whichever part each is in. A region in two parts, or parts of pictures of different sizes, are \
      refused. --shard i/n writes the i-th of n parts of the output, so that n runs, on as many machines, make what \
      si-predict reads as one: 'image=shard-*.h5'. --adapt and --match go by all pictures in every shard.

      One of the files may be - for standard input. The output (knowcl/embeddings) holds /region/id and /embedding; \
      it has the same bytes for any --threads and any --batch. Memory grows with --batch, not with the number \
      of pictures.

      EXAMPLES
        img-embed model.h5 images.h5 -o embeddings.h5
        img-pack tiles/ | img-embed model.h5 - -o embeddings.h5
        img-embed resnet50-imagenet.pth images.h5 -o imagenet.h5
        img-embed model-1.h5 model-2.h5 model-3.h5 images.h5 -o joined.h5
        img-embed --untrained --encoder resnet50 --seed 3 images.h5 -o untrained.h5
        img-embed --features colour images.h5 -o colour.h5
        img-embed model.h5 part-*.h5 --shard 3/16 -o shard-03.h5
        img-embed --features pca:50 --fit clear-day.h5 images.h5 -o pca.h5
        img-embed model.h5 july.h5 --match june.h5 --adapt -o july-embeddings.h5
        img-embed --anndata model.h5 images.h5 -o embeddings.h5ad

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-embed"))

  static let optionsWithoutEffect = ["--batch="]

  @Argument(
    help: ArgumentHelp(
      "Model or models (unless --untrained, or --features other than encoder), then images; several files of these are parts of one.",
      valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Flag(help: "Random encoder weights from --seed, no model.")
  var untrained = false

  @Option(help: "Architecture of the encoder of --untrained (default: resnet18).")
  var encoder: EncoderName?

  @Option(help: "What to compute: encoder, colour, or pca:k, principal components.")
  var features = Features.encoder

  @Option(
    help: ArgumentHelp(
      "Pictures to fit the components of --features pca to; repeat for parts (default: the images themselves).",
      valueName: "images"), completion: .file())
  var fit: [String] = []

  @Flag(
    help:
      "Take the statistics of the encoder's batch normalisations from (up to 2048 of) these pictures instead of the model: for another light, season or haze than in training."
  )
  var adapt = false

  @Option(
    help: ArgumentHelp(
      "Match each channel's histogram to that of these pictures, of the day of training; repeat for parts.",
      valueName: "images"), completion: .file())
  var match: [String] = []

  @Option(help: ArgumentHelp("Pictures in memory at a time.", valueName: "n"))
  var batch = 32

  @Option(
    help: ArgumentHelp(
      "Write only the i-th of n parts of the regions, of about one size, in their order.", valueName: "i/n"))
  var shard: Shard?

  @Flag(help: "Write AnnData's layout, for anndata.read_h5ad.")
  var anndata = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  private var needsModel: Bool { !untrained && features == .encoder }

  func validate() throws {
    if untrained && features != .encoder {
      throw ValidationError("--untrained is about the encoder; leave it out with --features \(features.name)")
    }
    if encoder != nil && !untrained {
      throw ValidationError("--encoder goes with --untrained; a model's architecture is told by its weights")
    }
    if adapt && features != .encoder {
      throw ValidationError("--adapt is about the encoder; leave it out with --features \(features.name)")
    }
    if !fit.isEmpty && features.name != "pca" {
      throw ValidationError("--fit goes with --features pca, not with \(features.name)")
    }
    if files.count < (needsModel ? 2 : 1) {
      throw ValidationError(
        needsModel
          ? "give a model and images (or --untrained, or --features colour or pca, and images)"
          : "give the images")
    }
    if (files + fit + match).filter({ $0 == "-" }).count > 1 {
      throw ValidationError("only one of the files can be standard input")
    }
    if !(1...65536).contains(batch) {
      throw ValidationError("--batch must be between 1 and 65536, not \(batch)")
    }
  }

  func run(_ context: Context) throws {
    try context.checkHDF5Output(output.output)
    let models = needsModel ? ModelFiles.count(in: files) : 0
    guard models < files.count else { throw Failure.usage("give images behind the models") }
    let networks = try networks(models, context)
    let images = Array(files.dropFirst(models))
    let fitted = try fit.isEmpty ? nil : context.readImages(fit) { try components(of: $0) }
    let colours = try match.isEmpty ? nil : context.readImages(match) { try SampleHistograms(of: $0) }
    let (table, description, encoderName) = try context.readImages(images) { pictures in
      let pictures =
        try colours.map { pictures.replacingSamples(by: try SampleHistograms(of: pictures).matched(to: $0)) }
        ?? pictures
      let regions = try shard?.part(of: pictures.ids.count) ?? 0..<pictures.ids.count
      if adapt { for network in networks { try self.adapt(network, to: pictures) } }
      let extractor: any ImageFeatures =
        if networks.isEmpty {
          try fitted ?? components(of: pictures) ?? ColourFeatures()
        } else {
          JoinedFeatures(networks.map { EncoderFeatures($0, batch: batch) })
        }
      let progress = context.progress("regions", total: regions.count)
      defer { progress.finish() }
      let table = try pictures.embed(regions, with: extractor, batch: batch) { progress.advance(by: $0) }
      return (table, extractor.description, extractor.encoderName)
    }
    try context.writeHDF5(output.output, .embeddings) { file in
      try table.write(to: file, description: description, encoder: encoderName, anndata: anndata)
    }
  }

  /// Principal components of pictures, where they are asked for.
  private func components(of pictures: ImageSet) throws -> (any ImageFeatures)? {
    guard case .components(let count) = features else { return nil }
    return try PCAFeatures(of: pictures, count: count)
  }

  private func adapt(_ network: any ImageEncoder, to pictures: ImageSet) throws {
    guard network.hasNormStatistics else {
      throw Failure.usage(
        "--adapt: a \(network.architecture.title) has no statistics of its pictures to take anew")
    }
    try network.adapt(to: pictures)
  }

  /// The encoders, where some are used.
  private func networks(_ models: Int, _ context: Context) throws -> [any ImageEncoder] {
    if features != .encoder { return [] }
    context.noteArithmetic()
    if untrained {
      let network = (encoder?.architecture ?? ImageArchitectures.standard).make(ImageInput())
      network.initialize(seed: context.seed)
      return [network]
    }
    return try files.prefix(models).map { file in
      let subject = file == "-" ? "standard input" : file
      let weights = try ImageWeights(try context.withInput(file, WeightsFile.read), subject: subject)
      context.log.log(
        level: weights.others.isEmpty ? .debug : .info, "\(subject): \(weights.summary)")
      return try weights.makeEncoder(subject: subject)
    }
  }
}

extension EncoderName: ExpressibleByArgument {}
