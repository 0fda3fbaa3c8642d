internal import Graphs
internal import Support
import Testing

@Suite struct FactBlockTests {
  private struct Content {
    /// The names of heads and tails in order, and of relations.
    var entities: [String] = []
    var relations: [String] = []
    var lines: [Int] = []
    var lineCount = 0
    var wrong: String?
  }

  private func read(_ text: String, into block: FactBlock = FactBlock()) -> Content {
    let (entities, relations) = (NameTable(), NameTable())
    return Array(text.utf8).withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return Content() }
      block.read(base, 0..<bytes.count, entities, relations)
      func name(_ token: NameToken) -> String { String(decoding: token.bytes(in: base), as: UTF8.self) }
      var content = Content()
      content.entities = [String](repeating: "", count: 2 * block.factCount)
      for shard in 0..<NameTable.shardCount {
        for token in block.entities[shard: shard] { content.entities[Int(token.slot)] = name(token) }
      }
      let codes = (0..<block.relations.tokens.count).map { name(block.relations.tokens.token($0)) }
      content.relations = block.relations.codes.map { codes[Int($0)] }
      content.lines = (0..<block.factCount).map { block.line(of: $0) }
      content.lineCount = block.lineCount
      content.wrong = block.wrong.map { "\($0.line): \($0.what)" }
      return content
    }
  }

  @Test func factsAndTheirLinesAreThoseOfTheText() {
    let content = read("a\tNear\tb\r\n\n\r\nb\tIn\t\n\nc\tNear\ta")
    #expect(
      content.entities == ["a", "b", "b", "", "c", "a"] && content.relations == ["Near", "In", "Near"])
    #expect(content.lines == [0, 3, 5] && content.lineCount == 6 && content.wrong == nil)
  }

  @Test func readingStopsAtTheFirstWrongLine() {
    let block = FactBlock()
    let content = read("a\tNear\tb\n\na\tb\nc\tNear\td\n", into: block)
    #expect(
      content.entities == ["a", "b"]
        && content.wrong == "2: has 2 columns, where head, relation, tail are needed")
    // A block is used again.
    #expect(read("x\tNear\ty\n", into: block).entities == ["x", "y"] && block.wrong == nil)
  }

  /// Lines of all lengths, so that separators stand anywhere in the steps in which they are looked for, and more
  /// relations than are told apart at once.
  @Test(arguments: [3, 1000]) func longTextsAreReadAsLinesAre(relations: Int) {
    var random = Philox(seed: UInt64(relations), "block")
    let facts = (0..<4000).map { _ in
      [
        "h" + String(repeating: "x", count: random.index(below: 40)), "r\(random.index(below: relations))",
        "t\(random.index(below: 999))",
      ]
    }
    let content = read(facts.map { $0.joined(separator: "\t") + "\n" }.joined())
    #expect(content.entities == facts.flatMap { [$0[0], $0[2]] })
    #expect(content.relations == facts.map { $0[1] } && content.lineCount == facts.count)
  }
}
