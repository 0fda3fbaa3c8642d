internal import Foundation
internal import Support
internal import Vectors

extension GeoRead {
  func write(_ vectors: VectorFile, _ request: VectorFile.Request, to path: String) throws -> Int {
    let descriptor = FilePath.open(path, O_WRONLY | O_TRUNC)
    guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, path, "cannot be created") }
    defer { close(descriptor) }
    return try vectors.writeGeoJSON(request) { bytes in
      try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, name: path) }
    }
  }
}
