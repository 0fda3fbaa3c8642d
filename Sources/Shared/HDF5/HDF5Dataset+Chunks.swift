internal import CHDF5
internal import CKernels
internal import Synchronization

extension HDF5Dataset {
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
    // Shuffling would leave single bytes as they are.
    try writeDeflated(count, leading: leading) { chunk, deflater in
      let first = chunk * chunkBytes
      deflater.deflate(
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
    try writeDeflated((rows + rowCount - 1) / rowCount, leading: 1) { chunk, deflater in
      let range = chunk * rowCount..<min(rows, (chunk + 1) * rowCount)
      let bytes = size * MemoryLayout<T>.stride
      withScratch((2 * bytes + 3) / 4) { room in
        let room = UnsafeMutableRawPointer(room)
        let values = UnsafeMutableBufferPointer(start: room.bindMemory(to: T.self, capacity: size), count: size)
        fill(range, UnsafeMutableBufferPointer(rebasing: values[..<(range.count * width)]))
        for index in range.count * width..<size { values[index] = T.zero }
        kn_shuffle_bytes(size, MemoryLayout<T>.size, room, room + bytes)
        deflater.deflate(UnsafeRawBufferPointer(start: room + bytes, count: bytes))
      }
    } place: {
      $0 * rowCount
    }
  }

  /// Writes chunks in order while others are deflated.
  /// - Parameter place: of a chunk, along the leading dimensions.
  private func writeDeflated(
    _ count: Int, leading: Int, _ deflate: @Sendable (Int, Deflater) -> Void, place: @Sendable (Int) -> Int
  ) throws {
    let target = ChunkTarget(id: id, shape: shape, leading: leading, subject: subject)
    // Who is ahead of a slow thread holds what it made, so not all chunks are begun at once.
    let window = 64 * Parallel.threads
    for start in stride(from: 0, to: count, by: window) {
      let queue = Mutex((next: 0, ready: [Int: Deflater](), error: (any Error)?.none))
      Parallel.forEach(min(window, count - start)) { chunk in
        let deflater = Deflater.take()
        deflate(start + chunk, deflater)
        // libhdf5 is called by one thread at a time.
        queue.withLock { queue in
          queue.ready[chunk] = deflater
          while let ready = queue.ready.removeValue(forKey: queue.next) {
            do {
              if queue.error == nil { try target.write(place(start + queue.next), ready.result) }
            } catch { queue.error = error }
            queue.next += 1
            ready.giveBack()
          }
        }
      }
      if let error = queue.withLock({ $0.error }) { throw error }
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

  func write(_ chunk: Int, _ bytes: UnsafeRawBufferPointer) throws {
    var offset = [hsize_t](repeating: 0, count: shape.count)
    var rest = chunk
    for axis in (0..<leading).reversed() {
      offset[axis] = hsize_t(rest % shape[axis])
      rest /= shape[axis]
    }
    try hdf5Check(
      H5Dwrite_chunk(id, kn_H5P_DEFAULT(), 0, offset, bytes.count, bytes.baseAddress), .io, subject,
      "chunk \(chunk) cannot be written")
  }
}
