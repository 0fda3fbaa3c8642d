/// The version of a file's schema, `major.minor`. Majors differ when an old reader would misread the file; a minor
/// adds what an old reader need not know, or refuses by the shapes it finds.
package struct SchemaVersion: Sendable, Comparable, CustomStringConvertible {
  package let major: Int
  package let minor: Int

  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `major.minor`, two counts.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    self.init(Int(major), Int(minor))
  }

  package var description: String { "\(major).\(minor)" }

  package static func < (first: Self, second: Self) -> Bool {
    (first.major, first.minor) < (second.major, second.minor)
  }
}
