internal import Foundation
internal import HDF5
package import Schemas
internal import Support

extension Context {
  /// Opens files of pictures as one set, which lives as long as `body` runs, and records them for provenance. Regions of
  /// several files are in natural order, so that it does not matter how they were cut into parts.
  /// - Parameter paths: at least one; `-` for standard input.
  package func readImages<R>(_ paths: [String], body: (ImageSet) throws -> R) throws -> R {
    if paths.count > 1 { Self.allowOpenFiles() }
    return try readImages(paths[...], behind: [], body)
  }

  private func readImages<R>(
    _ paths: ArraySlice<String>, behind parts: [ImagePart], _ body: (ImageSet) throws -> R
  ) throws -> R {
    guard let path = paths.first else { return try body(ImageSet(parts, by: NaturalOrder.precedes)) }
    return try readHDF5(path, .images) { file in
      try readImages(paths.dropFirst(), behind: parts + [ImagePart(ImageFile(from: file))], body)
    }
  }

  /// As many as the system lets a process open; what it usually gets is little for parts of a country.
  private static func allowOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
