public import ArgumentParser
import Shared

@main struct ImgPerturb: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-perturb",
    abstract: "Change pictures at random: mirror, flip, darken, add noise, blur, mix two sets.",
    discussion: """
      Reads a knowcl/images file and writes another with the same regions in the same order. Each \
      operation happens to each picture with the probability given, in the order of the options below; \
      a probability of 1 changes every picture. The results are Pillow's, to the byte.

      A draw depends on --seed, the region's id, the view and the operation, and on nothing else: so a \
      subset or another order of regions gives each the same picture, and adding an operation leaves \
      the draws of the others alone.

      With --mix each region comes from a second file, such as a cloudy scene, with the probability \
      --mix-probability; the two are joined by region id.

      EXAMPLES
        img-perturb images.h5 --augment -o augmented.h5
        img-perturb images.h5 --noise 1 --noise-mode saturate --seed 7 -o noisy.h5
        img-perturb clean.h5 --mix cloudy.h5 --augment -o combined.h5
        img-pack tiles/ | img-perturb --mirror 1 - > mirrored.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-perturb"))

  @Argument(
    help: ArgumentHelp("File of pictures (knowcl/images); - is standard input.", valueName: "images.h5"))
  var images = "-"

  @Option(help: ArgumentHelp("Second file of pictures (knowcl/images).", valueName: "file"))
  var mix: String?

  @Option(help: ArgumentHelp("Probability of a region to come from the second file.", valueName: "p"))
  var mixProbability = 0.5

  @Flag(help: "Accept regions that only one of the two files has: they stay as they are, or out.")
  var allowMissing = false

  @Flag(
    help:
      "The published augmentation: --mirror .5 --flip .5 --brightness .2 --noise .1 --blur .1, unless given otherwise."
  )
  var augment = false

  @Option(help: ArgumentHelp("Exchange left and right.", valueName: "p"))
  var mirror: Double?

  @Option(help: ArgumentHelp("Exchange top and bottom.", valueName: "p"))
  var flip: Double?

  @Option(help: ArgumentHelp("Darken by a factor uniform between 0.5 and 1.", valueName: "p"))
  var brightness: Double?

  @Option(
    help: ArgumentHelp(
      "Add a standard normal deviate, truncated to an integer, to every sample.", valueName: "p"))
  var noise: Double?

  @Option(help: ArgumentHelp("Noise beyond 0 or 255 wraps around (modulo, as published) or stops there."))
  var noiseMode = NoiseMode.modulo

  @Option(help: ArgumentHelp("Blur with a Gaussian.", valueName: "p"))
  var blur: Double?

  @Option(help: ArgumentHelp("Standard deviation of the Gaussian.", valueName: "pixels"))
  var blurRadius = 1.0

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    let probabilities = [
      ("--mirror", mirror), ("--flip", flip), ("--brightness", brightness), ("--noise", noise),
      ("--blur", blur), ("--mix-probability", mixProbability),
    ]
    for case (let name, let value?) in probabilities where !(0...1).contains(value) {
      throw ValidationError("\(name) is a probability, between 0 and 1, not \(value)")
    }
    guard (0...1000).contains(blurRadius) else {
      throw ValidationError("--blur-radius must be between 0 and 1000 pixels, not \(blurRadius)")
    }
    guard mix != nil || !perturbation.changesNothing else {
      throw ValidationError("nothing to do: give --augment, --mix, or a probability such as --mirror 0.5")
    }
    guard mix != "-" || images != "-" else {
      throw ValidationError("only one of the two files of pictures can be standard input")
    }
  }

  var perturbation: Perturbation {
    var result = augment ? Perturbation.augmentation : Perturbation()
    if let mirror { result.mirror = mirror }
    if let flip { result.flip = flip }
    if let brightness { result.brightness = brightness }
    if let noise { result.noise = noise }
    if let blur { result.blur = blur }
    result.noiseMode = noiseMode
    result.blurRadius = blurRadius
    return result
  }

  func run(_ context: Context) throws {
    try context.checkHDF5Output(output.output)
    try context.readHDF5(images, .images) { first in
      guard let mix else { return try write(ImageFile(from: first), nil, names: first, context) }
      try context.readHDF5(mix, .images) { second in
        try write(ImageFile(from: first), ImageFile(from: second), names: first, context)
      }
    }
  }

  private func write(
    _ first: consuming ImageFile, _ second: consuming ImageFile?, names: borrowing HDF5File,
    _ context: Context
  ) throws {
    let source = try ImageSource(
      first, mixing: second, probability: mixProbability, allowMissing: allowMissing)
    if source.unmatched > 0 {
      context.log.warning("\(source.unmatched) regions are in one of the two files only")
    }
    let path = "/region/image_name"
    let imageNames =
      names.contains(path)
      ? try names.readStrings(path, count: source.shape.regions * source.shape.picturesPerRegion) : nil
    let progress = context.progress("perturbed", total: source.shape.regions)
    try context.writeHDF5(output.output, .images) { file in
      let writer = try ImageFileWriter(
        to: file, ids: source.ids, imageNames: imageNames, shape: source.shape,
        description: "perturbed pictures, 8-bit RGB")
      try ImagePerturber(perturbation, seed: context.seed).write(source, to: writer) {
        progress.advance(by: $0)
      }
    }
    progress.finish()
  }
}

extension NoiseMode: ExpressibleByArgument {}
