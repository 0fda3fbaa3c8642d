import ArgumentParser
import Shared

@main struct ImgEmbed: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-embed", abstract: "", version: versionText("img-embed"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
