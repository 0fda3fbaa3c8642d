package import Support

/// Takes JSON (RFC 8259) apart as it comes, without keeping it: the caller says what it expects next.
///
/// Memory stays at one block and one string, whatever the input holds; values nest at most `deepest` deep.
package final class JSONScanner {
  private static let deepest = 256
  private static let longestString = 1 << 20

  private let name: String
  private let source: () throws -> UnsafeRawBufferPointer?
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  private var position = 0
  private var depth = 0
  private var token: [UInt8] = []
  private var hasBegun = false
  /// The line being read, from 1.
  package private(set) var line = 1

  package init(_ stream: ContentStream) {
    name = stream.name
    source = { try stream.next() }
  }

  /// - Parameter name: how messages name the text.
  package init(_ text: [UInt8], name: String) {
    self.name = name
    let text = TextBlock(text)
    source = { text.take() }
  }

  /// - Throws: `Failure` (EX_DATAERR) when more follows than was read.
  package func end() throws {
    if let byte = try peek() { throw failure("has '\(Self.printed(byte))' after the end of its JSON") }
  }

  var subject: String { "\(name): line \(line)" }

  package func failure(_ message: String) -> Failure { Failure.data(subject, message) }

  /// The first character of the next value or mark, or nil at the end. White space is skipped, and between texts the
  /// record separators of GeoJSON text sequences (RFC 8142).
  package func peek() throws -> UInt8? {
    while try fill() {
      let byte = block[position]
      switch byte {
      case 10: line += 1
      case 9, 13, 32: break
      case 0x1E where depth == 0: break
      default: return byte
      }
      position += 1
    }
    return nil
  }

  /// Takes the next value or mark's first character, which has to be there.
  private func next(_ what: String) throws -> UInt8 {
    guard let byte = try peek() else { throw failure("ends where \(what) is needed; is the file cut short?") }
    return byte
  }

  private func fill() throws -> Bool {
    while position == block.count {
      guard let next = try source() else { return false }
      block = next
      position = 0
      if !hasBegun, !next.isEmpty {
        hasBegun = true
        try ForeignFormat.refuse(next, name: name, wanted: "JSON")
        // A byte order mark; elsewhere it is nothing that JSON has.
        if next.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      }
    }
    return true
  }

  private func expect(_ mark: Unicode.Scalar, _ what: String) throws {
    let byte = try next(what)
    guard byte == UInt8(ascii: mark) else {
      throw failure("has '\(Self.printed(byte))' where \(what) is needed")
    }
    position += 1
  }

  private static func printed(_ byte: UInt8) -> String {
    byte < 128 && byte >= 32 ? String(UnicodeScalar(byte)) : "byte \(byte)"
  }

  private func nested(_ body: () throws -> Void) throws {
    depth += 1
    guard depth <= Self.deepest else { throw failure("nests values more than \(Self.deepest) deep") }
    try body()
    depth -= 1
  }

  /// Reads an object; `member` is called after each name and has to read the value. A name that comes twice is an error:
  /// readers differ in which of the values they take.
  package func object(_ member: (_ name: String) throws -> Void) throws {
    try object(isRead: true, member)
  }

  /// - Parameter isRead: whether anybody wants to know of its members.
  private func object(isRead: Bool, _ member: (_ name: String) throws -> Void) throws {
    try expect("{", "an object")
    try nested {
      if try next("a name or }") == UInt8(ascii: "}") {
        position += 1
        return
      }
      var names = MemberNames()
      while true {
        let name = try string()
        guard !isRead || names.insert(name) else {
          throw failure(
            "has '\(name.escaped.shortened(to: 60))' twice in one object, where each name may be there once")
        }
        try expect(":", "a colon")
        try member(name)
        if try next("a comma or }") == UInt8(ascii: "}") {
          position += 1
          return
        }
        try expect(",", "a comma or }")
      }
    }
  }

  /// Reads an array; `element` has to read one value.
  package func array(_ element: () throws -> Void) throws {
    try expect("[", "an array")
    try nested {
      if try next("a value or ]") == UInt8(ascii: "]") {
        position += 1
        return
      }
      while true {
        try element()
        if try next("a comma or ]") == UInt8(ascii: "]") {
          position += 1
          return
        }
        try expect(",", "a comma or ]")
      }
    }
  }

  package func number() throws -> Double {
    var problem: Failure?
    let value = try number { problem = $0 }
    if let problem { throw problem }
    return value
  }

  /// The same, but a number beyond all that can be held, and what Python writes for numbers that are none, are noted,
  /// and are NaN.
  package func number(noting note: (Failure) -> Void) throws -> Double {
    let first = try next("a number")
    token.removeAll(keepingCapacity: true)
    repeat {
      let start = position
      while position < block.count, Self.isOfNumber(block[position]) { position += 1 }
      let piece = UnsafeRawBufferPointer(rebasing: block[start..<position])
      if position < block.count, token.isEmpty {
        // The usual case: all of it lies in this block.
        if first != UInt8(ascii: "+"), let value = DecimalNumber.parse(piece) { return value }
      }
      token.append(contentsOf: piece.prefix(64))
    } while try position == block.count && token.count < 64 && fill()
    if first == UInt8(ascii: "-") || first &- 48 < 10,
      let value = token.withUnsafeBytes({ DecimalNumber.parse($0) })
    {
      return value
    }
    try word()
    let text = String(decoding: token, as: UTF8.self)
    let isTooLarge = token.allSatisfy(Self.isOfNumber) && Double(text)?.isInfinite == true
    let problem = failure("has '\(text.prefix(40))' where a finite number is needed")
    guard Self.wordsForNone.contains(text) || isTooLarge else { throw problem }
    note(problem)
    return .nan
  }

  private static let wordsForNone: Set = ["NaN", "Infinity", "-Infinity"]

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte | 32 == UInt8(ascii: "e")
  }

  /// A string, without its quotes and escapes.
  package func string() throws -> String {
    try expect("\"", "a string")
    token.removeAll(keepingCapacity: true)
    try stringBody { token.append($0) }
    guard token.count <= Self.longestString, let text = String(validating: token, as: UTF8.self) else {
      throw failure("has a string that is not UTF-8 text or is longer than \(Self.longestString) bytes")
    }
    return text
  }

  /// A string, number, true or false as text; nil for null, NaN, infinities, arrays and objects.
  package func text() throws -> String? {
    switch try next("a value") {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skip()
      return nil
    default:
      token.removeAll(keepingCapacity: true)
      try word()
      let text = String(decoding: token, as: UTF8.self)
      if ["null", "true", "false"].contains(text) || token.withUnsafeBytes({ DecimalNumber.parse($0) }) != nil
      {
        return text == "null" ? nil : text
      }
      // No JSON, but what Python writes for numbers that are none.
      if Self.wordsForNone.contains(text) { return nil }
      throw failure("has '\(text.prefix(40))' where a value is needed")
    }
  }

  /// Reads a value of any kind and forgets it.
  package func skip() throws {
    switch try next("a value") {
    case UInt8(ascii: "{"): try object(isRead: false) { _ in try skip() }
    case UInt8(ascii: "["): try array { try skip() }
    case UInt8(ascii: "\""):
      position += 1
      // Nobody reads it: half a pair of surrogates does no harm.
      try stringBody(isRead: false) { _ in }
    default: _ = try text()
    }
  }

  /// The letters, digits and marks up to the next delimiter.
  private func word() throws {
    while try fill(), token.count < 64 {
      let byte = block[position]
      if [9, 10, 13, 32, 34].contains(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
        || byte | 32 == 0x7B || byte | 32 == 0x7D  // brackets and braces
      {
        break
      }
      token.append(byte)
      position += 1
    }
  }

  /// The characters up to the closing quote.
  private func stringBody(isRead: Bool = true, _ add: (UInt8) -> Void) throws {
    while try fill() {
      let byte = block[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try escape(isRead: isRead, add)
      case 0..<32: throw failure("has a line break or control character within a string")
      default: add(byte)
      }
      // What is kept of it is one token; checked by the caller once it is whole.
      if token.count > Self.longestString {
        throw failure("has a string of more than \(Self.longestString) bytes")
      }
    }
    throw failure("ends in the middle of a string; is the file cut short?")
  }

  private func escape(isRead: Bool, _ add: (UInt8) -> Void) throws {
    guard try fill() else { throw failure("ends in the middle of a string; is the file cut short?") }
    let byte = block[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): add(10)
    case UInt8(ascii: "t"): add(9)
    case UInt8(ascii: "r"): add(13)
    case UInt8(ascii: "b"): add(8)
    case UInt8(ascii: "f"): add(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): add(byte)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      guard isRead else { return }
      if unit & 0xFC00 == 0xD800 {
        guard try fill(), block[position] == UInt8(ascii: "\\") else {
          throw failure("has half a \\u pair of surrogates in a string")
        }
        position += 1
        guard try fill(), block[position] == UInt8(ascii: "u") else {
          throw failure("has half a \\u pair of surrogates in a string")
        }
        position += 1
        unit = 0x10000 + (unit & 0x3FF) << 10 + (try hexadecimal()) & 0x3FF
      }
      guard let scalar = UnicodeScalar(unit) else {
        throw failure("has half a \\u pair of surrogates in a string")
      }
      for byte in UTF8.encode(scalar) ?? .init() { add(byte) }
    default: throw failure("has the escape \\\(Self.printed(byte)), which JSON does not have")
    }
  }

  private func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard try fill(), let digit = Character(UnicodeScalar(block[position])).hexDigitValue else {
        throw failure("has a \\u without four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

/// The names of an object so far; nearly all objects have few.
private struct MemberNames {
  private var few: [String] = []
  private var many: Set<String> = []

  /// - Returns: false where it is there already.
  mutating func insert(_ name: String) -> Bool {
    guard many.isEmpty else { return many.insert(name).inserted }
    guard !few.contains(name) else { return false }
    few.append(name)
    if few.count > 16 { many = Set(few) }
    return true
  }
}

/// A text in memory as a source of blocks, of which it is the only one.
private final class TextBlock {
  private let bytes: UnsafeMutableRawBufferPointer
  private var isTaken = false

  init(_ text: [UInt8]) {
    bytes = .allocate(byteCount: text.count, alignment: 1)
    bytes.copyBytes(from: text)
  }

  deinit { bytes.deallocate() }

  func take() -> UnsafeRawBufferPointer? {
    defer { isTaken = true }
    return isTaken || bytes.isEmpty ? nil : UnsafeRawBufferPointer(bytes)
  }
}
