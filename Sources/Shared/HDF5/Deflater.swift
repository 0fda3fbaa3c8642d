internal import CDeflate
internal import Support
internal import Synchronization

/// A compressor with room for its result, kept and used again: made anew for every chunk they would cost as much in
/// page faults as the compression.
final class Deflater: @unchecked Sendable {
  /// Level for all that is compressed: beyond it files shrink little and writing slows.
  static let level: Int32 = 1

  private static let free = Lock<[Deflater]>([])
  private let compressor = libdeflate_alloc_compressor(level)
  private var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  private init() {}

  deinit {
    libdeflate_free_compressor(compressor)
    room.deallocate()
  }

  /// A zlib stream, as libhdf5's deflate filter reads it, but made three times as fast as zlib does; behind it the
  /// checksum of libhdf5's Fletcher-32 filter.
  static func deflate(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let deflater = free.withLock { $0.popLast() } ?? Deflater()
    defer { free.withLock { $0.append(deflater) } }
    return deflater.deflate(bytes)
  }

  /// Bytes as they are, and their checksum.
  static func stored(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count + 4) { target, count in
      _ = target.update(fromContentsOf: bytes)
      let checksum = Fletcher32.of(bytes).littleEndian
      UnsafeMutableRawPointer(target.baseAddress!).storeBytes(
        of: checksum, toByteOffset: bytes.count, as: UInt32.self)
      count = bytes.count + 4
    }
  }

  private func deflate(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let bound = libdeflate_zlib_compress_bound(compressor, bytes.count)
    if room.count < bound {
      room.deallocate()
      room = .allocate(byteCount: bound, alignment: 64)
    }
    let count = libdeflate_zlib_compress(compressor, bytes.baseAddress, bytes.count, room.baseAddress, bound)
    precondition(count > 0, "libdeflate with room for its bound")
    return Self.stored(UnsafeRawBufferPointer(rebasing: room[..<count]))
  }
}
