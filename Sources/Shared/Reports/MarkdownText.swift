/// Names in Markdown (CommonMark, tables of GitHub's).
enum MarkdownText {
  /// The text with a backslash before what would be markup: emphasis, links, code, cells of tables, HTML.
  static func escaped(_ text: String) -> String {
    String(text.flatMap { "\\|<>&`*[]".contains($0) ? ["\\", $0] : [$0] })
  }
}
