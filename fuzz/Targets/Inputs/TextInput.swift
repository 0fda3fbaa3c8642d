internal import Support
internal import Tables

/// A text, and how it is to be read: the last byte of an input says that.
struct TextInput {
  let bytes: [UInt8]
  let rules: TableRules

  init(_ input: [UInt8]) {
    bytes = input.dropLast()
    var choice = Int(input.last ?? 0)
    func choose<T>(_ values: [T]) -> T {
      defer { choice /= values.count }
      return values[choice % values.count]
    }
    var rules = TableRules()
    rules.dialect.delimiter = choose([nil, 44, 59, 9, 124, 32])
    rules.dialect.decimal = choose(TableDialect.Decimal.allCases)
    rules.dialect.encoding = choose(TextEncoding.allCases)
    rules.normalisesIDs = choose([false, true])
    self.rules = rules
  }

  /// Hands the text over as a file, for readers that open one.
  func withFile<R>(_ body: (InputFile) throws -> R) throws -> R {
    let file = try MemoryFile(bytes)
    return try withExtendedLifetime(file) { try body(InputFile(path: file.path, name: "text")) }
  }
}
