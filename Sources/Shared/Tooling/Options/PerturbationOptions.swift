package import ArgumentParser
package import Images

/// Random changes to pictures, for every tool that makes them.
package struct PerturbationOptions: ParsableArguments {
  @Flag(
    help:
      "The published augmentation: --mirror .5 --flip .5 --brightness .2 --noise .1 --blur .1, unless given otherwise."
  )
  package var augment = false

  @Flag(help: "Clouds over every picture: --clouds 1.")
  package var cloudy = false

  @Flag(help: "Clouds over half of the pictures, then the augmentation: --clouds .5 --augment.")
  package var combined = false

  @Option(help: ArgumentHelp("Lay clouds and their shadows over the picture.", valueName: "p"))
  package var clouds: Double?

  @OptionGroup var cloudOptions: CloudOptions

  @Option(help: ArgumentHelp("Exchange left and right.", valueName: "p"))
  package var mirror: Double?

  @Option(help: ArgumentHelp("Exchange top and bottom.", valueName: "p"))
  package var flip: Double?

  @Option(help: ArgumentHelp("Darken by a factor uniform between 0.5 and 1.", valueName: "p"))
  package var brightness: Double?

  @Option(
    help: ArgumentHelp(
      "Add a standard normal deviate, truncated to an integer, to every sample.", valueName: "p"))
  package var noise: Double?

  @Option(help: ArgumentHelp("Noise beyond 0 or 255 wraps around (modulo, as published) or stops there."))
  package var noiseMode = NoiseMode.modulo

  @Option(help: ArgumentHelp("Blur with a Gaussian.", valueName: "p"))
  package var blur: Double?

  @Option(help: ArgumentHelp("Standard deviation of the Gaussian.", valueName: "pixels"))
  package var blurRadius = 1.0

  package init() {}

  package var perturbation: Perturbation {
    var result = augment || combined ? Perturbation.augmentation : Perturbation()
    result.clouds = cloudy ? 1 : combined ? 0.5 : clouds ?? 0
    result.cloudGenerator = CloudGenerator(cloudOptions.settings)
    if let mirror { result.mirror = mirror }
    if let flip { result.flip = flip }
    if let brightness { result.brightness = brightness }
    if let noise { result.noise = noise }
    if let blur { result.blur = blur }
    result.noiseMode = noiseMode
    result.blurRadius = blurRadius
    return result
  }

  package func validate() throws {
    let probabilities = [
      ("--clouds", clouds), ("--mirror", mirror), ("--flip", flip), ("--brightness", brightness),
      ("--noise", noise), ("--blur", blur),
    ]
    for case (let name, let value?) in probabilities where !(0...1).contains(value) {
      throw ValidationError("\(name) is a probability, between 0 and 1, not \(value)")
    }
    guard (0...1000).contains(blurRadius) else {
      throw ValidationError("--blur-radius must be between 0 and 1000 pixels, not \(blurRadius)")
    }
    guard [cloudy, combined, clouds != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("only one of --clouds, --cloudy and --combined may be given")
    }
    guard perturbation.clouds > 0 || !cloudOptions.isGiven else {
      throw ValidationError("options of clouds need clouds: give --cloudy, --combined or --clouds p")
    }
  }
}

extension NoiseMode: ExpressibleByArgument {}
