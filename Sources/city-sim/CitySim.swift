import ArgumentParser
import Shared

@main struct CitySim: Tool {
  static let configuration = CommandConfiguration(
    commandName: "city-sim", abstract: "", version: versionText("city-sim"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
