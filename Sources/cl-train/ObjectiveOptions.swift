import ArgumentParser
internal import ContrastiveTraining
internal import Tooling

/// What the encoder is trained towards, and what that reads.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What pictures are trained towards: \(ObjectiveRegistry.all.map { "\($0.name), \($0.summary)" }.joined(separator: "; ")).",
      valueName: "name"))
  var objective = ObjectiveName.standard

  @Option(
    help: ArgumentHelp(
      "Longitude and latitude of the regions: a table, JSON, or kg.h5 (default: those of --graph).",
      valueName: "file"), completion: .file())
  var coordinates: String?

  @Option(
    help: ArgumentHelp(
      "Indicators of the regions: a table or JSON by region (supervised).", valueName: "file"),
    completion: .file())
  var indicators: String?

  @Option(
    name: .customLong("indicator"),
    help: ArgumentHelp("Indicators to learn, all at once; repeat or separate by commas.", valueName: "names"))
  var indicatorLists: [String] = []

  @OptionGroup var given: GivenSplitOptions

  @Option(
    help: ArgumentHelp("Regions this near are neighbours (default: 1000).", valueName: "metres"))
  var radius: Double?

  @Option(
    help: ArgumentHelp("Most similar regions that positives are drawn from (default: 5).", valueName: "n"))
  var similar: Int?

  @Option(
    help: ArgumentHelp(
      "How much farther a distant region is to be than a neighbour (default: 10).", valueName: "x"))
  var margin: Double?

  @Option(help: ArgumentHelp("Weight of the vectors' lengths (default: 0.01).", valueName: "x"))
  var normPenalty: Double?

  @Option(help: ArgumentHelp("Weight of simclr's loss beside the graph's (default: 1).", valueName: "x"))
  var simclrWeight: Double?

  var type: any TrainingObjective.Type { objective.objective }
  var indicatorNames: [String] { indicatorLists.flatMap { $0.split(separator: ",").map(String.init) } }

  /// The files that it reads.
  var files: [String] {
    [coordinates, indicators].compactMap { $0 } + given.files
  }

  func needs(_ input: ObjectiveInput) -> Bool { type.needs.contains(input) }

  /// Objectives that take an option, as messages list them.
  static func names(_ takes: (any TrainingObjective.Type) -> Bool) -> String {
    ObjectiveRegistry.all.filter(takes).map { $0.name }.joined(separator: ", ")
  }

  func validate() throws {
    for (option, input, isGiven) in [
      ("coordinates", ObjectiveInput.coordinates, coordinates != nil),
      ("indicators", .labels, indicators != nil), ("indicator", .labels, !indicatorLists.isEmpty),
    ] where isGiven && !needs(input) {
      throw ValidationError(
        "--\(option) goes with --objective \(Self.names { $0.needs.contains(input) }), not with \(type.name)")
    }
    let numbers: [(ObjectiveOption, Double?, ClosedRange<Double>)] = [
      (.radius, radius, 1...2e7), (.similar, similar.map(Double.init), 1...1e6), (.margin, margin, 0...1e6),
      (.normPenalty, normPenalty, 0...1e6), (.simclrWeight, simclrWeight, 0...1e6),
    ]
    for (option, value, bounds) in numbers {
      guard let value else { continue }
      guard type.options.contains(option) else {
        throw ValidationError(
          "--\(option.rawValue) goes with --objective \(Self.names { $0.options.contains(option) }), not with \(type.name)"
        )
      }
      guard bounds.contains(value) else {
        throw ValidationError(
          "--\(option.rawValue) must be between \(short(bounds.lowerBound)) and \(short(bounds.upperBound)), not \(value)"
        )
      }
    }
    if needs(.labels) {
      guard indicators != nil, !indicatorNames.isEmpty else {
        throw ValidationError("--objective \(type.name) needs --indicators FILE and --indicator NAMES")
      }
      if Set(indicatorNames).count < indicatorNames.count {
        throw ValidationError("--indicator names an indicator twice")
      }
    }
    if given.split != nil && given.splitIndex != nil {
      throw ValidationError("give one of --split and --split-index")
    }
  }

  private func short(_ bound: Double) -> String { String(Int(bound)) }
}

extension ObjectiveName: ExpressibleByArgument {
  static var standard: ObjectiveName { allCases[0] }
}
