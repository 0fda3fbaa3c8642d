internal import Schemas
internal import Support

/// Pictures that are PNG, JPEG, WebP or TIFF files of a directory, resized where that is asked for.
struct PictureFiles: Sendable {
  let list: PictureList
  let extent: PictureExtent
  private let directory: PictureDirectory
  private let resizes: Bool

  /// - Throws: `Failure` (EX_DATAERR) when there are none, or the first is no picture.
  init(_ list: PictureList, in directory: PictureDirectory, size: Int?) throws {
    guard !list.names.isEmpty else {
      let others = try directory.passedOver().map { "; passed over \($0)" } ?? ""
      throw Failure.data(
        directory.path,
        list.skippedRegions > 0
          ? "has pictures of none of the regions" : "holds no pictures (PNG or JPEG, WebP, TIFF)\(others)")
    }
    if let size {
      extent = PictureExtent(height: size, width: size)
    } else {
      extent = try Self.extent(of: list.names, in: directory)
    }
    self.list = list
    self.directory = directory
    resizes = size != nil
  }

  /// That of the first that can be read.
  private static func extent(of names: [String], in directory: PictureDirectory) throws -> PictureExtent {
    var problem: Failure?
    for name in names {
      do {
        let image = try RGBPicture(contentsOf: directory.joined(name))
        return PictureExtent(height: image.height, width: image.width)
      } catch let failure as Failure where failure.kind == .data { problem = problem ?? failure }
    }
    throw problem ?? Failure.data(directory.path, "holds no pictures")
  }

  /// - Throws: `Failure` (EX_DATAERR) when the file is no picture, or has another extent where none is asked for.
  func picture(_ name: String) throws -> Picture {
    let path = directory.joined(name)
    let bytes = try readBytes(path)
    let image = try RGBPicture(decoding: bytes, name: path)
    let (height, width) = (extent.height, extent.width)
    guard resizes || (image.height == height && image.width == width) else {
      throw Failure.data(
        path,
        "is \(image.width) x \(image.height) pixels, where the first is \(width) x \(height); --size makes them equal"
      )
    }
    return Picture(
      samples: image.resized(height: height, width: width).pixels, sha256: try SHA256.hexadecimal(of: bytes))
  }
}
