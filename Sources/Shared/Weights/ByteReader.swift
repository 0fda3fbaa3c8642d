internal import Foundation
internal import Support

/// Little-endian numbers read from bytes in order, every read checked against the end.
struct ByteReader {
  let bytes: ArraySlice<UInt8>
  /// How messages name the bytes.
  let subject: String
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>, subject: String) {
    self.bytes = bytes
    self.subject = subject
    position = bytes.startIndex
  }

  init(_ bytes: [UInt8], subject: String) { self.init(bytes[...], subject: subject) }

  var remaining: Int { bytes.endIndex - position }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw Failure.data(subject, "ends early: \(count) bytes are needed where \(remaining) are left")
    }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  /// Jumps to an offset from the start.
  mutating func seek(_ offset: Int) throws {
    guard offset >= 0, offset <= bytes.count else {
      throw Failure.data(subject, "points to byte \(offset) of \(bytes.count)")
    }
    position = bytes.startIndex + offset
  }

  mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws -> T {
    try take(MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T($1) }
  }

  mutating func byte() throws -> UInt8 { try integer(UInt8.self) }
  mutating func int16() throws -> Int { Int(try integer(UInt16.self)) }
  mutating func int32() throws -> Int { Int(try integer(UInt32.self)) }

  /// A 64-bit count or offset that must fit an `Int`.
  mutating func int64() throws -> Int {
    let value = try integer(UInt64.self)
    guard let number = Int(exactly: value) else {
      throw Failure.data(subject, "holds the impossible length \(value)")
    }
    return number
  }

  mutating func text(_ count: Int) throws -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw Failure.data(subject, "holds text that is not UTF-8")
    }
    return text
  }
}

extension InputFile {
  /// Up to `count` bytes from the beginning.
  func firstBytes(_ count: Int) throws -> [UInt8] {
    guard let bytes = FilePath.bytes(of: path, count: count) else {
      throw Failure.errno(.noInput, name, "cannot be opened")
    }
    return bytes
  }

  /// The whole content. A file of weights is about as large as the tensors it becomes.
  func contents() throws -> [UInt8] {
    let descriptor = FilePath.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Failure.errno(.noInput, name, "cannot be opened") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_size > 0 { bytes.reserveCapacity(Int(info.st_size)) }
    try copyAll(from: descriptor, name: name) { bytes.append(contentsOf: $0) }
    return bytes
  }
}
