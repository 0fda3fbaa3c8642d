internal import Graphs
internal import Tables

extension ColumnReader {
  /// The number of the field in a table of names, which it enters if it is new; -1 where it is empty.
  /// - Throws: `Failure` (EX_DATAERR) when it is not text.
  func intern(_ column: Int, into names: NameTable, prefix: String = "") throws -> Int32 {
    try withBytes(column) { bytes in
      guard !bytes.isEmpty else { return -1 }
      // Before it enters the table: rows that are left out leave no names.
      try Self.requireName(bytes, subject)
      return prefix.isEmpty
        ? names.intern(bytes).index : names.intern(prefix + String(decoding: bytes, as: UTF8.self)).index
    }
  }
}
