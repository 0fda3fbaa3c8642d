internal import Support

/// Turns a text in another encoding into UTF-8, block by block.
final class TextDecoder {
  private let name: String
  private let encoding: TextEncoding
  private let source: () throws -> UnsafeRawBufferPointer?
  private var output = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Bytes of a UTF-16 unit, or a high surrogate, that wait for the next block.
  private var pending: [UInt8] = []
  private var isBigEndian = false
  private var hasBegun = false

  init(name: String, _ encoding: TextEncoding, _ source: @escaping () throws -> UnsafeRawBufferPointer?) {
    self.name = name
    self.encoding = encoding
    self.source = source
  }

  deinit { output.deallocate() }

  /// The next bytes, which stay until the next call; nil at the end.
  /// - Throws: `Failure` (EX_DATAERR) where they are no text of the encoding.
  func next() throws -> UnsafeRawBufferPointer? {
    while true {
      guard let block = try source() else {
        guard pending.isEmpty else { throw wrong("ends within a character") }
        return nil
      }
      var text: [UInt8] = []
      text.reserveCapacity(block.count * 3 / 2 + 4)
      encoding == .utf16 ? try decodeUTF16(block, into: &text) : try decodeBytes(block, into: &text)
      hasBegun = true
      guard !text.isEmpty else { continue }
      output.deallocate()
      output = .allocate(byteCount: text.count, alignment: 1)
      output.copyBytes(from: text)
      return UnsafeRawBufferPointer(output)
    }
  }

  private func wrong(_ what: String) -> Failure {
    Failure.data(name, "is not \(encoding.rawValue) text: it \(what)")
  }

  private func decodeBytes(_ block: UnsafeRawBufferPointer, into text: inout [UInt8]) throws {
    for byte in block {
      var value = UInt32(byte)
      if encoding == .windows1252, (0x80..<0xA0).contains(byte) {
        value = UInt32(TextEncoding.windows[Int(byte) - 0x80])
        guard value > 0 else { throw wrong("has the byte 0x\(String(byte, radix: 16))") }
      }
      try append(value, to: &text)
    }
  }

  private func decodeUTF16(_ block: UnsafeRawBufferPointer, into text: inout [UInt8]) throws {
    var bytes = pending + block
    if !hasBegun, bytes.count >= 2, bytes.starts(with: [0xFE, 0xFF]) { isBigEndian = true }
    func unit(_ index: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    var index = 0
    while index + 1 < bytes.count {
      var value = unit(index)
      if value & 0xFC00 == 0xD800 {
        guard index + 3 < bytes.count else { break }
        let low = unit(index + 2)
        guard low & 0xFC00 == 0xDC00 else { throw wrong("has half a pair of surrogates") }
        value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
        index += 2
      }
      index += 2
      try append(value, to: &text)
    }
    bytes.removeFirst(index)
    pending = bytes
  }

  private func append(_ value: UInt32, to text: inout [UInt8]) throws {
    guard let scalar = UnicodeScalar(value) else { throw wrong("has half a pair of surrogates") }
    text.append(contentsOf: UTF8.encode(scalar) ?? .init())
  }
}
