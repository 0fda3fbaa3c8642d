import ArgumentParser
import Shared

@main struct ClTrain: Tool {
  static let configuration = CommandConfiguration(
    commandName: "cl-train", abstract: "", version: versionText("cl-train"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
