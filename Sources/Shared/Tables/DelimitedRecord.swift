internal import Support

/// A line of fields in memory, as `DelimitedReader` reads it.
struct DelimitedRecord {
  let fields: [String]
  /// The line on which it starts, from 1.
  let line: Int

  /// - Throws: `Failure` (EX_DATAERR) where `bytes` is not text or a quote is misplaced or left open.
  static func all(in bytes: [UInt8], name: String) throws -> [DelimitedRecord] {
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
      throw Failure.data(name, "is not UTF-8 text, where a CSV or TSV table is needed")
    }
    return try bytes.withUnsafeBytes { bytes in
      var rest = [bytes]
      var reader = DelimitedReader(name: name) { rest.popLast() }
      var records: [DelimitedRecord] = []
      while try reader.next() {
        records.append(
          DelimitedRecord(fields: (0..<reader.fieldCount).map { reader.string($0) }, line: reader.line))
      }
      return records
    }
  }
}
