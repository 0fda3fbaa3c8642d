internal import Foundation

extension InputFile {
  /// Calls `body` with one block of the content after another, decompressed if it is gzip.
  /// - Throws: `Failure` (EX_DATAERR) when compressed content is damaged or cut short.
  package func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let stream = try ContentStream(self)
    while let block = try stream.next() { try body(block) }
  }

  /// Bytes of the content, where it is not compressed and that is known.
  package var plainSize: Int? {
    let descriptor = FilePath.open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    var magic: UInt16 = 0
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
      pread(descriptor, &magic, 2, 0) == 2, magic != UInt16(bigEndian: 0x1F8B)
    else { return nil }
    return Int(info.st_size)
  }

  /// The whole content, decompressed if it is gzip.
  package func text() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachBlock { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Whether the content is JSON, see `beginsLikeJSON`.
  package func beginsLikeJSON() throws -> Bool {
    let stream = try ContentStream(self)
    while let block = try stream.next() {
      if let answer = Support.beginsLikeJSON(block[...]) { return answer }
    }
    return false
  }
}

/// Whether a text is JSON rather than a table: its first character that is not white space is `{` or `[`.
package func beginsLikeJSON(_ text: [UInt8]) -> Bool { beginsLikeJSON(text[...]) ?? false }

/// - Returns: nil where there is nothing but white space.
private func beginsLikeJSON<Bytes: RandomAccessCollection<UInt8>>(_ text: Bytes) -> Bool?
where Bytes.SubSequence == Bytes {
  let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text
  return text.first { ![9, 10, 13, 32, 0x1E].contains($0) }.map {
    $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[")
  }
}
