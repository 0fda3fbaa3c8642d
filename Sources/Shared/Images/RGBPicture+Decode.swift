internal import CImage
internal import Foundation
internal import Support

/// The picture formats that can be read, told apart by content and never by name.
enum PictureFormat: Sendable {
  case png, jpeg, webp, tiff

  /// - Parameter bytes: the file's first bytes, twelve or more.
  package init?(signature bytes: some Collection<UInt8>) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains(where: { bytes.starts(with: $0.utf8) }) {
      self = .tiff
    } else {
      return nil
    }
  }
}

extension RGBPicture {
  /// Larger pictures are refused as decompression bombs; the limit is Pillow's.
  package static let maximumPixels = 178_956_970

  /// Decodes a PNG, JPEG, WebP or TIFF as Pillow's `ImageOps.exif_transpose(Image.open(f)).convert("RGB")` does.
  ///
  /// Alpha is dropped, not composited; colour profiles and gamma are ignored; CMYK is taken as inverted.
  /// Of 16-bit samples the high byte is kept, for grey too, where Pillow clips nearly all to white.
  /// - Parameter name: how messages name the picture.
  /// - Throws: `Failure` (EX_DATAERR) when the bytes are not a whole picture of an accepted size.
  package init(decoding bytes: [UInt8], name: String, maximumPixels: Int = Self.maximumPixels) throws {
    guard let format = PictureFormat(signature: bytes) else {
      throw Failure.data(
        name, bytes.isEmpty ? "is empty, where a picture is needed" : "is neither PNG nor JPEG, WebP or TIFF")
    }
    let decode =
      switch format {
      case .png: ci_decode_png
      case .jpeg: ci_decode_jpeg
      case .webp: ci_decode_webp
      case .tiff: ci_decode_tiff
      }
    var picture = ci_picture()
    defer { ci_picture_free(&picture) }
    var message = [CChar](repeating: 0, count: Int(CI_MESSAGE))
    let status = bytes.withUnsafeBufferPointer {
      decode($0.baseAddress, $0.count, UInt64(maximumPixels), &picture, &message)
    }
    guard status == 0 else { throw Failure.data(name, text(message)) }
    let width = Int(picture.width)
    let height = Int(picture.height)
    let stored = RGBPicture(
      height: height, width: width,
      pixels: Array(UnsafeBufferPointer(start: picture.pixels, count: height * width * 3)))
    let exif = UnsafeRawBufferPointer(start: picture.exif, count: picture.exif_size)
    self = stored.transposed(Orientation(exif: exif) ?? .upright)
  }

  /// Reads a PNG, JPEG, WebP or TIFF file.
  /// - Throws: `Failure`: EX_NOINPUT when it cannot be read, EX_DATAERR when it is not a whole picture.
  package init(contentsOf path: String) throws {
    try self.init(decoding: try readBytes(path), name: path)
  }
}

/// A C message.
func text(_ message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A whole file.
/// - Throws: `Failure` (EX_NOINPUT) when it cannot be read.
func readBytes(_ path: String) throws -> [UInt8] {
  let descriptor = FilePath.open(path, O_RDONLY)
  guard descriptor >= 0 else { throw Failure.errno(.noInput, path, "cannot be opened") }
  defer { close(descriptor) }
  var info = stat()
  guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
    throw Failure(.noInput, path, "is not a file")
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(Int(clamping: info.st_size))
  try copyAll(from: descriptor, name: path) { bytes.append(contentsOf: $0) }
  return bytes
}
