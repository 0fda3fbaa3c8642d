import ArgumentParser
internal import HDF5
internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tooling

@main struct ImgPerturb: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-perturb",
    abstract:
      "Change pictures at random: clouds, mirror, flip, darken, add noise, blur, mix two sets; or put days together.",
    discussion: """
      Reads a knowcl/images file and writes another with the same regions in the same order. Each \
      operation happens to each picture with the probability given, in the order of the options below; \
      a probability of 1 changes every picture. Except for clouds the results are Pillow's, to the byte.

      A draw depends on --seed, the region's id, the view and the operation, and on nothing else: so a \
      subset or another order of regions gives each the same picture, and adding an operation leaves \
      the draws of the others alone.

      With --mix each region comes from a second file, such as a cloudy scene, with the probability \
      --mix-probability; the two are joined by region id.

      Clouds are fractal noise with shadows (SatelliteCloudGenerator: Czerkawski et al., Remote Sensing \
      15(17):4138, 2023). Presets are default, wide, big, local, thin and fog, as published, and cumulus, \
      fitted to real clouds over New York. --cloud-masks writes where they lie into the same file.

      Pictures of several days can be put together instead, by region id: --composite takes each pixel from the \
      days on which the files' masks say that it is valid, for all regions that any of the files has. --match gives each \
      file the colours of another day's pictures first: each channel's samples are replaced so that they are spread \
      as those, by the valid pixels of both. --mask-against masks what clouds and their shadows cover, where pictures of \
      the same places on a clear day tell it: what is, smoothed, brighter than they by 30 of 255 and bright in all \
      channels, or darker by 35, after both have been brought to the same medians and interquartile ranges. --mask needs no \
      clear day: a network that mask-train has trained on simulated skies tells clouds and shadows in each picture alone. \
      --mask-score compares the masks of two files, pixel by pixel; --mask-shares says how much of each region they cover. These draw nothing.

      EXAMPLES
        img-perturb images.h5 --augment -o augmented.h5
        img-perturb images.h5 --cloudy --cloud-preset wide --cloud-masks -o cloudy.h5
        img-perturb images.h5 --clouds 0.5 --cloud-shadows own --sun-azimuth 150 --sun-distance 20% -o c.h5
        img-perturb images.h5 --combined --cloud-preset cumulus -o combined.h5
        img-perturb images.h5 --noise 1 --noise-mode saturate --seed 7 -o noisy.h5
        img-perturb clean.h5 --mix cloudy.h5 --augment -o combined.h5
        img-perturb july.h5 --mask-against june.h5 -o july-masked.h5
        img-perturb july-masked.h5 --composite june.h5 --match june.h5 -o filled.h5
        img-perturb july.h5 --mask sky.h5 -o july-masked.h5
        img-perturb july-masked.h5 --mask-score reference.h5
        img-perturb july-masked.h5 --mask-shares | awk -F '\\t' '$2 < 0.01 { print $1 }' > clear.txt
        img-perturb images.h5 --radiometry 1 --gains 0.8:1.25 -o other-light.h5
        img-pack tiles/ | img-perturb --mirror 1 - > mirrored.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-perturb"))

  @Argument(
    help: ArgumentHelp("File of pictures (knowcl/images); - is standard input.", valueName: "images.h5"),
    completion: .file())
  var images = "-"

  @Option(
    help: ArgumentHelp("Second file of pictures (knowcl/images).", valueName: "file"), completion: .file())
  var mix: String?

  @Option(help: ArgumentHelp("Probability of a region to come from the second file.", valueName: "p"))
  var mixProbability = 0.5

  @Flag(help: "Accept regions that only one of the two files has: they stay as they are, or out.")
  var allowMissing = false

  @Flag(help: "Write thickness, shadow and class of every pixel to /cloud/ of the output file.")
  var cloudMasks = false

  @OptionGroup(title: "Pictures of several days") var composites: CompositeOptions

  @OptionGroup(title: "Masks of clouds and shadows") var masks: MaskOptions

  @OptionGroup(title: "Operations, in this order") var operations: PerturbationOptions

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (0...1).contains(mixProbability) else {
      throw ValidationError("--mix-probability is a probability, between 0 and 1, not \(mixProbability)")
    }
    let perturbations = try operations.sequence()
    guard perturbations.includes(Clouds.name) || !cloudMasks else {
      throw ValidationError("--cloud-masks needs clouds: give --cloudy, --combined or --clouds p")
    }
    let masking = masks.files
    if composites.isGiven, masks.isGiven {
      throw ValidationError(
        "--mask-against masks one day's pictures, as --mask does, and --mask-score and --mask-shares tell of masks; --composite and --match take what they write"
      )
    }
    if composites.isGiven || masks.isGiven {
      guard mix == nil, perturbations.changesNothing, !allowMissing else {
        throw ValidationError(
          "--composite, --match and masks draw nothing: leave out --mix and operations, which take what they write"
        )
      }
      guard ([images] + composites.files + masking).count(where: { $0 == "-" }) <= 1 else {
        throw ValidationError("only one of the files of pictures can be standard input")
      }
      return
    }
    guard mix != nil || !perturbations.changesNothing else {
      throw ValidationError(
        "nothing to do: give --augment, --cloudy, --mix, --composite, --match, --mask, --mask-against, --mask-score, --mask-shares, or a probability such as --mirror 0.5"
      )
    }
    guard mix != "-" || images != "-" else {
      throw ValidationError("only one of the two files of pictures can be standard input")
    }
  }

  func run(_ context: Context) throws {
    if masks.isTable { return try writeMasks(context) }
    try context.checkHDF5Output(output.output)
    if masks.isGiven { return try writeMasks(context) }
    if composites.isGiven { return try writeComposite(context) }
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
    let source = try MixedImages(
      first, mixing: second, probability: mixProbability, allowMissing: allowMissing)
    if source.unmatched > 0 {
      context.log.warning("\(source.unmatched) regions are in one of the two files only")
    }
    let path = "/region/image_name"
    let imageNames =
      names.contains(path)
      ? try names.readStrings(path, count: source.shape.pictures) : nil
    let perturbations = try operations.sequence()
    context.log.debug("changes: \(perturbations)")
    let progress = context.progress("perturbed", total: source.shape.regions)
    try context.writeHDF5(output.output, .images, version: source.shape.version) { file in
      let writer = try ImageFileWriter(
        to: file, ids: source.ids, imageNames: imageNames, shape: source.shape,
        origin: source.origin, description: "perturbed pictures, 8-bit RGB")
      let perturber = ImagePerturber(perturbations, seed: context.seed)
      if cloudMasks {
        let masks = try CloudMaskWriter(to: file, shape: source.shape)
        try perturber.write(
          source, to: writer, masks: { try masks.write($0, $1) }, done: { progress.advance(by: $0) })
      } else {
        try perturber.write(source, to: writer, done: { progress.advance(by: $0) })
      }
    }
    progress.finish()
  }
}
