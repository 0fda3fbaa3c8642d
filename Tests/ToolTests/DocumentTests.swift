import Foundation
internal import TestSupport
import Testing

/// The pages of docs/ and the README against the tree that they speak of.
@Suite struct DocumentTests {
  private static let pages: [String] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: Repository.root.path + "/docs")) ?? []
    return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
  }()

  @Test(arguments: pages) func everyPathOfOursThatAPageNamesIsThere(page: String) throws {
    let text = try String(contentsOf: Repository.root.appendingPathComponent(page), encoding: .utf8)
    // Files that a page's examples add are not there yet.
    let added = Set(text.matches(of: /<!-- file: (\S+) -->/).map { $0.output.1 })
    for path in text.matches(of: /(?:Sources|Tests|bench|pipelines|docs)\/[A-Za-z0-9_+.\/-]*[A-Za-z0-9_]/) {
      if added.contains(path.output) { continue }
      let file = Repository.root.appendingPathComponent(String(path.output)).path
      #expect(FileManager.default.fileExists(atPath: file), "\(page): \(path.output)")
    }
  }
}
