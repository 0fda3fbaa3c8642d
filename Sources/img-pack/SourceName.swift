import ArgumentParser
internal import Images

/// A source of pictures on the command line.
struct SourceName: ExpressibleByArgument {
  let source: any PictureSource.Type

  init?(argument: String) {
    guard let source = PictureSources.named(argument) else { return nil }
    self.source = source
  }

  init(_ source: any PictureSource.Type) { self.source = source }

  static var allValueStrings: [String] { PictureSources.all.map { $0.name } }

  /// The sources, a line each, for the help.
  static var summaries: String {
    PictureSources.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n")
  }
}
