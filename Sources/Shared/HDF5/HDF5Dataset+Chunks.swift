internal import CHDF5
internal import CZlib

extension HDF5Dataset {
  /// zlib's level for all that is compressed: beyond it files shrink little and writing slows.
  static let deflateLevel: Int32 = 2

  /// Writes rows of a dataset of bytes whose chunks are whole slices of its trailing dimensions,
  /// deflating chunks in parallel, which libhdf5 does one at a time. The file's bytes are the same.
  /// - Parameters:
  ///   - leading: how many dimensions a chunk has extent 1 in.
  ///   - buffer: exactly the rows.
  func writeChunks(rows: Range<Int>, leading: Int, from buffer: UnsafeBufferPointer<UInt8>) throws {
    precondition(kind == .uint8 && (1..<shape.count).contains(leading), "\(subject): layout")
    let chunkBytes = shape[leading...].reduce(1, *)
    let chunksPerRow = shape[1..<leading].reduce(1, *)
    let count = rows.count * chunksPerRow
    precondition(buffer.count == count * chunkBytes, "\(subject): buffer size")
    let source = Unchecked(buffer)
    let window = 4 * Parallel.threads
    for start in stride(from: 0, to: count, by: window) {
      let chunks = start..<min(count, start + window)
      var deflated = [[UInt8]](repeating: [], count: chunks.count)
      deflated.withUnsafeMutableBufferPointer {
        let deflated = Unchecked($0)
        Parallel.forEach(chunks.count) { index in
          let first = (start + index) * chunkBytes
          deflated.value[index] = Self.deflate(
            UnsafeBufferPointer(rebasing: source.value[first..<(first + chunkBytes)]))
        }
      }
      for (chunk, bytes) in zip(chunks, deflated) {
        try write(chunk: rows.lowerBound * chunksPerRow + chunk, leading: leading, bytes)
      }
    }
  }

  private func write(chunk: Int, leading: Int, _ bytes: [UInt8]) throws {
    var offset = [hsize_t](repeating: 0, count: shape.count)
    var rest = chunk
    for axis in (0..<leading).reversed() {
      offset[axis] = hsize_t(rest % shape[axis])
      rest /= shape[axis]
    }
    try hdf5Check(
      H5Dwrite_chunk(id, kn_H5P_DEFAULT(), 0, offset, bytes.count, bytes), .io, subject,
      "chunk \(chunk) cannot be written")
  }

  /// A zlib stream, as libhdf5's deflate filter makes it; its shuffle leaves single bytes as they are.
  private static func deflate(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var size = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(size)) { target, count in
      let status = compress2(
        target.baseAddress, &size, bytes.baseAddress, uLong(bytes.count), deflateLevel)
      precondition(status == Z_OK, "zlib with room for its bound")
      count = Int(size)
    }
  }
}
