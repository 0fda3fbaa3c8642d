import ArgumentParser
internal import HDF5
internal import Images
internal import Logging
internal import Schemas
internal import Segmentation
internal import Support
internal import Tooling

@main struct MaskTrain: Tool {
  static let configuration = CommandConfiguration(
    commandName: "mask-train",
    abstract: "Train a small network to tell clouds and their shadows in one picture.",
    discussion: """
      Reads pictures of a clear day (knowcl/images), lays simulated clouds and shadows over them, whose masks are known, and \
      trains a network to give every pixel its class: clear, cloud or shadow. Writes a knowcl/segmentation, by which \
      img-perturb --mask marks what clouds and shadows cover in any day's pictures, with no clear day beside it.

      Every picture gets another sky in every epoch. Skies are those of --cloud-preset cumulus with thinner clouds, softer \
      edges, other sizes and other shadows, and then another day's light (--radiometry); operations given here replace all of \
      that, and --clouds p, --cloudy or --combined must be among them. img-perturb with the same operations shows them. \
      Pixels that the pictures' own masks leave out are of the mean colour and count as what is laid over them. Several files \
      are parts of one set, or days: of a region with several one is drawn for each epoch.

      The network has 65,888 weights, tells a pixel by a window of 65 pixels around it, and takes pictures of any size; train \
      it on pictures of the size and ground resolution that it is to mask. It knows of no cloud that the simulation cannot make: \
      compare its masks with what you see (img-pack --to-sheet) or with a clear day's (img-perturb --mask-score).

      The same pictures, options and seed give the same bytes for any number of threads.

      EXAMPLES
        mask-train june.h5 -o sky.h5
        img-perturb july.h5 --mask sky.h5 -o july-masked.h5
        mask-train june.h5 --cloudy --cloud-preset cumulus --radiometry 0.5 --epochs 20 -o sky.h5
        img-perturb july.h5 --mask-against june.h5 -o reference.h5 && \
      img-perturb july-masked.h5 --mask-score reference.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("mask-train"))

  @Argument(
    help: ArgumentHelp(
      "Pictures of a clear day (knowcl/images); several files are parts of one, or days.", valueName: "images"
    ), completion: .file())
  var images: [String]

  @Option(help: ArgumentHelp("Passes over all regions.", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Regions a step.", valueName: "n"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "Step size of Adam at first, which falls to 0 along half a cosine.", valueName: "x"))
  var learningRate: Double?

  @OptionGroup(title: "Skies and other changes, anew in every epoch, in this order")
  var operations: PerturbationOptions

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    func require(_ holds: Bool, _ message: String) throws { if !holds { throw ValidationError(message) } }
    try require(images.count { $0 == "-" } <= 1, "standard input (-) can stand for one input only")
    try require(
      (1...1_000_000).contains(epochs ?? 1), "--epochs must be between 1 and 1000000, not \(epochs ?? 0)")
    try require(
      (1...1_000_000).contains(batch ?? 1), "--batch must be between 1 and 1000000, not \(batch ?? 0)")
    let rate = learningRate ?? 1
    try require(rate > 0 && rate.isFinite, "--learning-rate must be positive, not \(rate)")
    let sky = try operations.sequence()
    try require(
      sky.changesNothing || sky.includes(Clouds.name),
      "without clouds there is nothing to learn: give --clouds p, --cloudy or --combined, or no operation at all"
    )
    try require(
      !(common.json && output.output == "-"), "--json needs -o FILE, as both write to standard output")
  }

  func run(_ context: Context) throws {
    try context.checkHDF5Output(output.output)
    context.noteArithmetic()
    var training = SegmentationTraining(seed: context.seed)
    training.epochs = epochs ?? training.epochs
    training.batch = batch ?? training.batch
    training.learningRate = learningRate ?? training.learningRate
    let sky = try operations.sequence()
    if !sky.changesNothing { training.sky = sky }
    let trainer = SegmentationTrainer(training)
    try context.readImages(images, asDays: true) { images in
      context.log.info("\(trainer.parameterCount) weights; sky: \(training.sky)")
      let progress = context.progress("training", total: training.epochs)
      try trainer.train(on: images) { epoch, loss in
        progress.advance(note: "loss \(loss)")
        context.log.debug("epoch \(epoch): loss \(loss)")
        if common.json { try context.print("{\"epoch\":\(epoch),\"loss\":\(loss)}") }
      }
      progress.finish()
    }
    if let last = trainer.history.last { context.log.info("loss \(last) after \(training.epochs) epochs") }
    try context.writeHDF5(output.output, .segmentation) { try trainer.write(to: $0) }
  }
}
