internal import Foundation

/// The facts in a block of whole lines: head, relation and tail between tabs.
final class FactBlock {
  let entities = NameTokens()
  let relations = NameTokens()
  private(set) var factCount = 0
  private(set) var lineCount = 0
  /// The first line that is not a fact, from 0, and what is wrong with it.
  private(set) var wrong: (line: Int, what: String)?
  /// Lines without a fact, each with the number of facts before it.
  private var blanks: [Int] = []

  /// Far above any sensible name, far below memory.
  static let longestLine = 1 << 20
  static let tooLong = "is longer than \(longestLine) bytes, where head, relation, tail are needed"

  /// The line of a fact, from 0.
  func line(of fact: Int) -> Int {
    var line = fact
    for facts in blanks where facts <= fact { line += 1 }
    return line
  }

  /// Reads the lines of `range`, which ends after a line feed or with the text.
  func read(
    _ text: UnsafeRawPointer, _ range: Range<Int>, _ entityTable: NameTable, _ relationTable: NameTable
  ) {
    entities.removeAll()
    relations.removeAll()
    blanks.removeAll()
    (factCount, lineCount, wrong) = (0, 0, nil)
    var start = range.lowerBound
    while start < range.upperBound, wrong == nil {
      let next = Self.find(10, text, start, range.upperBound) ?? range.upperBound
      let endsInReturn = next > start && text.load(fromByteOffset: next - 1, as: UInt8.self) == 13
      let end = endsInReturn ? next - 1 : next
      if end - start > Self.longestLine {
        wrong = (lineCount, Self.tooLong)
      } else if end == start {
        blanks.append(factCount)
      } else if let first = Self.find(9, text, start, end), let second = Self.find(9, text, first + 1, end),
        Self.find(9, text, second + 1, end) == nil
      {
        let slot = UInt32(2 * factCount)
        add(text, start..<first, slot, entityTable, to: entities)
        add(text, first + 1..<second, slot, relationTable, to: relations)
        add(text, second + 1..<end, slot + 1, entityTable, to: entities)
        factCount += 1
      } else {
        let line = UnsafeRawBufferPointer(start: text + start, count: end - start)
        let columns = 1 + line.count { $0 == 9 }
        let count = "\(columns) column\(columns == 1 ? "" : "s")"
        wrong = (lineCount, "has \(count), where head, relation, tail are needed")
      }
      lineCount += 1
      start = next + 1
    }
    entities.sort()
    relations.sort()
  }

  @inline(__always)
  private func add(
    _ text: UnsafeRawPointer, _ range: Range<Int>, _ slot: UInt32, _ table: NameTable, to tokens: NameTokens
  ) {
    let name = UnsafeRawBufferPointer(start: text + range.lowerBound, count: range.count)
    tokens.append(
      NameToken(
        offset: UInt32(range.lowerBound), length: UInt32(range.count), hash: table.hash(name), slot: slot))
  }

  @inline(__always)
  private static func find(_ byte: Int32, _ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int? {
    guard start < end, let found = memchr(text + start, byte, end - start) else { return nil }
    return UnsafeRawPointer(found) - text
  }
}
