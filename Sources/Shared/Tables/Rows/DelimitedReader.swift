internal import Support

/// Reads lines of fields one after another: CSV (RFC 4180 quoting, so that a field may hold line breaks) or
/// TSV, UTF-8 with or without a byte order mark (or what the dialect says), any line ends. The delimiter is the
/// dialect's or that of the first line. Blanks around a field do not count; lines without anything in a field are
/// skipped.
///
/// Memory stays at one block and one record.
struct DelimitedReader {
  /// Far above any sensible record; what an open quote can swallow.
  private static let longestRecord = 1 << 24
  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private let name: String
  private let source: () throws -> UnsafeRawBufferPointer?
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  private var position = 0
  private let dialect: TableDialect
  private var delimiter: UInt8?
  private var text: [UInt8] = []
  private var ends: [Int] = []
  private var nextLine = 1
  /// The line on which the record starts, from 1.
  private(set) var line = 0
  /// Whether text stands behind a closing quote of the record.
  private var isMisquoted = false
  /// Quotes within its fields from there on.
  private var strayQuotes = 0

  /// - Parameter source: the next bytes, which stay until its next call; nil at the end.
  init(
    name: String, _ dialect: TableDialect = TableDialect(),
    source: @escaping () throws -> UnsafeRawBufferPointer?
  ) {
    self.name = name
    self.dialect = dialect
    if dialect.encoding == .utf8 {
      self.source = source
    } else {
      let decoder = TextDecoder(name: name, dialect.encoding, source)
      self.source = { try decoder.next() }
    }
  }

  init(_ stream: ContentStream, _ dialect: TableDialect = TableDialect()) {
    self.init(name: stream.name, dialect) { try stream.next() }
  }

  /// How messages call the record.
  var subject: String { "\(name): line \(line)" }

  var fieldCount: Int { ends.count }

  /// The bytes of a field, unquoted, without the blanks around it.
  func withBytes<R>(_ field: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let start = field == 0 ? 0 : ends[field - 1]
    return try text.withUnsafeBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[Self.trimmed(start..<ends[field], of: $0)]))
    }
  }

  /// A range of text without the spaces, tabs and no-break spaces (C2 A0 in UTF-8) at its ends.
  private static func trimmed(_ range: Range<Int>, of text: UnsafeRawBufferPointer) -> Range<Int> {
    func isBlank(_ index: Int) -> Bool { text[index] == 32 || text[index] == 9 }
    func isNoBreakSpace(_ index: Int) -> Bool { text[index] == 0xC2 && text[index + 1] == 0xA0 }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      if isBlank(low) {
        low += 1
      } else if low + 1 < high, isNoBreakSpace(low) {
        low += 2
      } else {
        break
      }
    }
    while high > low {
      if isBlank(high - 1) {
        high -= 1
      } else if high - 2 >= low, isNoBreakSpace(high - 2) {
        high -= 2
      } else {
        break
      }
    }
    return low..<high
  }

  /// Whether the record as far as it is read is nothing but blanks.
  private var isBlank: Bool { ends.isEmpty && holdsNothing }

  private var holdsNothing: Bool { text.withUnsafeBytes { Self.trimmed(0..<$0.count, of: $0).isEmpty } }

  /// A field as a finite number, or nil where it is none.
  func number(_ field: Int) -> Double? {
    withBytes(field) { dialect.number($0) }
  }

  /// A field as text; bytes that are not UTF-8 are replaced.
  func string(_ field: Int) -> String { withBytes(field) { String(decoding: $0, as: UTF8.self) } }

  /// Goes to the next record.
  /// - Returns: false at the end.
  /// - Throws: `Failure` (EX_DATAERR) naming the line where a quote is left open.
  mutating func next() throws -> Bool {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    line = nextLine
    isMisquoted = false
    strayQuotes = 0
    var wasQuoted = false
    while try fill() {
      let byte = block[position]
      switch byte {
      case Self.quote where text.count == (ends.last ?? 0) && !wasQuoted:
        position += 1
        wasQuoted = true
        try quotedField()
      case delimiter:
        position += 1
        ends.append(text.count)
        wasQuoted = false
      case Self.newline, Self.carriageReturn:
        position += 1
        if byte == Self.carriageReturn, try fill(), block[position] == Self.newline { position += 1 }
        if isMisquoted { try requireEvenQuotes() }
        nextLine += 1
        if wasQuoted || !isBlank {
          ends.append(text.count)
          if wasQuoted || !holdsNothing { return true }
          // Nothing but delimiters: a row that a spreadsheet left behind.
          ends.removeAll(keepingCapacity: true)
        }
        text.removeAll(keepingCapacity: true)
        line = nextLine
      default:
        if wasQuoted { isMisquoted = true }
        let start = text.count
        try plainText()
        if isMisquoted { strayQuotes += text[start...].count { $0 == Self.quote } }
      }
    }
    guard wasQuoted || !holdsNothing else {
      ends.removeAll(keepingCapacity: true)
      return false
    }
    ends.append(text.count)
    return true
  }

  /// - Throws: `Failure` (EX_DATAERR) where the record's quotes say no fields for certain.
  @inline(__always)
  func checkQuotes() throws {
    if isMisquoted { throw Failure.data(subject, "has text after a closing quote") }
  }

  /// Behind a misplaced quote another may have opened a field that goes on in the next line.
  private func requireEvenQuotes() throws {
    guard strayQuotes.isMultiple(of: 2) else {
      throw Failure.data(subject, "has text after a closing quote, and another quote that nothing closes")
    }
  }

  /// Takes fields beyond the first `count` away, if they are empty.
  /// - Returns: false where one is not.
  mutating func dropEmptyFields(beyond count: Int) -> Bool {
    guard count > 0, ends.count > count else { return true }
    guard (count..<ends.count).allSatisfy({ field in withBytes(field) { $0.isEmpty } }) else { return false }
    ends.removeLast(ends.count - count)
    return true
  }

  /// Makes sure that there is a byte at `position`.
  /// - Returns: false at the end of the input.
  private mutating func fill() throws -> Bool {
    while position == block.count {
      guard let next = try source() else { return false }
      block = next
      position = 0
      if delimiter == nil {
        try begin()
      }
    }
    return true
  }

  /// Looks at the first block: the byte order mark, the delimiter, and whether it is text at all.
  private mutating func begin() throws {
    if block.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    try ForeignFormat.refuse(
      UnsafeRawBufferPointer(rebasing: block[position...]), name: name, wanted: "a CSV or TSV table")
    var line = block[position...].drop { $0 == Self.newline || $0 == Self.carriageReturn }
      .prefix { $0 != Self.newline && $0 != Self.carriageReturn }
    if line.count <= 5, line.starts(with: "sep=".utf8) {
      guard let wanted = dialect.delimiter else {
        throw Failure.data(
          "\(name): line 1",
          "is Excel's mark 'sep=', no heading; remove it, or name the delimiter by --delimiter")
      }
      position = line.endIndex
      delimiter = wanted
      return
    }
    line = line.prefix(1 << 16)
    delimiter = dialect.delimiter ?? TableDialect.delimiter(inLine: line)
  }

  /// The text of an unquoted field, as far as the block goes.
  private mutating func plainText() throws {
    let start = position
    let delimiter = delimiter ?? 0
    while position < block.count {
      let byte = block[position]
      if byte == delimiter || byte == Self.newline || byte == Self.carriageReturn { break }
      position += 1
    }
    try append(start..<position)
  }

  /// The text of a quoted field up to its closing quote.
  private mutating func quotedField() throws {
    while try fill() {
      let start = position
      while position < block.count, block[position] != Self.quote {
        if block[position] == Self.newline { nextLine += 1 }
        position += 1
      }
      try append(start..<position)
      guard position < block.count else { continue }
      position += 1
      guard try fill(), block[position] == Self.quote else { return }
      text.append(Self.quote)
      position += 1
    }
    throw Failure.data(subject, "opens a quote that nothing closes")
  }

  private mutating func append(_ range: Range<Int>) throws {
    text.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[range]))
    guard text.count <= Self.longestRecord else {
      throw Failure.data(subject, "is longer than \(Self.longestRecord) bytes; is a quote left open?")
    }
  }
}
