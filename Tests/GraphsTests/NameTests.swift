internal import Graphs
internal import Schemas
internal import Support
import Testing

/// The parts that names are kept in, against sets and dictionaries.
@Suite struct NameTests {
  private static func names(_ count: Int, seed: UInt64) -> [String] {
    var random = Philox(seed: seed, "names")
    return (0..<count).map { _ in
      let number = random.index(below: count)
      return String(repeating: "né", count: number % 13) + "\(number)"
    }
  }

  private func with<R>(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    var name = name
    return try name.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }

  /// Two bits of hash for thousands of names: nearly all of them collide.
  @Test(arguments: [UInt32.max, 3]) func aShardTellsNamesApartWhateverTheirHashes(mask: UInt32) {
    let shard = NameShard()
    func hash(_ name: String) -> UInt32 {
      name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } & mask
    }
    var entries: [String: NameShard.Offset] = [:]
    for name in Self.names(4000, seed: 1) {
      let (entry, isNew) = with(name) { shard.intern($0, hash(name)) }
      #expect(isNew == (entries[name] == nil))
      if isNew {
        #expect(shard.number(of: entry) == -1)
        shard.setNumber(Int32(entries.count), of: entry)
        entries[name] = entry
      }
      #expect(entries[name] == entry)
    }
    #expect(shard.count == entries.count)
    #expect(Set(entries.values).count == entries.count)
    for (name, entry) in entries {
      #expect(String(decoding: shard.bytes(of: entry), as: UTF8.self) == name)
      #expect(with(name) { shard.find($0, hash(name)) } == entry)
    }
    #expect(Set(entries.values.map { shard.number(of: $0) }) == Set(0..<Int32(entries.count)))
    #expect(with("absent") { shard.find($0, hash("absent")) } == nil)
  }

  @Test func anEmptyNameHasAnEntryToo() {
    let shard = NameShard()
    let entry = with("") { shard.intern($0, 0) }.entry
    #expect(shard.bytes(of: entry).isEmpty && with("") { shard.find($0, 0) } == entry)
  }

  @Test func tokensAreSortedByShardAndStayInOrderWithinIt() {
    let tokens = NameTokens()
    var random = Philox(seed: 3, "tokens")
    // Twice, since blocks use their tokens again, the second time with fewer.
    for count in [20_000, 500] {
      tokens.removeAll()
      let all = (0..<count).map { index in
        NameToken(
          offset: UInt32(index), length: 3, hash: UInt32(truncatingIfNeeded: random.next()),
          slot: UInt32(2 * index))
      }
      for token in all { tokens.append(token) }
      tokens.sort()
      #expect(tokens.count == count && (0..<count).allSatisfy { tokens.token($0) == all[$0] })
      for shard in 0..<NameTable.shardCount {
        #expect(Array(tokens[shard: shard]) == all.filter { NameTable.shard($0.hash) == shard })
      }
    }
  }

  @Test func bytesAreComparedToTheirEnd() {
    let text = Array("the quick brown fox jumps over it".utf8)
    text.withUnsafeBytes { text in
      for length in 0...text.count {
        let name = UnsafeRawBufferPointer(rebasing: text[..<length])
        for wrong in 0..<length {
          var other = Array(text[..<length])
          other[wrong] ^= 1
          #expect(!other.withUnsafeBytes { name.areEqual(to: $0.baseAddress!) }, "\(wrong) of \(length)")
        }
        #expect(name.areEqual(to: text.baseAddress!))
      }
    }
  }

  @Test func aTableNumbersNamesInTheOrderInWhichTheyCome() {
    let table = NameTable()
    var order: [String] = []
    var numbers: [String: Int] = [:]
    for name in Self.names(3000, seed: 4) {
      let (index, isNew) = table.intern(name)
      if numbers[name] == nil {
        #expect(isNew)
        numbers[name] = order.count
        order.append(name)
      }
      #expect(Int(index) == numbers[name])
    }
    #expect((0..<table.count).map { table.string($0) } == order)
    #expect(order.allSatisfy { table.index(of: $0) == numbers[$0] } && table.index(of: "absent") == nil)
    let list = NameList(table)
    let kept = [1, 5, 700]
    let some = list.selecting(kept)
    #expect((0..<some.count).map { some.string($0) } == kept.map { order[$0] })
    #expect(some.index(of: order[5]) == 1 && some.index(of: order[0]) == nil)
  }

  @Test func positionsKnowTheirRank() {
    var random = Philox(seed: 5, "positions")
    let bound = 1000
    var ranked = RankedPositions(bound: bound)
    let positions = Set((0..<200).map { _ in random.index(below: bound) } + [0, 63, 64, bound - 1]).sorted()
    for position in positions { ranked.insert(position) }
    #expect(ranked.count() == positions.count)
    for (rank, position) in positions.enumerated() { #expect(ranked.rank(position) == Int32(rank)) }
  }

  @Test func keysOrderNamesAsNaturalOrderDoes() {
    let names = ["", "a", "a1", "a2", "a10", "a123456789012", "b0007", "b8", "r9", "r10", "r10x", "é"]
    let keys = names.map { name in with(name) { NaturalKey($0) } }
    for (a, b) in zip(keys, keys.dropFirst()) { #expect(a < b || a == b) }
    #expect(with("r9") { NaturalKey($0) } < with("r10") { NaturalKey($0) })
  }
}

@Suite struct RepeatedFactsTests {
  @Test(arguments: [0, 1, 1000, 300_000]) func rowsThatCameBeforeAreFound(count: Int) {
    var random = Philox(seed: UInt64(count), "repeats")
    func column(_ bound: Int) -> [Int32] { (0..<count).map { _ in Int32(random.index(below: bound)) } }
    let (heads, relations, tails) = (column(500), column(3), column(400))
    struct Fact: Hashable {
      let head: Int32
      let relation: Int32
      let tail: Int32
    }
    var seen = Set<Fact>()
    let expected = heads.indices.filter {
      !seen.insert(Fact(head: heads[$0], relation: relations[$0], tail: tails[$0])).inserted
    }
    #expect(RepeatedFacts(heads, relations, tails).rows == expected)
  }
}
