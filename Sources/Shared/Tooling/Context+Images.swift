internal import Foundation
internal import HDF5
package import Schemas
internal import Support

extension Context {
  /// Opens files of pictures as one set, which lives as long as `body` runs, and records them for provenance. Regions of
  /// several files are in natural order, so that it does not matter how they were cut into parts.
  /// - Parameters:
  ///   - paths: at least one; `-` for standard input.
  ///   - asDays: whether several may have pictures of a region, on different days.
  package func readImages<R>(
    _ paths: [String], asDays: Bool = false, body: (ImageSet) throws -> R
  ) throws -> R {
    try readImageParts(paths) { try body(ImageSet($0, asDays: asDays, by: NaturalOrder.precedes)) }
  }

  /// Opens files of pictures, which live as long as `body` runs, and records them for provenance.
  package func readImageParts<R>(_ paths: [String], body: ([ImagePart]) throws -> R) throws -> R {
    if paths.count > 1 { Self.allowOpenFiles() }
    return try readImageParts(paths[...], behind: [], body)
  }

  private func readImageParts<R>(
    _ paths: ArraySlice<String>, behind parts: [ImagePart], _ body: ([ImagePart]) throws -> R
  ) throws -> R {
    guard let path = paths.first else { return try body(parts) }
    return try readHDF5(path, .images) { file in
      try readImageParts(paths.dropFirst(), behind: parts + [ImagePart(ImageFile(from: file))], body)
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
