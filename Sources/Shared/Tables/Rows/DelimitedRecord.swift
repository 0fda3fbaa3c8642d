internal import Support

/// A line of fields in memory, as `DelimitedReader` reads it.
struct DelimitedRecord {
  let fields: [String]
  /// The line on which it starts, from 1.
  let line: Int

  /// - Throws: `Failure` (EX_DATAERR) where `bytes` is not text or a quote is misplaced or left open.
  static func all(in bytes: [UInt8], name: String, _ dialect: TableDialect) throws -> [DelimitedRecord] {
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes.isEmpty ? [] : [bytes]
      var reader = DelimitedReader(name: name, dialect) { rest.popLast() }
      var records: [DelimitedRecord] = []
      while try reader.next() {
        try reader.checkQuotes()
        for field in 0..<reader.fieldCount {
          try reader.withBytes(field) { try ColumnReader.requireText($0, reader.subject) }
        }
        records.append(
          DelimitedRecord(fields: (0..<reader.fieldCount).map { reader.string($0) }, line: reader.line))
      }
      return records
    }
  }

  /// Records as long as a heading; empty fields at the end of a line may be more than it has, and fields without a name
  /// fewer.
  /// - Throws: `Failure` (EX_DATAERR) naming every line that has another number of fields.
  static func fitted(_ records: some Sequence<DelimitedRecord>, to heading: TableHeading) throws
    -> [DelimitedRecord]
  {
    let (count, name) = (heading.titles.count, heading.name)
    var problems = RowProblems(name)
    let fitted = records.compactMap { record -> DelimitedRecord? in
      if record.fields.count == count { return record }
      if heading.leastFields..<count ~= record.fields.count {
        let empty = [String](repeating: "", count: count - record.fields.count)
        return DelimitedRecord(fields: record.fields + empty, line: record.line)
      }
      if record.fields.count > count, record.fields[count...].allSatisfy(\.isEmpty) {
        return DelimitedRecord(fields: Array(record.fields[..<count]), line: record.line)
      }
      problems.note(
        Failure.data(
          "\(name): line \(record.line)", "has \(record.fields.count) fields, where the header has \(count)"))
      return nil
    }
    try problems.require()
    return fitted
  }
}
