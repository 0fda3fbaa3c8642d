/// Finds the facts of three columns that came before.
///
/// Facts are spread by hash over parts that fit a core's cache, and each part is searched with a table of its
/// own, in parallel; a part keeps the order of the facts. Of many facts the parts pass in several rounds, so
/// that memory stays bounded.
struct RepeatedFacts {
  /// Rows that repeat an earlier one, ascending.
  let rows: [Int]

  private struct Fact {
    var head: Int32
    var kind: Int32
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

  /// Facts held at once, and about the facts of one part.
  private static let roundFacts = 1 << 24
  private static let partFacts = 1 << 14
  private static let chunk = 1 << 18

  init(_ heads: [Int32], _ kinds: [Int32], _ tails: [Int32]) {
    let count = heads.count
    let rounds = max(1, (count + Self.roundFacts - 1) / Self.roundFacts)
    let parts = max(1, min(1 << 10, count / rounds / Self.partFacts))
    let chunks = (count + Self.chunk - 1) / Self.chunk
    // Unpredictable, so that no input can fill one part.
    let key = UInt64.random(in: .min ... .max) | 1
    var found: [UInt32] = []
    let room = Room()
    heads.withUnsafeBufferPointer { heads in
      kinds.withUnsafeBufferPointer { kinds in
        tails.withUnsafeBufferPointer { tails in
          let columns = Columns(heads: heads, kinds: kinds, tails: tails, key: key, parts: rounds * parts)
          for round in 0..<rounds {
            let wanted = round * parts..<(round + 1) * parts
            found += Self.search(columns, wanted, chunks: chunks, room)
          }
        }
      }
    }
    rows = found.map(Int.init).sorted()
  }

  private struct Columns: @unchecked Sendable {
    let heads: UnsafeBufferPointer<Int32>
    let kinds: UnsafeBufferPointer<Int32>
    let tails: UnsafeBufferPointer<Int32>
    let key: UInt64
    let parts: Int

    func rows(of chunk: Int) -> Range<Int> {
      chunk * RepeatedFacts.chunk..<min(heads.count, (chunk + 1) * RepeatedFacts.chunk)
    }

    @inline(__always)
    func part(of row: Int) -> Int {
      Int(
        truncatingIfNeeded: (UInt64(RepeatedFacts.hash(heads[row], kinds[row], tails[row], key) >> 32)
          * UInt64(parts)) >> 32)
    }
  }

  @inline(__always)
  private static func hash(_ head: Int32, _ kind: Int32, _ tail: Int32, _ key: UInt64) -> UInt64 {
    let pair = UInt64(UInt32(bitPattern: head)) << 32 | UInt64(UInt32(bitPattern: tail))
    let first = (pair ^ key).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    let second = (first.high ^ first.low ^ UInt64(UInt32(bitPattern: kind))).multipliedFullWidth(
      by: 0xd6e8_feb8_6659_fd93)
    return second.high ^ second.low
  }

  /// Repeated rows in the given parts.
  private static func search(_ columns: Columns, _ wanted: Range<Int>, chunks: Int, _ room: Room)
    -> [UInt32]
  {
    // Where the facts of each chunk go within each part.
    var next = [Int](repeating: 0, count: chunks * wanted.count)
    next.withUnsafeMutableBufferPointer { buffer in
      let next = Unchecked(buffer)
      Parallel.forEach(chunks) { chunk in
        let counts = UnsafeMutableBufferPointer(rebasing: next.value[(chunk * wanted.count)...])
        for row in columns.rows(of: chunk) {
          let part = columns.part(of: row)
          if wanted.contains(part) { counts[part - wanted.lowerBound] += 1 }
        }
      }
    }
    var begin = [0]
    var total = 0
    for part in 0..<wanted.count {
      for chunk in 0..<chunks {
        let count = next[chunk * wanted.count + part]
        next[chunk * wanted.count + part] = total
        total += count
      }
      begin.append(total)
    }
    var found = [[UInt32]](repeating: [], count: wanted.count)
    room.withFacts(total) { room in
      next.withUnsafeMutableBufferPointer { next in
        let state = Unchecked((room, next))
        Parallel.forEach(chunks) { chunk in
          let (room, all) = state.value
          let next = UnsafeMutableBufferPointer(rebasing: all[(chunk * wanted.count)...])
          for row in columns.rows(of: chunk) {
            let part = columns.part(of: row) - wanted.lowerBound
            guard part >= 0, part < wanted.count else { continue }
            room[next[part]] = Fact(
              head: columns.heads[row], kind: columns.kinds[row], tail: columns.tails[row], row: UInt32(row))
            next[part] += 1
          }
        }
      }
      found.withUnsafeMutableBufferPointer { found in
        let state = Unchecked((room, found, begin))
        Parallel.forEach(wanted.count) { part in
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
        var slot = Int(truncatingIfNeeded: hash(fact.head, fact.kind, fact.tail, key)) & (size - 1)
        while slots[slot] != 0 {
          let other = facts[Int(slots[slot]) - 1]
          if other.head == fact.head, other.kind == fact.kind, other.tail == fact.tail { break }
          slot = (slot + 1) & (size - 1)
        }
        if slots[slot] == 0 { slots[slot] = UInt32(index + 1) } else { found.append(fact.row) }
      }
    }
    return found
  }
}
