internal import CZlib

/// The content of a file in blocks, decompressed if it is gzip. Memory stays flat, whatever the file's size.
package final class ContentStream {
  package let name: String
  private let stream: gzFile
  private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)

  /// - Throws: `Failure` (EX_NOINPUT) when it cannot be opened.
  package init(_ file: InputFile) throws {
    guard let stream = file.path.withFileName({ gzopen($0, "rb") }) else {
      block.deallocate()
      throw Failure.errno(.noInput, file.name, "cannot be opened")
    }
    gzbuffer(stream, 1 << 18)
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
    if count > 0 { return UnsafeRawBufferPointer(rebasing: block[..<Int(count)]) }
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
