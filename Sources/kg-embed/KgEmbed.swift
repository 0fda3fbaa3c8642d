import ArgumentParser
import Shared

@main struct KgEmbed: Tool {
  static let configuration = CommandConfiguration(
    commandName: "kg-embed", abstract: "", version: versionText("kg-embed"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
