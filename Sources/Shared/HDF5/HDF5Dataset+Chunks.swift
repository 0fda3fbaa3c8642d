internal import CDeflate
internal import CHDF5
internal import CKernels

extension HDF5Dataset {
  /// Level for all that is compressed: beyond it files shrink little and writing slows.
  static let deflateLevel: Int32 = 1

  /// Writes rows of a dataset of bytes whose chunks are whole slices of its trailing dimensions,
  /// deflating chunks in parallel, which libhdf5 does one at a time.
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
    try writeDeflated(count, leading: leading) { chunk in
      let first = chunk * chunkBytes
      return Self.deflate(
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source.value)[first..<(first + chunkBytes)]))
    } place: {
      rows.lowerBound * chunksPerRow + $0
    }
  }

  /// Writes a whole dataset whose chunks are `rowCount` whole rows each, the last one filled up with zeros.
  func writeChunks<T: HDF5Scalar>(
    of rowCount: Int, fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<T>) -> Void
  ) throws {
    precondition(kind == T.hdf5Kind, "\(subject): element type")
    let width = shape.dropFirst().reduce(1, *)
    let size = rowCount * width
    let rows = shape[0]
    try writeDeflated((rows + rowCount - 1) / rowCount, leading: 1) { chunk in
      let range = chunk * rowCount..<min(rows, (chunk + 1) * rowCount)
      return withUnsafeTemporaryAllocation(of: T.self, capacity: 2 * size) { room in
        let values = UnsafeMutableBufferPointer(rebasing: room[..<size])
        let shuffled = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: room[size...]))
        fill(range, UnsafeMutableBufferPointer(rebasing: values[..<(range.count * width)]))
        for index in range.count * width..<size { values[index] = T.zero }
        kn_shuffle_bytes(size, MemoryLayout<T>.size, values.baseAddress, shuffled.baseAddress)
        return Self.deflate(UnsafeRawBufferPointer(shuffled))
      }
    } place: {
      $0 * rowCount
    }
  }

  /// Writes chunks in order, deflated in parallel, a few at a time.
  /// - Parameter place: of a chunk, along the leading dimensions.
  private func writeDeflated(
    _ count: Int, leading: Int, _ deflate: @Sendable (Int) -> [UInt8], place: (Int) -> Int
  ) throws {
    let window = 4 * Parallel.threads
    for start in stride(from: 0, to: count, by: window) {
      let chunks = start..<min(count, start + window)
      var deflated = [[UInt8]](repeating: [], count: chunks.count)
      deflated.withUnsafeMutableBufferPointer {
        let deflated = Unchecked($0)
        Parallel.forEach(chunks.count) { deflated.value[$0] = deflate(start + $0) }
      }
      for (chunk, bytes) in zip(chunks, deflated) {
        try write(chunk: place(chunk), leading: leading, bytes)
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

  /// A zlib stream, as libhdf5's deflate filter reads it, but three times as fast as zlib makes it; shuffling
  /// would leave single bytes as they are.
  private static func deflate(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let compressor = libdeflate_alloc_compressor(deflateLevel)
    defer { libdeflate_free_compressor(compressor) }
    let bound = libdeflate_zlib_compress_bound(compressor, bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = libdeflate_zlib_compress(
        compressor, bytes.baseAddress, bytes.count, target.baseAddress, bound)
      precondition(count > 0, "libdeflate with room for its bound")
    }
  }
}
