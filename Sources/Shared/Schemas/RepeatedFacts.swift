internal import Support

/// Finds the facts of three columns that came before.
///
/// Facts are spread by hash over rounds, which take turns in the same memory, and in a round over parts that fit a
/// core's cache; each part is searched with a table of its own, in parallel, and keeps the order of the facts.
package struct RepeatedFacts {
  /// Rows that repeat an earlier one, ascending.
  package let rows: [Int]

  private struct Fact {
    var head: Int32
    var relation: Int32
    var tail: Int32
    var row: UInt32
  }

  /// Room for facts that is kept from round to round.
  private final class Room {
    private var facts = UnsafeMutableBufferPointer<Fact>(start: nil, count: 0)

    deinit { facts.deallocate() }

    func withFacts(_ count: Int, _ body: (UnsafeMutableBufferPointer<Fact>) -> Void) {
      if facts.count < count {
        facts.deallocate()
        facts = .allocate(capacity: count)
      }
      body(facts)
    }
  }

  /// Facts of a round of few rounds, the most rounds, and about the facts of a part.
  private static let roundFacts = 1 << 22
  private static let mostRounds = 8
  private static let partFacts = 1 << 14
  private static let chunk = 1 << 18

  package init(_ heads: [Int32], _ relations: [Int32], _ tails: [Int32]) {
    let count = heads.count
    let rounds = min(Self.mostRounds, count / Self.roundFacts + 1)
    let parts = max(1, min(1 << 12, count / rounds / Self.partFacts))
    let chunks = (count + Self.chunk - 1) / Self.chunk
    // So that no input can fill one part.
    let key = HashKey.unpredictable()
    var found: [UInt32] = []
    let room = Room()
    heads.withUnsafeBufferPointer { heads in
      relations.withUnsafeBufferPointer { relations in
        tails.withUnsafeBufferPointer { tails in
          let columns = Columns(
            heads: heads, relations: relations, tails: tails, key: key, rounds: rounds, parts: parts)
          var counts = columns.counts(chunks)
          for round in 0..<rounds {
            found += Self.search(columns, round, chunks, counts.round, &counts.ofParts, room)
          }
        }
      }
    }
    rows = found.map(Int.init).sorted()
  }

  private struct Columns: @unchecked Sendable {
    let heads: UnsafeBufferPointer<Int32>
    let relations: UnsafeBufferPointer<Int32>
    let tails: UnsafeBufferPointer<Int32>
    let key: UInt64
    let rounds: Int
    let parts: Int

    func rows(of chunk: Int) -> Range<Int> {
      chunk * RepeatedFacts.chunk..<min(heads.count, (chunk + 1) * RepeatedFacts.chunk)
    }

    @inline(__always)
    func hash(_ row: Int) -> UInt64 { RepeatedFacts.hash(heads[row], relations[row], tails[row], key) }

    @inline(__always)
    func round(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(rounds)) >> 32) }

    @inline(__always)
    func part(_ hash: UInt64) -> Int {
      Int(truncatingIfNeeded: ((hash & 0xFFFF_FFFF) &* UInt64(parts)) >> 32)
    }

    /// The round of every fact, and how many facts each chunk has of each part of each round.
    func counts(_ chunks: Int) -> (round: [UInt8], ofParts: [Int]) {
      var ofParts = [Int](repeating: 0, count: chunks * rounds * parts)
      let round = [UInt8](unsafeUninitializedCapacity: heads.count) { round, count in
        ofParts.withUnsafeMutableBufferPointer { ofParts in
          let state = Unchecked((round, ofParts))
          Parallel.forEach(chunks) { chunk in
            let (round, ofParts) = state.value
            let counts = UnsafeMutableBufferPointer(rebasing: ofParts[(chunk * rounds * parts)...])
            for row in rows(of: chunk) {
              let hash = hash(row)
              let place = self.round(hash)
              round[row] = UInt8(truncatingIfNeeded: place)
              counts[place * parts + part(hash)] += 1
            }
          }
        }
        count = heads.count
      }
      return (round, ofParts)
    }

    /// Calls `body` for the rows of a chunk that belong to a round, eight at a time: in which of them they are is
    /// random, so that a branch for each row would be mispredicted.
    @inline(__always)
    func forEachRow(of chunk: Int, _ rounds: UnsafeRawBufferPointer, _ round: UInt8, _ body: (Int) -> Void) {
      let rows = rows(of: chunk)
      let (ones, high) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
      var row = rows.lowerBound
      while row + 8 <= rows.upperBound {
        let word = UInt64(littleEndian: rounds.loadUnaligned(fromByteOffset: row, as: UInt64.self))
        // Rounds are below 128, so that a byte that is not 0 sets its high bit here and carries nowhere.
        var equal = ~((word ^ (ones &* UInt64(round))) &+ ~high) & high
        while equal != 0 {
          body(row + equal.trailingZeroBitCount / 8)
          equal &= equal - 1
        }
        row += 8
      }
      for row in row..<rows.upperBound where rounds[row] == round { body(row) }
    }
  }

  @inline(__always)
  private static func hash(_ head: Int32, _ relation: Int32, _ tail: Int32, _ key: UInt64) -> UInt64 {
    let pair = UInt64(UInt32(bitPattern: head)) << 32 | UInt64(UInt32(bitPattern: tail))
    let first = (pair ^ key).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    let second = (first.high ^ first.low ^ UInt64(UInt32(bitPattern: relation))).multipliedFullWidth(
      by: 0xd6e8_feb8_6659_fd93)
    return second.high ^ second.low
  }

  /// Repeated rows of a round.
  /// - Parameter next: the counts of all rounds; those of this one become places.
  private static func search(
    _ columns: Columns, _ round: Int, _ chunks: Int, _ rounds: [UInt8], _ next: inout [Int], _ room: Room
  ) -> [UInt32] {
    let parts = columns.parts
    func place(_ chunk: Int) -> Int { (chunk * columns.rounds + round) * parts }
    var begin = [0]
    var total = 0
    for part in 0..<parts {
      for chunk in 0..<chunks {
        let count = next[place(chunk) + part]
        next[place(chunk) + part] = total
        total += count
      }
      begin.append(total)
    }
    var found = [[UInt32]](repeating: [], count: parts)
    room.withFacts(total) { room in
      next.withUnsafeMutableBufferPointer { next in
        rounds.withUnsafeBytes { rounds in
          let state = Unchecked((room, next, rounds))
          Parallel.forEach(chunks) { chunk in
            let (room, all, rounds) = state.value
            let next = UnsafeMutableBufferPointer(
              rebasing: all[((chunk * columns.rounds + round) * parts)...].prefix(parts))
            columns.forEachRow(of: chunk, rounds, UInt8(round)) { row in
              let part = columns.part(columns.hash(row))
              room[next[part]] = Fact(
                head: columns.heads[row], relation: columns.relations[row], tail: columns.tails[row],
                row: UInt32(row)
              )
              next[part] += 1
            }
          }
        }
      }
      found.withUnsafeMutableBufferPointer { found in
        let state = Unchecked((room, found, begin))
        Parallel.forEach(parts) { part in
          let (room, found, begin) = state.value
          found[part] = repeats(
            UnsafeMutableBufferPointer(rebasing: room[begin[part]..<begin[part + 1]]), columns.key)
        }
      }
    }
    return found.flatMap { $0 }
  }

  /// Rows of facts that stand earlier in `facts`.
  private static func repeats(_ facts: UnsafeMutableBufferPointer<Fact>, _ key: UInt64) -> [UInt32] {
    var size = 16
    while size < 2 * facts.count { size *= 2 }
    var found: [UInt32] = []
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { slots in
      slots.initialize(repeating: 0)
      for (index, fact) in facts.enumerated() {
        var slot = Int(truncatingIfNeeded: hash(fact.head, fact.relation, fact.tail, key)) & (size - 1)
        while slots[slot] != 0 {
          let other = facts[Int(slots[slot]) - 1]
          if other.head == fact.head, other.relation == fact.relation, other.tail == fact.tail { break }
          slot = (slot + 1) & (size - 1)
        }
        if slots[slot] == 0 { slots[slot] = UInt32(index + 1) } else { found.append(fact.row) }
      }
    }
    return found
  }
}
