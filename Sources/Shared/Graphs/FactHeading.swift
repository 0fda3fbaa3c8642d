internal import Tables

/// The names of columns over a table of facts, which are no fact.
enum FactHeading {
  private static let names = [ColumnRole.head, .relation, .tail].map { Set($0.usualNames) }

  /// The length of the heading that a text begins with, its line feed included; 0 where it begins with a fact.
  static func length(_ text: UnsafeRawBufferPointer) -> Int {
    let line = text.prefix(256).prefix { $0 != 10 }
    guard line.count < min(text.count, 256) else { return 0 }
    let fields = line.split(separator: 9, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\r" && $0 != "\"" }
    }
    guard fields.count == 3, zip(fields, names).allSatisfy({ $1.contains($0) }) else { return 0 }
    return line.count + 1
  }
}
