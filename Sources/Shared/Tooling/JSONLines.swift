internal import Foundation

/// Rows of a table as JSON, an object a line.
package enum JSONLines {
  package static func text(_ rows: [some Encodable]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try rows.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
  }
}
