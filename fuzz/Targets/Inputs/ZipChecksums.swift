internal import CZlib

/// The CRC-32 of stored members of a zip archive.
enum ZipChecksums {
  private static let entrySignature: [UInt8] = [0x50, 0x4B, 1, 2]

  /// Writes them anew where the central directory says that a member is, as far as it can be believed.
  @Sendable static func mend(_ bytes: inout [UInt8]) {
    var position = 0
    while let entry = next(entrySignature, in: bytes, from: position), entry + 46 <= bytes.count {
      position = entry + 4
      let size = number(bytes, entry + 20, 4)
      let local = number(bytes, entry + 42, 4)
      guard number(bytes, entry + 10, 2) == 0, local + 30 <= bytes.count else { continue }
      let start = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2)
      guard start + size <= bytes.count else { continue }
      let checksum = bytes[start..<(start + size)].withUnsafeBufferPointer {
        crc32_z(0, $0.baseAddress, $0.count)
      }
      for index in 0..<4 { bytes[entry + 16 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
    }
  }

  private static func next(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= mark.count else { return nil }
    return (start...(bytes.count - mark.count)).first {
      bytes[$0] == mark[0] && bytes[$0...].starts(with: mark)
    }
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
