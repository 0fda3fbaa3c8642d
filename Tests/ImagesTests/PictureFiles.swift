import FoundationEssentials
internal import HDF5
internal import Images
internal import Schemas
internal import TestSupport

/// Files of a few pictures, one a region.
enum PictureFiles {
  /// Writes pictures [regions, y, x, RGB], with a mask where there is one.
  static func write(
    _ samples: [UInt8], height: Int, width: Int, mask: [UInt8]? = nil, ids: [String], to path: String
  ) throws {
    let pixels = mask == nil ? .rgb : PixelLayout(bands: PixelLayout.rgb.bands, hasMask: true)
    let shape = ImageShape(views: .single(ids.count), height: height, width: width, pixels: pixels)
    let file = try HDF5File(creating: path, name: path)
    try file.setAttribute("schema", "knowcl/images")
    try file.setAttribute("schema_version", shape.version.description)
    do {
      let writer = try ImageFileWriter(to: file, ids: ids, shape: shape, description: "test")
      try samples.withUnsafeBytes { samples in
        try (mask ?? []).withUnsafeBytes {
          try writer.write(0..<ids.count, samples, mask: mask == nil ? nil : $0)
        }
      }
    }
    try file.close()
  }

  static func part(_ path: String) throws -> ImagePart {
    try ImagePart(ImageFile(from: HDF5File(reading: path, name: path)))
  }

  /// Calls `body` with paths that are removed afterwards.
  static func withPaths(_ count: Int, _ paths: [String] = [], _ body: ([String]) throws -> Void) throws {
    guard paths.count < count else { return try body(paths) }
    try withTemporaryPath { try withPaths(count, paths + [$0], body) }
  }

  static func fixture(_ name: String) throws -> HDF5File {
    try HDF5File(reading: Repository.fixture(name).path, name: name)
  }
}
