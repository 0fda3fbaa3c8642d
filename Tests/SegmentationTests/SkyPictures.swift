internal import HDF5
internal import Images
internal import Schemas
internal import Support
internal import TestSupport

/// Pictures of ground that is dark and mottled, one a region, in a file of their own.
enum SkyPictures {
  static func ids(_ count: Int) -> [String] { (0..<count).map { "r\($0)" } }

  /// Calls `body` with a file of `count` pictures of `side`².
  static func with<R>(_ count: Int, side: Int, _ body: (ImagePart) throws -> R) throws -> R {
    try withTemporaryPath { path in
      let shape = ImageShape(views: .single(count), height: side, width: side)
      let file = try HDF5File(creating: path, name: path)
      try file.setAttribute("schema", "knowcl/images")
      try file.setAttribute("schema_version", "1.0")
      do {
        let writer = try ImageFileWriter(to: file, ids: ids(count), shape: shape, description: "test")
        try writer.write(0..<count, samples(count, side))
      }
      try file.close()
      return try body(ImagePart(ImageFile(from: HDF5File(reading: path, name: path))))
    }
  }

  /// Blocks of 4 × 4 of one colour with noise over them.
  static func samples(_ count: Int, _ side: Int) -> [UInt8] {
    (0..<count).flatMap { picture in
      let blocks = Hashed.uniform("blocks \(picture)", 3 * side * side)
      let noise = Hashed.uniform("noise \(picture)", 3 * side * side)
      return (0..<(3 * side * side)).map { index in
        let (pixel, channel) = index.quotientAndRemainder(dividingBy: 3)
        let (row, column) = pixel.quotientAndRemainder(dividingBy: side)
        let block = blocks[3 * (row / 4 * side + column / 4) + channel]
        return UInt8(60 + 70 * block + 20 * noise[index])
      }
    }
  }
}
