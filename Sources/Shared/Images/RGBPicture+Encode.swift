internal import CImage
internal import Foundation
internal import Support

extension RGBPicture {
  /// The picture as a PNG file.
  package func png() throws -> [UInt8] {
    try encoded { ci_encode_png($0, $1, $2, $3, $4, $5) }
  }

  /// The picture as a JPEG file (4:2:0 chroma).
  /// - Parameter quality: 1 to 100, the IJG scale.
  package func jpeg(quality: Int = 90) throws -> [UInt8] {
    try encoded { ci_encode_jpeg($0, $1, $2, Int32(clamping: quality), $3, $4, $5) }
  }

  /// Writes a PNG file, replacing what is at `path`.
  package func writePNG(to path: String) throws { try Self.write(try png(), to: path) }

  /// Writes a JPEG file, replacing what is at `path`.
  package func writeJPEG(to path: String, quality: Int = 90) throws {
    try Self.write(try jpeg(quality: quality), to: path)
  }

  private func encoded(
    _ encode: (
      UInt32, UInt32, UnsafePointer<UInt8>?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>,
      UnsafeMutablePointer<Int>, UnsafeMutablePointer<CChar>
    ) -> Int32
  ) throws -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    var message = [CChar](repeating: 0, count: Int(CI_MESSAGE))
    let status = pixels.withUnsafeBufferPointer {
      encode(UInt32(clamping: width), UInt32(clamping: height), $0.baseAddress, &bytes, &size, &message)
    }
    guard status == 0 else { throw Failure(.software, nil, text(message)) }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = FilePath.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, path, "cannot be opened") }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, name: path) }
  }
}
