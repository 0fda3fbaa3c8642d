import ArgumentParser
import Shared

@main struct ImgPack: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-pack", abstract: "", version: versionText("img-pack"))
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run(_ context: Context) throws {}
}
