internal import CZlib

extension InputFile {
  /// Calls `body` with one block of the content after another, decompressed if it is gzip.
  /// - Throws: `Failure` (EX_DATAERR) when compressed content is damaged or cut short.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let stream = gzopen(path, "rb") else {
      throw Failure.errno(.noInput, name, "cannot be opened")
    }
    defer { gzclose_r(stream) }
    gzbuffer(stream, 1 << 18)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { block.deallocate() }
    while true {
      let count = gzread(stream, block.baseAddress, UInt32(block.count))
      if count > 0 { try body(UnsafeRawBufferPointer(rebasing: block[..<Int(count)])) }
      if count == block.count { continue }
      var status: Int32 = Z_OK
      let reason = gzerror(stream, &status).map { String(cString: $0) } ?? ""
      switch status {
      case Z_OK, Z_STREAM_END:
        if count == 0 { return }
      case Z_BUF_ERROR: throw Failure.data(name, "ends in the middle of its gzip stream")
      case Z_ERRNO: throw Failure.errno(.io, name, "cannot be read")
      default: throw Failure.data(name, "holds a damaged gzip stream: \(reason)")
      }
    }
  }
}
