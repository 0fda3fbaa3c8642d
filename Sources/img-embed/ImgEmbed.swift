import ArgumentParser
internal import ContrastiveTraining
internal import Networks
internal import Schemas
internal import Support
internal import Tooling
internal import Weights

enum Features: String, ExpressibleByArgument, CaseIterable {
  case encoder, colour
}

@main struct ImgEmbed: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-embed",
    abstract: "Turn each region's pictures into a feature vector.",
    usage: """
      img-embed [<options>] <model> <images>
      img-embed [<options>] --untrained <images>
      img-embed [<options>] --features colour <images>
      """,
    discussion: """
      Reads IMAGES (knowcl/images, from img-pack or img-perturb) and writes for every region the 512 outputs of \
      the image encoder, a ResNet-18 without its classifier in evaluation mode; where a region has several \
      pictures (street views), their mean. Nothing else that training used is needed.

      MODEL is a knowcl/model from cl-train, or bare encoder weights under torchvision's names: a PyTorch file \
      (.pth, .tar, with or without a prefix such as "encoder."), safetensors or HDF5. It is told by content.

      --untrained takes random weights of --seed instead of a model, and --features colour the mean, standard \
      deviation and quantiles of each colour (21 numbers): the baselines for what training adds.

      --adapt takes the statistics of the encoder's batch normalisations from these pictures instead of the model \
      (AdaBN, Li et al. 2016): no label is needed, and light, season or haze unlike those of training disturb less.

      Either file may be - for standard input. The output (knowcl/embeddings) holds /region/id and /embedding; \
      it has the same bytes for any --threads and any --batch. Memory grows with --batch, not with the number \
      of pictures.

      EXAMPLES
        img-embed model.h5 images.h5 -o embeddings.h5
        img-pack tiles/ | img-embed model.h5 - -o embeddings.h5
        img-embed --untrained --seed 3 images.h5 -o untrained.h5
        img-embed --features colour images.h5 -o colour.h5
        img-embed --anndata model.h5 images.h5 -o embeddings.h5ad

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-embed"))

  static let optionsWithoutEffect = ["--batch="]

  @Argument(
    help: ArgumentHelp("Model (unless --untrained or --features colour), then images.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Flag(help: "Random encoder weights from --seed, no model.")
  var untrained = false

  @Option(help: "What to compute: encoder or colour.")
  var features = Features.encoder

  @Flag(
    help:
      "Take the statistics of the encoder's batch normalisations from (up to 2048 of) these pictures instead of the model: for another light, season or haze than in training."
  )
  var adapt = false

  @Option(help: ArgumentHelp("Pictures in memory at a time.", valueName: "n"))
  var batch = 32

  @Flag(help: "Write AnnData's layout, for anndata.read_h5ad.")
  var anndata = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  private var needsModel: Bool { !untrained && features == .encoder }

  func validate() throws {
    if untrained && features == .colour {
      throw ValidationError("--untrained is about the encoder; leave it out with --features colour")
    }
    if adapt && features == .colour {
      throw ValidationError("--adapt is about the encoder; leave it out with --features colour")
    }
    if files.count != (needsModel ? 2 : 1) {
      throw ValidationError(
        needsModel
          ? "give a model and images (or --untrained, or --features colour, and images)"
          : "give the images and nothing else: no model is read here")
    }
    if files.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("model and images cannot both be standard input")
    }
    if !(1...65536).contains(batch) {
      throw ValidationError("--batch must be between 1 and 65536, not \(batch)")
    }
  }

  func run(_ context: Context) throws {
    try context.checkHDF5Output(output.output)
    guard let images = files.last else { return }
    let network = try network(context)
    let (table, description) = try context.readHDF5(images, .images) { file in
      let pictures = try ImageFile(from: file)
      if adapt { try network?.adapt(to: pictures) }
      let extractor: any ImageFeatures = network.map { EncoderFeatures($0, batch: batch) } ?? ColourFeatures()
      let progress = context.progress("regions", total: pictures.ids.count)
      defer { progress.finish() }
      let table = try pictures.embed(with: extractor, batch: batch) { progress.advance(by: $0) }
      return (table, extractor.description)
    }
    try context.writeHDF5(output.output, .embeddings) { file in
      try table.write(to: file, description: description, anndata: anndata)
    }
  }

  /// The encoder, where one is used.
  private func network(_ context: Context) throws -> ResNet18? {
    if features == .colour { return nil }
    let network = ResNet18()
    if untrained {
      network.initialize(seed: context.seed)
    } else {
      let state = try context.withInput(files[0], WeightsFile.read)
      let subject = files[0] == "-" ? "standard input" : files[0]
      guard let prefix = ResNet18.prefix(in: state) else {
        throw Failure.data(
          subject, "has no weights of a ResNet-18 encoder ('layer1.0.conv1.weight' is not among its names)")
      }
      try network.load(state, prefix: prefix, subject: subject)
    }
    return network
  }
}
