internal import CDeflate
internal import CHDF5
internal import CKernels
internal import Support

/// What was done to the chunks of a dataset before they were stored, and how it is undone: here and not by libhdf5,
/// which inflates without a bound and one chunk at a time.
struct ChunkPipeline: Sendable {
  private enum Filter {
    case shuffle, deflate, fletcher32
  }

  /// Extent of a chunk.
  let chunk: [Int]
  /// Bytes of an element.
  let elementSize: Int
  /// Bytes of a chunk.
  let bytes: Int
  /// In the order in which they were applied.
  private let filters: [Filter]

  /// - Parameter creation: the dataset's property list.
  /// - Returns: nil where it has no chunks, or filters in an order that nobody writes.
  init?(_ creation: hid_t, rank: Int, elementSize: Int) {
    guard H5Pget_layout(creation) == H5D_CHUNKED else { return nil }
    var extent = [hsize_t](repeating: 0, count: max(1, rank))
    guard H5Pget_chunk(creation, Int32(rank), &extent) == Int32(rank), extent.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    // libhdf5 itself holds a chunk to 4 GiB.
    let bytes = extent.reduce(elementSize) {
      $0.multipliedReportingOverflow(by: Int(clamping: $1)).partialValue
    }
    guard (1..<1 << 32).contains(bytes) else { return nil }
    var filters: [Filter] = []
    for index in 0..<max(0, H5Pget_nfilters(creation)) {
      var (flags, count, configuration) = (UInt32(0), 0, UInt32(0))
      switch H5Pget_filter2(creation, UInt32(index), &flags, &count, nil, 0, nil, &configuration) {
      // Single bytes are shuffled to what they were.
      case H5Z_FILTER_SHUFFLE where elementSize == 1 || index == 0: filters.append(.shuffle)
      case H5Z_FILTER_DEFLATE where !filters.contains(.deflate): filters.append(.deflate)
      case H5Z_FILTER_FLETCHER32: filters.append(.fletcher32)
      default: return nil
      }
    }
    chunk = extent.map { Int(clamping: $0) }
    self.elementSize = elementSize
    self.bytes = bytes
    self.filters = filters
  }

  /// More than any chunk takes in the file: what deflate makes of bytes that it cannot compress, and checksums.
  var mostStored: Int { bytes + bytes / 8 + 1024 }

  /// Bytes of elements that a stored byte can become at most (deflate's best are 258 in two bits).
  var mostExpansion: Int { filters.contains(.deflate) ? 1032 : 1 }

  /// Makes a chunk's elements of what is stored.
  /// - Parameters:
  ///   - mask: a bit for each filter that was left out.
  ///   - target: room for `bytes`.
  /// - Returns: what is wrong with it, or nil.
  func decode(_ stored: UnsafeRawBufferPointer, mask: UInt32, into target: UnsafeMutableRawPointer) -> String?
  {
    let applied = filters.indices.filter { mask >> UInt32($0) & 1 == 0 }
    let checksums = applied.count { filters[$0] == .fletcher32 }
    return withScratch((bytes + 4 * checksums + 3) / 4) { room in
      let room = UnsafeMutableRawPointer(room)
      var current = stored
      for (place, index) in applied.enumerated().reversed() {
        switch filters[index] {
        case .fletcher32:
          guard let content = Self.verified(current) else { return "its checksum is not that of its bytes" }
          current = content
        case .deflate:
          let before = applied[..<place].map { filters[$0] }
          let size = bytes + 4 * before.count { $0 == .fletcher32 }
          let isLast = before.allSatisfy { $0 == .shuffle && elementSize == 1 }
          let inflated = isLast ? target : room
          guard Self.inflate(current, into: inflated, size) else {
            return "it does not inflate to \(size) bytes"
          }
          current = UnsafeRawBufferPointer(start: inflated, count: size)
        case .shuffle where elementSize > 1:
          guard current.count == bytes else { return "it has \(current.count) bytes instead of \(bytes)" }
          kn_unshuffle_bytes(bytes / elementSize, elementSize, current.baseAddress, target)
          return nil
        case .shuffle: break
        }
      }
      guard current.count == bytes, let source = current.baseAddress else {
        return "it has \(current.count) bytes instead of \(bytes)"
      }
      if source != UnsafeRawPointer(target) { target.copyMemory(from: source, byteCount: bytes) }
      return nil
    }
  }

  /// The bytes before the checksum at their end, where that is theirs.
  private static func verified(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard bytes.count > 4 else { return nil }
    let content = UnsafeRawBufferPointer(rebasing: bytes.dropLast(4))
    let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: content.count, as: UInt32.self))
    return kn_fletcher32(content.baseAddress, content.count) == checksum ? content : nil
  }

  private static func inflate(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer, _ size: Int
  ) -> Bool {
    guard let decompressor = libdeflate_alloc_decompressor() else { return false }
    defer { libdeflate_free_decompressor(decompressor) }
    return libdeflate_zlib_decompress(decompressor, source.baseAddress, source.count, target, size, nil)
      == LIBDEFLATE_SUCCESS
  }
}
