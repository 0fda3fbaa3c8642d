/// A line of fields: CSV (RFC 4180 quoting, so that a field may hold line breaks) or TSV, UTF-8 with or
/// without a byte order mark, any line ends. Tab is the delimiter when the first line has one, else comma.
/// Blank lines are skipped.
struct DelimitedRecord {
  let fields: [String]
  /// The line on which it starts, from 1.
  let line: Int

  /// - Throws: `Failure` (EX_DATAERR) where `bytes` is not text or a quote is misplaced or left open.
  static func all(in bytes: [UInt8], name: String) throws -> [DelimitedRecord] {
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
      throw Failure.data(name, "is not UTF-8 text, where a CSV or TSV table is needed")
    }
    return try records(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes, name)
  }

  private static func records(_ bytes: [UInt8], _ name: String) throws -> [DelimitedRecord] {
    let (quote, newline, carriageReturn) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    let firstLine = bytes.prefix { $0 != newline && $0 != carriageReturn }
    let delimiter = firstLine.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    var records: [DelimitedRecord] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var quoted = false
    var wasQuoted = false
    var line = 1
    var start = 1
    var index = 0

    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func endRecord() {
      let blank = fields.isEmpty && field.isEmpty && !wasQuoted
      if !blank {
        endField()
        records.append(DelimitedRecord(fields: fields, line: start))
      }
      fields = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if quoted {
        if byte == newline { line += 1 }
        if byte != quote {
          field.append(byte)
        } else if index < bytes.count, bytes[index] == quote {
          field.append(quote)
          index += 1
        } else {
          quoted = false
        }
        continue
      }
      switch byte {
      case quote where field.isEmpty && !wasQuoted:
        quoted = true
        wasQuoted = true
      case delimiter: endField()
      case carriageReturn, newline:
        if byte == carriageReturn, index < bytes.count, bytes[index] == newline { index += 1 }
        endRecord()
        line += 1
        start = line
      default:
        guard !wasQuoted else {
          throw Failure.data("\(name): line \(line)", "has text after a closing quote")
        }
        field.append(byte)
      }
    }
    guard !quoted else { throw Failure.data("\(name): line \(start)", "opens a quote that nothing closes") }
    endRecord()
    return records
  }
}
