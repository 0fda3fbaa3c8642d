package import Support

/// Lays clouds and their shadows over the picture; `PerturbedPicture.clouds` then has where they are.
package struct Clouds: Perturbation {
  package static let name = "clouds"
  package static let help = "Lay clouds and their shadows over the picture."
  package static let settings: [PerturbationSetting<Clouds>] = [
    PerturbationSetting(
      PerturbationOption(
        "cloud-preset", "Kind of clouds.", valueName: "name", choices: CloudPreset.allCases.map(\.rawValue)),
      parse: { CloudPreset(rawValue: $0) }, set: { $0.sky = CloudSettings($1) },
      // The sky that it leads to is told in full.
      describe: { _ in "" }),
    PerturbationSetting(
      PerturbationOption(
        "cloud-parameter",
        "Set one parameter of the preset, to a value or a range drawn from for each picture: \(CloudParameter.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.",
        valueName: "name=a[:b]", examples: ["decay=1.5", "min-level=0:0.1"], repeats: true),
      parse: { CloudParameterValues(text: $0) },
      set: { $0.sky.parameters.set($1.parameter, $1.range) }, describe: { $0.sky.parameters.description }),
    PerturbationSetting(
      PerturbationOption(
        "cloud-shadows",
        "Shadows: own (the clouds' thickness displaced away from the sun), independent (a field of their own, as published) or none (default: independent; own with cumulus).",
        valueName: "kind", choices: CloudShadows.allCases.map(\.rawValue)),
      parse: { CloudShadows(rawValue: $0) }, set: { $0.sky.shadows = $1 },
      describe: { "shadows=\($0.sky.shadows.rawValue)" }),
    .number(
      \.sky.sun.azimuth, "sun-azimuth", "Where the sun stands, clockwise from the top, with own shadows.",
      in: 0...360, unit: "degrees", label: "sun"
    )
    .needing("--cloud-shadows own") { $0.sky.shadows == .own }
    .described { $0.sky.shadows == .own ? "sun=\($0.sky.sun.azimuth):\($0.sky.sun.distance)" : "" },
    PerturbationSetting(
      PerturbationOption(
        "sun-distance",
        "From a cloud to its own shadow: pixels, or as 90% a share of the longer side.", valueName: "length",
        examples: ["40", "90%"], initial: "90%"),
      parse: { Sun.Distance(text: $0) }, set: { $0.sky.sun.distance = $1 },
      // Azimuth and distance are told together.
      describe: { _ in "" }
    )
    .needing("--cloud-shadows own") { $0.sky.shadows == .own },
  ]

  package var sky = CloudSettings(.default)

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    target.lay(CloudGenerator(sky).apply(to: target.picture, random: &random))
  }
}
