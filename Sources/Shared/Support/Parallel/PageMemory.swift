internal import CFaults
internal import Foundation

/// Memory on page boundaries, of large pages where it is large and the system has them: a network's
/// activations touch gigabytes, and a fault for every 4 KiB would cost as much as the arithmetic.
package enum PageMemory {
  private static let page = 4096
  private static let largePage = 1 << 21

  /// Uninitialised room for at least `bytes`, to be given to `deallocate()`.
  package static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= 2 * largePage else { return .allocate(byteCount: max(bytes, 64), alignment: page) }
    let size = (bytes + largePage - 1) & ~(largePage - 1)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: largePage)
    adviseLargePages(memory, size)
    return memory
  }

  /// Ends the process as a refused allocation does, for memory that was asked for otherwise.
  package static func refused(_ bytes: Int) -> Never { kn_memory_refused(bytes) }

  /// Asks for large pages; nothing depends on an answer.
  package static func adviseLargePages(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    #if os(Linux)
      madvise(memory, bytes, MADV_HUGEPAGE)
    #endif
  }
}
