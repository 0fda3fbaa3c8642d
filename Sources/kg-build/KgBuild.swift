import ArgumentParser
import Shared

@main struct KgBuild: Tool {
  static let configuration = CommandConfiguration(
    commandName: "kg-build", abstract: "", version: versionText("kg-build"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
