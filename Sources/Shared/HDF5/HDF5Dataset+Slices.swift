internal import CDeflate
internal import CHDF5
internal import Support
internal import Synchronization

extension HDF5Dataset {
  /// Reads slices of a dataset of bytes, in any order. Where it is chunked by them and deflated, as we write pictures,
  /// chunks are inflated in parallel, which libhdf5 does one at a time.
  /// - Parameters:
  ///   - slices: numbered through along the leading dimensions.
  ///   - leading: how many dimensions a slice has extent 1 in.
  ///   - buffer: exactly the slices.
  package func readSlices(_ slices: [Int], leading: Int, into buffer: UnsafeMutableBufferPointer<UInt8>)
    throws
  {
    precondition(kind == .uint8 && (1..<shape.count).contains(leading), "\(subject): layout")
    let size = shape[leading...].reduce(1, *)
    precondition(buffer.count == slices.count * size, "\(subject): buffer size")
    let count = shape[..<leading].reduce(1, *)
    precondition(slices.allSatisfy { 0..<count ~= $0 }, "\(subject): slices")
    // Left to libhdf5: other layouts; what was never written or is not compressed; and to say what is damaged.
    let left = Mutex(Set<Int>())
    if hasDeflatedSlices(leading: leading) {
      let source = SliceSource(id: id, shape: shape, leading: leading, bytes: size, subject: subject)
      let target = Unchecked(buffer)
      Parallel.forEach(slices.count) { index in
        let part = target.value[(index * size)..<((index + 1) * size)]
        if !source.read(slices[index], into: UnsafeMutableBufferPointer(rebasing: part)) {
          left.withLock { _ = $0.insert(index) }
        }
      }
    } else {
      left.withLock { $0.formUnion(slices.indices) }
    }
    for index in left.withLock({ $0 }).sorted() {
      let slot = buffer[(index * size)..<((index + 1) * size)]
      try read(slice: slices[index], leading: leading, into: UnsafeMutableBufferPointer(rebasing: slot))
    }
  }

  /// Whether chunks are slices, and deflation is all that was done to them.
  private func hasDeflatedSlices(leading: Int) -> Bool {
    readingHDF5(subject) {
      let creation = H5Dget_create_plist(id)
      defer { H5Pclose(creation) }
      var chunk = [hsize_t](repeating: 0, count: shape.count)
      guard creation >= 0, H5Pget_layout(creation) == H5D_CHUNKED,
        H5Pget_chunk(creation, Int32(chunk.count), &chunk) == Int32(shape.count)
      else { return false }
      let slice = shape.enumerated().map { hsize_t($0 < leading ? 1 : $1) }
      let filters = (0..<max(0, H5Pget_nfilters(creation))).map { index in
        var (flags, count, configuration) = (UInt32(0), 0, UInt32(0))
        return H5Pget_filter2(creation, UInt32(index), &flags, &count, nil, 0, nil, &configuration)
      }
      // Single bytes are shuffled to what they were.
      return chunk == slice && filters.filter { $0 != H5Z_FILTER_SHUFFLE } == [H5Z_FILTER_DEFLATE]
    }
  }
}

/// Where slices come from.
private struct SliceSource {
  let id: hid_t
  let shape: [Int]
  let leading: Int
  /// Of a slice.
  let bytes: Int
  let subject: String
  /// libhdf5 is called by one thread at a time.
  private static let library = Mutex(())

  /// Reads and inflates one slice, numbered through along the leading dimensions.
  /// - Returns: false where that cannot be done here.
  func read(_ slice: Int, into target: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    let offset = sliceOffset(slice, leading: leading, of: shape)
    // More than deflate ever makes of so many bytes.
    let most = bytes + bytes / 8 + 1024
    return withScratch((most + 3) / 4) { room in
      let room = UnsafeMutableRawPointer(room)
      let size = Self.library.withLock { _ in stored(offset, most, into: room) }
      guard size > 0, let decompressor = libdeflate_alloc_decompressor() else { return false }
      defer { libdeflate_free_decompressor(decompressor) }
      return libdeflate_zlib_decompress(decompressor, room, size, target.baseAddress, bytes, nil)
        == LIBDEFLATE_SUCCESS
    }
  }

  /// Reads a chunk as it is stored.
  /// - Returns: its size; 0 where there is none, it is too large, or filters were left out.
  private func stored(_ offset: [hsize_t], _ most: Int, into room: UnsafeMutableRawPointer) -> Int {
    HDF5Library.prepare()
    let size: hsize_t = readingHDF5(subject) {
      var (size, skipped) = (hsize_t(0), UInt32(0))
      guard H5Dget_chunk_storage_size(id, offset, &size) >= 0, size > 0, size <= hsize_t(most),
        H5Dread_chunk(id, kn_H5P_DEFAULT(), offset, &skipped, room) >= 0, skipped == 0
      else { return 0 }
      return size
    }
    if size == 0 { _ = HDF5Library.lastReason() }
    return Int(size)
  }
}

/// Where a slice begins, numbered through along the leading dimensions of `shape`.
func sliceOffset(_ slice: Int, leading: Int, of shape: [Int]) -> [hsize_t] {
  var offset = [hsize_t](repeating: 0, count: shape.count)
  var rest = slice
  for axis in (0..<leading).reversed() {
    offset[axis] = hsize_t(rest % shape[axis])
    rest /= shape[axis]
  }
  return offset
}
