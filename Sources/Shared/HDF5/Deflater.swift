internal import CDeflate
internal import Synchronization

/// A compressor with room for its result. Both are kept and used again: made anew for every chunk they would
/// cost as much in page faults as the compression.
final class Deflater: @unchecked Sendable {
  /// Level for all that is compressed: beyond it files shrink little and writing slows.
  static let level: Int32 = 1

  private static let free = Mutex<[Deflater]>([])
  private let compressor = libdeflate_alloc_compressor(level)
  private var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var count = 0

  private init() {}

  deinit {
    libdeflate_free_compressor(compressor)
    room.deallocate()
  }

  /// One that nobody else has, until `giveBack`.
  static func take() -> Deflater { free.withLock { $0.popLast() } ?? Deflater() }

  func giveBack() { Self.free.withLock { $0.append(self) } }

  /// What `deflate` made last.
  var result: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: room[..<count]) }

  /// Makes a zlib stream, as libhdf5's deflate filter reads it, but three times as fast as zlib does.
  func deflate(_ bytes: UnsafeRawBufferPointer) {
    let bound = libdeflate_zlib_compress_bound(compressor, bytes.count)
    if room.count < bound {
      room.deallocate()
      room = .allocate(byteCount: bound, alignment: 64)
    }
    count = libdeflate_zlib_compress(compressor, bytes.baseAddress, bytes.count, room.baseAddress, bound)
    precondition(count > 0, "libdeflate with room for its bound")
  }
}
