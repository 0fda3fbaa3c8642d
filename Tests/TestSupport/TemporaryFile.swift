internal import Foundation

/// Calls `body` with a path no other test uses, and removes the file afterwards.
package func withTemporaryPath<R>(_ suffix: String = ".h5", _ body: (String) throws -> R) rethrows -> R {
  let path = NSTemporaryDirectory() + "/knowcl-test-\(UUID().uuidString)\(suffix)"
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
