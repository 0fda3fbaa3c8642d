internal import Foundation
package import Support
internal import Tables

extension Context {
  /// The files that an input names which may come in parts: a file of that very name; else several between commas, of
  /// which each may be a pattern (`*`, `?`, `[…]`) for files in natural order (`part-2` before `part-10`).
  /// - Throws: `Failure` (EX_NOINPUT) where a pattern matches no file.
  package func parts(_ input: String) throws -> [String] {
    guard input != "-", !Self.exists(input) else { return [input] }
    let parts = input.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return try parts.flatMap { part in
      guard !Self.exists(part), part.contains(where: { "*?[".contains($0) }) else { return [part] }
      let found = Self.matches(part)
      guard !found.isEmpty else { throw Failure(.noInput, part, "matches no file") }
      inputNames[part] = FilePath.name(part)
      return found
    }
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
      .naturallySorted()
  }
}
