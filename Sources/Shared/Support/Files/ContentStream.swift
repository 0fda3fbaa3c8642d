internal import CZlib
internal import Foundation

/// The content of a file in blocks, decompressed if it is gzip. Memory stays flat, whatever the file's size.
///
/// Compressed content may be 32 times the file, and 256 MiB in any case: tables shrink five- to tenfold, and what shrinks
/// more is made to fill a memory or a day.
package final class ContentStream {
  package let name: String
  private let stream: gzFile
  /// Bytes that may come, and that came.
  private let most: Int
  private var total = 0
  private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)

  /// - Throws: `Failure` (EX_NOINPUT) when it cannot be opened.
  package init(_ file: InputFile) throws {
    let descriptor = FilePath.open(file.path, O_RDONLY)
    guard descriptor >= 0, let stream = gzdopen(descriptor, "rb") else {
      block.deallocate()
      throw Failure.errno(.noInput, file.name, "cannot be opened")
    }
    do { try file.requireSame(descriptor) } catch {
      block.deallocate()
      gzclose_r(stream)
      throw error
    }
    gzbuffer(stream, 1 << 18)
    let size = FilePath.status(file.path).map { Int($0.st_size) } ?? 0
    most = max(1 << 28, size.multipliedReportingOverflow(by: 32).partialValue)
    self.stream = stream
    name = file.name
  }

  deinit {
    gzclose_r(stream)
    block.deallocate()
  }

  /// The next bytes, which stay until the next call; nil at the end.
  /// - Throws: `Failure` (EX_DATAERR) when compressed content is damaged or cut short.
  package func next() throws -> UnsafeRawBufferPointer? {
    let count = gzread(stream, block.baseAddress, UInt32(block.count))
    if count > 0 {
      total += Int(count)
      guard total <= most || gzdirect(stream) == 1 else {
        throw Failure.data(
          name, "holds more than \(most) bytes of text once decompressed, 32 times its size; gunzip it first")
      }
      return UnsafeRawBufferPointer(rebasing: block[..<Int(count)])
    }
    var status: Int32 = Z_OK
    let reason = gzerror(stream, &status).map { String(cString: $0) } ?? ""
    switch status {
    case Z_OK, Z_STREAM_END: return nil
    case Z_BUF_ERROR: throw Failure.data(name, "ends in the middle of its gzip stream")
    case Z_ERRNO: throw Failure.errno(.io, name, "cannot be read")
    default: throw Failure.data(name, "holds a damaged gzip stream: \(reason)")
    }
  }
}
