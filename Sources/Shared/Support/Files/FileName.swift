internal import Foundation

// The name of a file is bytes, and a `String` is Unicode. A byte that is no part of UTF-8 text stands in the strings that
// name files as one of the last 128 scalars, which no text has (as Python does by lone surrogates, PEP 383): 0xE9 as
// U+10FFE9. Every other name is itself.

extension String {
  private static let escapes: UInt32 = 0x10FF00

  /// The byte that a scalar stands for in the name of a file, if it does.
  static func escapedByte(_ scalar: Unicode.Scalar) -> UInt8? {
    scalar.value >= escapes + 0x80 ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }

  /// The name that these bytes are.
  package init(fileName bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: Self.isEscape)
    {
      self = text
      return
    }
    var name = String.UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      var source = rest.makeIterator()
      guard case .valid(let encoded) = parser.parseScalar(from: &source),
        case let scalar = Unicode.UTF8.decode(encoded), !Self.isEscape(scalar)
      else {
        name.append(Unicode.Scalar(Self.escapes + UInt32(rest.removeFirst())) ?? "?")
        parser = .init()
        continue
      }
      name.append(scalar)
      rest = rest.dropFirst(encoded.count)
      parser = .init()
    }
    self.init(name)
  }

  /// The name that a system call gave.
  package init(fileName pointer: UnsafePointer<CChar>) {
    self.init(fileName: UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
  }

  /// Whether it names a file by bytes that are no text.
  package var hasEscapedBytes: Bool { unicodeScalars.contains(where: Self.isEscape) }

  /// The bytes of the name of a file.
  package var fileNameBytes: [UInt8] {
    guard hasEscapedBytes else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in
      Self.escapedByte(scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// The bytes in hexadecimal digits, as text that any program can be given.
  package var hexadecimalBytes: String {
    fileNameBytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The name whose bytes these digits are; nil where they are none.
  package init?(hexadecimalBytes digits: String) {
    let digits = Array(digits)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    guard bytes.count * 2 == digits.count else { return nil }
    self.init(fileName: bytes)
  }

  /// Calls `body` with the name as system calls take it.
  package func withFileName<R>(_ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R {
    // Nearly all names are ASCII.
    guard !utf8.allSatisfy({ $0 < 128 }), hasEscapedBytes else { return try withCString(body) }
    let bytes = fileNameBytes.map { CChar(bitPattern: $0) } + [0]
    return try bytes.withUnsafeBufferPointer { buffer in
      try buffer.baseAddress.map(body) ?? withCString(body)
    }
  }

  private static func isEscape(_ scalar: Unicode.Scalar) -> Bool { escapedByte(scalar) != nil }
}
