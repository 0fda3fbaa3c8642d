internal import CKernels

/// The facts in a block of whole lines: head, relation and tail between tabs.
package final class FactBlock {
  package let entities = NameTokens()
  package private(set) var relations = RelationCodes()
  package private(set) var factCount = 0
  package private(set) var lineCount = 0
  /// The first line that is not a fact, from 0, and what is wrong with it.
  package private(set) var wrong: (line: Int, what: String)?
  /// Lines without a fact, each with the number of facts before it.
  private var blanks: [Int] = []

  package init() {}

  /// Far above any sensible name, far below memory.
  static let longestLine = 1 << 20
  static let tooLong = "is longer than \(longestLine) bytes, where head, relation, tail are needed"

  /// The line of a fact, from 0.
  package func line(of fact: Int) -> Int {
    var line = fact
    for facts in blanks where facts <= fact { line += 1 }
    return line
  }

  /// Reads the lines of `range`, which ends after a line feed or with the text.
  package func read(
    _ text: UnsafeRawPointer, _ range: Range<Int>, _ entityTable: NameTable, _ relationTable: NameTable
  ) {
    entities.removeAll()
    relations.removeAll()
    blanks.removeAll()
    (factCount, lineCount, wrong) = (0, 0, nil)
    parse(text, range, entityTable, relationTable, &relations)
    entities.sort()
    relations.tokens.sort()
  }

  private func parse(
    _ text: UnsafeRawPointer, _ range: Range<Int>, _ entityTable: NameTable, _ relationTable: NameTable,
    _ relations: inout RelationCodes
  ) {
    let step = 4096
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: step) { separators in
      var line = Line(start: range.lowerBound)
      func end(at position: Int) {
        add(line, endingAt: position, text, entityTable, relationTable, &relations)
        lineCount += 1
        line = Line(start: position + 1)
      }
      for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
        let count = min(step, range.upperBound - start)
        let found = kn_separators(
          (text + start).assumingMemoryBound(to: CChar.self), count, separators.baseAddress)
        for index in 0..<found {
          let position = start + Int(separators[index])
          if text.load(fromByteOffset: position, as: UInt8.self) == 9 {
            line.addTab(at: position)
          } else {
            end(at: position)
            if wrong != nil { return }
          }
        }
      }
      if line.start < range.upperBound { end(at: range.upperBound) }
    }
  }

  /// A line as far as it is read.
  private struct Line {
    let start: Int
    private(set) var tabs = 0
    private(set) var first = 0
    private(set) var second = 0

    init(start: Int) { self.start = start }

    @inline(__always)
    mutating func addTab(at position: Int) {
      if tabs == 0 { first = position } else if tabs == 1 { second = position }
      tabs += 1
    }
  }

  @inline(__always)
  private func add(
    _ line: Line, endingAt position: Int, _ text: UnsafeRawPointer, _ entityTable: NameTable,
    _ relationTable: NameTable, _ relations: inout RelationCodes
  ) {
    let endsInReturn =
      position > line.start && text.load(fromByteOffset: position - 1, as: UInt8.self) == 13
    let end = endsInReturn ? position - 1 : position
    if end - line.start > Self.longestLine {
      wrong = (lineCount, Self.tooLong)
    } else if end == line.start {
      blanks.append(factCount)
    } else if line.tabs == 2 {
      let slot = UInt32(2 * factCount)
      let relation = UnsafeRawBufferPointer(
        start: text + line.first + 1, count: line.second - line.first - 1)
      addEntity(text, line.start..<line.first, slot, entityTable)
      relations.append(relation, at: line.first + 1, relationTable.hash(relation), in: text)
      addEntity(text, line.second + 1..<end, slot + 1, entityTable)
      factCount += 1
    } else {
      let columns = "\(line.tabs + 1) column\(line.tabs == 0 ? "" : "s")"
      let marks = line.tabs == 0 ? ", between tabs" : ""
      wrong = (lineCount, "has \(columns), where head, relation, tail are needed\(marks)")
    }
  }

  @inline(__always)
  private func addEntity(_ text: UnsafeRawPointer, _ range: Range<Int>, _ slot: UInt32, _ table: NameTable) {
    let name = UnsafeRawBufferPointer(start: text + range.lowerBound, count: range.count)
    entities.append(
      NameToken(
        offset: UInt32(range.lowerBound), length: UInt32(range.count), hash: table.hash(name), slot: slot))
  }
}
