internal import Foundation
internal import Support
internal import Tables

/// A stretch of a table of facts, read block by block in parallel; numbers do not depend on where it is cut.
final class FactWindow {
  private static let blockBytes = 1 << 20
  private static let fullBytes = 8 * blockBytes

  private let name: String
  private var text: UnsafeMutableRawPointer
  private var capacity = 9 * blockBytes
  private var used = 0
  private let expected: Int?
  private var hasBegun = false
  /// Lines before this window.
  private var line = 0
  private var blocks: [FactBlock] = []
  /// A block, and how many facts and codes of relations are before it in the window.
  private struct Rows {
    let block: FactBlock
    let first: Int
    let firstCode: Int
  }

  private let entities: NameResolution
  private let relations: NameResolution

  /// - Parameters:
  ///   - name: of the file, for messages.
  ///   - expected: bytes of text to come, where that is known.
  init(_ name: String, expected: Int?, _ assembly: GraphAssembly) {
    self.name = name
    self.expected = expected
    text = .allocate(byteCount: capacity, alignment: 64)
    entities = NameResolution(assembly.entityNames)
    relations = NameResolution(assembly.relationNames)
  }

  deinit { text.deallocate() }

  /// Takes more of the text; adds facts when there is enough of it.
  func append(_ block: UnsafeRawBufferPointer, _ assembly: GraphAssembly) throws {
    guard let source = block.baseAddress, !block.isEmpty else { return }
    if used + block.count > capacity {
      capacity = max(2 * capacity, used + block.count)
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
      larger.copyMemory(from: text, byteCount: used)
      text.deallocate()
      text = larger
    }
    (text + used).copyMemory(from: source, byteCount: block.count)
    used += block.count
    guard used >= Self.fullBytes else { return }
    guard let end = UnsafeRawBufferPointer(start: text, count: used).lastIndex(of: 10).map({ $0 + 1 }) else {
      throw Failure.data(subject(line), FactBlock.tooLong)
    }
    try add(bytes: end, assembly)
    used -= end
    memmove(text, text + end, used)
    if used > FactBlock.longestLine { throw Failure.data(subject(line), FactBlock.tooLong) }
  }

  /// Adds what is left, whose last line may lack its end.
  func finish(_ assembly: GraphAssembly) throws { try add(bytes: used, assembly) }

  private func subject(_ line: Int) -> String { "\(name): line \(line + 1)" }

  private func add(bytes: Int, _ assembly: GraphAssembly) throws {
    var start = 0
    if line == 0, bytes >= 3, memcmp(text, [0xEF, 0xBB, 0xBF] as [UInt8], 3) == 0 { start = 3 }
    if line == 0, !hasBegun {
      hasBegun = true
      try ForeignFormat.refuse(
        UnsafeRawBufferPointer(start: text + start, count: min(bytes - start, 1 << 16)), name: name,
        wanted: "a table of facts, head, relation and tail between tabs,")
      let heading = FactHeading.length(UnsafeRawBufferPointer(start: text + start, count: bytes - start))
      if heading > 0 {
        assembly.noteHeading(of: name)
        start += heading
        line = 1
      }
    }
    let ranges = cut(start..<bytes)
    while blocks.count < ranges.count { blocks.append(FactBlock()) }
    let state = Unchecked((blocks, text, ranges, assembly.entityNames, assembly.relationNames))
    Parallel.forEach(ranges.count) { index in
      let (blocks, text, ranges, entities, relations) = state.value
      blocks[index].read(text, ranges[index], entities, relations)
    }
    let lines = lines(of: blocks[..<ranges.count])
    var rows: [Rows] = []
    var (count, codes) = (0, 0)
    for block in blocks[..<lines.count] {
      rows.append(Rows(block: block, first: count, firstCode: codes))
      count += block.factCount
      codes += block.relations.tokens.count
    }
    try assembly.requireRoom(for: count, subject(line))
    if let expected, line <= 1, expected > 2 * bytes {
      // Lines are about as long everywhere; where they are not, the columns grow as they must.
      assembly.reserve(assembly.factCount + Int(1.02 * Double(count) * Double(expected) / Double(bytes)))
    }
    let (badRelation, badEntity) = assembly.appendRows(count) { heads, relations, tails in
      (
        number(relationsOf: rows, codes: codes, relations),
        entities.run(
          text, rows.map { ($0.block.entities, $0.first) }, rows: count, even: heads, odd: tails)
      )
    }
    // In the order of the text: within a fact head, relation, tail.
    let roles = ["head", "relation", "tail"]
    let bad = [
      badRelation.map { (4 * fact(ofCode: $0.position / 2, rows) + 1, $0.problem) },
      badEntity.map { (2 * $0.position, $0.problem) },
    ]
    if let (order, problem) = bad.compactMap({ $0 }).min(by: { $0.0 < $1.0 }), let problem {
      let index = rows.lastIndex { $0.first <= order / 4 } ?? 0
      let line = lines[index] + rows[index].block.line(of: order / 4 - rows[index].first)
      throw problem.failure(subject(line), roles[order % 4])
    }
    if let index = lines.indices.last, let (line, what) = blocks[index].wrong {
      throw Failure.data(subject(lines[index] + line), what)
    }
    line = (lines.last ?? line) + (rows.last?.block.lineCount ?? 0)
  }

  /// Looks the relations up that occur, and writes every fact's into `column`.
  private func number(relationsOf rows: [Rows], codes: Int, _ column: UnsafeMutablePointer<Int32>)
    -> NameResolution.Fresh?
  {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(codes, 1)) { numbers in
      guard let base = numbers.baseAddress else { return nil }
      let names = rows.map { ($0.block.relations.tokens, $0.firstCode) }
      if let wrong = relations.run(text, names, rows: codes, even: base, odd: base) { return wrong }
      let state = Unchecked((rows, base, column))
      Parallel.forEach(rows.count) { index in
        let (rows, base, column) = state.value
        let row = rows[index]
        let (numbers, target) = (base + row.firstCode, column + row.first)
        row.block.relations.codes.withUnsafeBufferPointer { codes in
          for fact in codes.indices { target[fact] = numbers[Int(codes[fact])] }
        }
      }
      return nil
    }
  }

  private func fact(ofCode code: Int, _ rows: [Rows]) -> Int {
    let index = rows.lastIndex { $0.firstCode <= code } ?? 0
    return rows[index].first + Int(rows[index].block.relations.facts[code - rows[index].firstCode])
  }

  /// The number of every block's first line, up to the first block with a wrong one.
  private func lines(of blocks: ArraySlice<FactBlock>) -> [Int] {
    var lines: [Int] = []
    var next = line
    for block in blocks {
      lines.append(next)
      next += block.lineCount
      if block.wrong != nil { break }
    }
    return lines
  }

  /// Pieces of about `blockBytes` that end with a line.
  private func cut(_ range: Range<Int>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let wanted = min(start + Self.blockBytes, range.upperBound)
      let found = memchr(text + wanted - 1, 10, range.upperBound - wanted + 1)
      let end = found.map { $0 - text + 1 } ?? range.upperBound
      pieces.append(start..<end)
      start = end
    }
    return pieces
  }
}
