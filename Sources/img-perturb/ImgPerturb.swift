import ArgumentParser
import Shared

@main struct ImgPerturb: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-perturb", abstract: "", version: versionText("img-perturb"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
