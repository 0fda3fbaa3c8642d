package import Foundation

/// The files that tests read beside their code.
package enum Repository {
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A file of Tests/Fixtures, made by one of the generators there.
  package static func fixture(_ name: String) -> URL {
    root.appendingPathComponent("Tests/Fixtures").appendingPathComponent(name)
  }
}
