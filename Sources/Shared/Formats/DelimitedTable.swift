/// A table with a header line: CSV (RFC 4180 quoting) or TSV, UTF-8 with or without a byte order mark, any
/// line ends. Tab is the delimiter when the header has one, else comma. Blank lines are skipped.
public struct DelimitedTable: Sendable {
  /// How messages name the file.
  public let name: String
  public let columns: [String]
  public let rows: [[String]]
  /// The line on which each row starts, from 1.
  public let lines: [Int]

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is not text, has another number of fields than
  ///   the header or leaves a quote open.
  public init(parsing bytes: [UInt8], name: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Failure.data(name, "is not UTF-8 text, where a CSV or TSV table is needed")
    }
    var records = try Self.records(
      Array(text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]), name)
    guard !records.isEmpty else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    let header = records.removeFirst()
    for (column, title) in header.fields.enumerated() {
      if header.fields[..<column].contains(title) {
        throw Failure.data("\(name): line \(header.line)", "names the column '\(title)' twice")
      }
    }
    for record in records where record.fields.count != header.fields.count {
      throw Failure.data(
        "\(name): line \(record.line)",
        "has \(record.fields.count) fields, where the header has \(header.fields.count)")
    }
    self.name = name
    columns = header.fields
    rows = records.map(\.fields)
    lines = records.map(\.line)
  }

  /// The position of the first of `names` that is a column, whatever its case.
  public func column(named names: String...) -> Int? {
    let lowered = columns.map { $0.lowercased() }
    return names.lazy.compactMap { lowered.firstIndex(of: $0) }.first
  }

  /// The column that identifies regions: `region` or a usual name for it, else the first.
  public var regionColumn: Int { column(named: "region", "id", "geoid", "region_id", "imagename") ?? 0 }

  /// The region of each row.
  /// - Throws: `Failure` (EX_DATAERR) on a region that is empty or occurs twice.
  public func regions() throws -> [String] {
    let column = regionColumn
    var seen = Set<String>()
    for (row, line) in zip(rows, lines) {
      if row[column].isEmpty { throw Failure.data("\(name): line \(line)", "names no region") }
      if !seen.insert(row[column]).inserted {
        throw Failure.data("\(name): line \(line)", "lists region \(row[column]) again")
      }
    }
    return rows.map { $0[column] }
  }

  private typealias Record = (fields: [String], line: Int)

  private static func records(_ bytes: [UInt8], _ name: String) throws -> [Record] {
    let (quote, newline, carriageReturn) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    let firstLine = bytes.prefix { $0 != newline && $0 != carriageReturn }
    let delimiter = firstLine.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    var records: [Record] = []
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
        records.append((fields, start))
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
