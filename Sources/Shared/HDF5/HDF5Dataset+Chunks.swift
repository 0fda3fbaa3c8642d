internal import CHDF5
internal import CKernels
internal import Support

extension HDF5Dataset {
  /// Writes slices of a dataset whose chunks are whole slices of its trailing dimensions, deflating them in
  /// parallel, which libhdf5 does one at a time.
  /// - Parameters:
  ///   - slices: numbered through along the leading dimensions.
  ///   - leading: how many dimensions a slice has extent 1 in.
  ///   - bytes: exactly the slices, elements of one or two bytes, little-endian.
  package func writeSlices(_ slices: Range<Int>, leading: Int, from bytes: UnsafeRawBufferPointer) throws {
    precondition(kind.size <= 2 && (1..<shape.count).contains(leading), "\(subject): layout")
    let elements = shape[leading...].reduce(1, *)
    let (size, sliceBytes) = (kind.size, elements * kind.size)
    precondition(bytes.count == slices.count * sliceBytes, "\(subject): buffer size")
    let source = Unchecked(bytes)
    try writeDeflated(slices.count, leading: leading) { index in
      let slice = source.value[(index * sliceBytes)..<((index + 1) * sliceBytes)]
      // Shuffling leaves single bytes as they are.
      guard size > 1 else { return Deflater.deflate(UnsafeRawBufferPointer(rebasing: slice)) }
      return withScratch((sliceBytes + 3) / 4) { room in
        kn_shuffle_bytes(elements, size, UnsafeRawBufferPointer(rebasing: slice).baseAddress, room)
        return Deflater.deflate(UnsafeRawBufferPointer(start: room, count: sliceBytes))
      }
    } place: {
      slices.lowerBound + $0
    }
  }

  /// Writes a whole dataset whose chunks are `rowCount` whole rows each, the last one filled up with zeros.
  /// - Parameters:
  ///   - compressed: whether chunks are shuffled and deflated.
  ///   - alongside: see `writeDeflated`.
  func writeChunks<T: HDF5Scalar>(
    of rowCount: Int, compressed: Bool, alongside: () throws -> Void = {},
    fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<T>) -> Void
  ) throws {
    precondition(kind == T.hdf5Kind, "\(subject): element type")
    let width = shape.dropFirst().reduce(1, *)
    let size = rowCount * width
    let rows = shape[0]
    try writeDeflated((rows + rowCount - 1) / rowCount, leading: 1, alongside: alongside) { chunk in
      let range = chunk * rowCount..<min(rows, (chunk + 1) * rowCount)
      let bytes = size * MemoryLayout<T>.stride
      return withScratch((2 * bytes + 3) / 4) { room in
        let room = UnsafeMutableRawPointer(room)
        let values = UnsafeMutableBufferPointer(
          start: room.bindMemory(to: T.self, capacity: size), count: size)
        fill(range, UnsafeMutableBufferPointer(rebasing: values[..<(range.count * width)]))
        for index in range.count * width..<size { values[index] = T.zero }
        guard compressed else { return Deflater.stored(UnsafeRawBufferPointer(start: room, count: bytes)) }
        kn_shuffle_bytes(size, MemoryLayout<T>.size, room, room + bytes)
        return Deflater.deflate(UnsafeRawBufferPointer(start: room + bytes, count: bytes))
      }
    } place: {
      $0 * rowCount
    }
  }

  /// Writes chunks in order while others are deflated.
  /// - Parameters:
  ///   - alongside: other work with the file, done while the first chunks are deflated.
  ///   - place: of a chunk, along the leading dimensions.
  private func writeDeflated(
    _ count: Int, leading: Int, alongside: () throws -> Void = {}, _ deflate: @Sendable (Int) -> [UInt8],
    place: (Int) -> Int
  ) throws {
    let target = ChunkTarget(id: id, shape: shape, leading: leading, subject: subject)
    try withoutActuallyEscaping(deflate) { deflate in
      let queue = DeflationQueue(count: count, workers: Parallel.threads - 1, deflate)
      defer { queue.end() }
      try alongside()
      for chunk in 0..<count {
        guard let bytes = queue.next() else { return }
        try target.write(place(chunk), bytes)
      }
    }
  }
}

/// Where compressed chunks go.
private struct ChunkTarget {
  let id: hid_t
  let shape: [Int]
  /// How many dimensions chunks are numbered along.
  let leading: Int
  let subject: String

  func write(_ chunk: Int, _ bytes: [UInt8]) throws {
    let offset = sliceOffset(chunk, leading: leading, of: shape)
    try hdf5Check(
      H5Dwrite_chunk(id, kn_H5P_DEFAULT(), 0, offset, bytes.count, bytes), .io, subject,
      "chunk \(chunk) cannot be written")
  }
}
