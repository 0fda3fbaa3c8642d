import ArgumentParser
import Shared

@main struct SiPredict: Tool {
  static let configuration = CommandConfiguration(
    commandName: "si-predict", abstract: "", version: versionText("si-predict"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
