internal import ArgumentParser
internal import Images

/// `--name p` and the settings' options of every registered perturbation, as they were given.
///
/// Declared options are properties, which the parser finds by reflection; here the reflected children are made
/// from the registry, so that what is registered is in the help and the completions of every tool.
struct RegisteredPerturbationOptions: ParsableArguments, CustomReflectable {
  /// Probabilities by the perturbation's name.
  private(set) var probabilities: [String: Double] = [:]
  /// Values of settings by the option's name.
  private(set) var settings: [String: [String]] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let given = try decoder.container(keyedBy: OptionKey.self)
    for type in PerturbationRegistry.all {
      probabilities[type.name] = try given.decode(Option<Double?>.self, forKey: OptionKey(type.name))
        .wrappedValue
      for option in type.options {
        let key = OptionKey(option.name)
        let values =
          option.repeats
          ? try given.decode(Option<[String]>.self, forKey: key).wrappedValue
          : try given.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] } ?? []
        if !values.isEmpty { settings[option.name] = values }
      }
    }
  }

  var customMirror: Mirror {
    let options = PerturbationRegistry.all.flatMap { type in
      [(label: Optional(type.name), value: Self.probability(type))]
        + type.options.map { (label: Optional($0.name), value: Self.setting($0)) }
    }
    return Mirror(self, children: options, displayStyle: .struct)
  }

  private static func probability(_ type: any Perturbation.Type) -> Any {
    Option<Double?>(name: .customLong(type.name), help: ArgumentHelp("\(type.help)", valueName: "p"))
  }

  private static func setting(_ option: PerturbationOption) -> Any {
    let help = ArgumentHelp("\(option.help)", valueName: option.valueName)
    let completion = option.choices.isEmpty ? nil : CompletionKind.list(option.choices)
    return option.repeats
      ? Option<[String]>(wrappedValue: [], name: .customLong(option.name), help: help, completion: completion)
      : Option<String?>(name: .customLong(option.name), help: help, completion: completion)
  }
}
