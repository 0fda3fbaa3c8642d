import ArgumentParser
internal import Images

/// Putting pictures of several days together, and what it takes.
struct CompositeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Another day's pictures (knowcl/images) to put together with those of the file, by their masks; repeat for more days.",
      valueName: "file"), completion: .file())
  var composite: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where a composite takes a pixel from, of the days on which it is valid: first, in the order given; clearest, the day on which most of the picture is valid; median, all of them.",
      valueName: "rule"))
  var compositeRule: CompositeRule?

  @Option(
    help: ArgumentHelp(
      "Match the colours of each file to those of these pictures, such as the day of training, by valid pixels.",
      valueName: "file"), completion: .file())
  var match: String?

  /// Whether pictures are put together or matched, which is drawn by nothing.
  var isGiven: Bool { !composite.isEmpty || match != nil }

  var files: [String] { composite + [match].compactMap { $0 } }

  func validate() throws {
    if compositeRule != nil && composite.isEmpty {
      throw ValidationError("--composite-rule goes with --composite FILE")
    }
  }
}

extension CompositeRule: ExpressibleByArgument {}
