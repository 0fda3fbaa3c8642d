internal import CZlib

/// The CRC-32 of every chunk of a PNG.
enum PNGChecksums {
  /// Writes them anew, as far as lengths and chunks fit.
  @Sendable static func mend(_ bytes: inout [UInt8]) {
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { return }
      let checksum = bytes[(position + 4)..<end].withUnsafeBufferPointer {
        crc32_z(0, $0.baseAddress, $0.count)
      }
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index)) }
      position = end + 4
    }
  }
}
