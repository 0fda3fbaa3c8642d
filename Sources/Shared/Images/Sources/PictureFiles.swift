internal import Schemas
internal import Support

/// Pictures that are PNG or JPEG files of a directory, resized where that is asked for.
struct PictureFiles: Sendable {
  let list: PictureList
  let extent: PictureExtent
  private let directory: PictureDirectory
  private let resizes: Bool

  /// - Throws: `Failure` (EX_DATAERR) when there are none, or the first is no picture.
  init(_ list: PictureList, in directory: PictureDirectory, size: Int?) throws {
    guard let first = list.names.first else {
      throw Failure.data(
        directory.path,
        list.skippedRegions > 0 ? "has pictures of none of the regions" : "holds no PNG or JPEG pictures")
    }
    if let size {
      extent = PictureExtent(height: size, width: size)
    } else {
      let image = try RGBPicture(contentsOf: directory.joined(first))
      extent = PictureExtent(height: image.height, width: image.width)
    }
    self.list = list
    self.directory = directory
    resizes = size != nil
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
