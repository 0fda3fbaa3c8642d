internal import Foundation

/// Facts as lines of text: head, relation and tail between tabs, without a header; gzip is recognised
/// by content. Blank lines and a carriage return before a line's end do not count.
struct TripleTable: FactSource {
  let file: InputFile

  /// Far above any sensible name, far below memory.
  private static let longestLine = 1 << 20

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is not a fact.
  func addFacts(to assembly: inout GraphAssembly) throws {
    var line = 0
    var carry: [UInt8] = []
    try file.forEachBlock { block in
      var rest = block
      while let end = rest.firstIndex(of: 10) {
        line += 1
        let piece = UnsafeRawBufferPointer(rebasing: rest[..<end])
        if carry.isEmpty {
          try add(piece, line, &assembly)
        } else {
          carry.append(contentsOf: piece)
          try carry.withUnsafeBytes { try add($0, line, &assembly) }
          carry.removeAll(keepingCapacity: true)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
      }
      carry.append(contentsOf: rest)
      guard carry.count <= Self.longestLine else {
        throw Failure.data(
          subject(line + 1), "is longer than \(Self.longestLine) bytes, where head, relation, tail are needed"
        )
      }
    }
    if !carry.isEmpty { try carry.withUnsafeBytes { try add($0, line + 1, &assembly) } }
  }

  private func subject(_ line: Int) -> String { "\(file.name): line \(line)" }

  private func add(_ text: UnsafeRawBufferPointer, _ line: Int, _ assembly: inout GraphAssembly) throws {
    var text = text
    if line == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) {
      text = UnsafeRawBufferPointer(rebasing: text.dropFirst(3))
    }
    if text.last == 13 { text = UnsafeRawBufferPointer(rebasing: text.dropLast()) }
    guard !text.isEmpty else { return }
    guard let first = text.firstTab(from: 0), let second = text.firstTab(from: first + 1),
      text.firstTab(from: second + 1) == nil
    else {
      let columns = 1 + text.count(where: { $0 == 9 })
      throw Failure.data(
        subject(line),
        "has \(columns) column\(columns == 1 ? "" : "s"), where head, relation, tail are needed")
    }
    try assembly.addFact(
      head: UnsafeRawBufferPointer(rebasing: text[..<first]),
      relation: UnsafeRawBufferPointer(rebasing: text[(first + 1)..<second]),
      tail: UnsafeRawBufferPointer(rebasing: text[(second + 1)...]), subject: subject(line))
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func firstTab(from start: Int) -> Int? {
    guard let base = baseAddress, start < count, let found = memchr(base + start, 9, count - start) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  fileprivate func firstIndex(of byte: UInt8) -> Int? {
    guard let base = baseAddress, count > 0, let found = memchr(base, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(found) - base
  }
}
