package import ArgumentParser
package import Images
internal import Support

/// Random changes to pictures, for every tool that makes them.
package struct PerturbationOptions: ParsableArguments {
  @Flag var presets: [PerturbationPreset] = []

  @OptionGroup var given: RegisteredPerturbationOptions

  package init() {}

  /// What the options ask for, in the registry's order.
  /// - Throws: `ValidationError` naming the option that is wrong.
  package func sequence() throws -> PerturbationSequence {
    let common = presets.reduce(into: [:]) { $0.merge($1.probabilities) { max($0, $1) } }
    do {
      return PerturbationSequence(
        try PerturbationRegistry.all.map { type in
          (try type.init(settings: given.settings), given.probabilities[type.name] ?? common[type.name] ?? 0)
        })
    } catch let failure as Failure {
      throw ValidationError(failure.message)
    }
  }

  package func validate() throws {
    for (name, value) in given.probabilities.sorted(by: { $0.key < $1.key }) where !(0...1).contains(value) {
      throw ValidationError("--\(name) is a probability, between 0 and 1, not \(value)")
    }
    let clouds = PerturbationPreset.including(Clouds.name).count { presets.contains($0) }
    guard clouds + (given.probabilities[Clouds.name] == nil ? 0 : 1) <= 1 else {
      throw ValidationError("only one of --clouds, --cloudy and --combined may be given")
    }
    let sequence = try sequence()
    for type in PerturbationRegistry.all where !sequence.includes(type.name) {
      if let idle = type.options.first(where: { given.settings[$0.name] != nil && !$0.mayIdle }) {
        let presets = PerturbationPreset.including(type.name).map { "--\($0.rawValue) or " }.joined()
        throw ValidationError("--\(idle.name) needs \(type.name): give \(presets)--\(type.name) p")
      }
    }
  }
}

extension PerturbationPreset: EnumerableFlag {
  package static func help(for preset: PerturbationPreset) -> ArgumentHelp? {
    switch preset {
    case .augment:
      "The published augmentation: \(preset.options), unless given otherwise."
    case .cloudy: "Clouds over every picture: \(preset.options)."
    case .views: "The views of SimCLR: \(preset.options), unless given otherwise."
    case .combined: "Clouds over half of the pictures, then the augmentation: --clouds .5 --augment."
    }
  }

  /// The options that say the same.
  private var options: String {
    PerturbationRegistry.all.compactMap { type in
      probabilities[type.name].map { "--\(type.name) \($0 == 1 ? "1" : "\($0)".dropFirst().description)" }
    }.joined(separator: " ")
  }
}
