/// Something that facts come from: a table of triples now, geometry and visits in time.
protocol FactSource {
  /// Adds every fact of the source.
  func addFacts(to assembly: inout GraphAssembly) throws
}

/// A knowledge graph while facts are added: names are numbered as they come, repeated facts dropped.
struct GraphAssembly {
  private(set) var entities = NameTable()
  private(set) var relations = NameTable()
  private(set) var heads: [Int32] = []
  private(set) var tails: [Int32] = []
  private(set) var kinds: [Int32] = []
  /// Facts that were there already.
  private(set) var duplicates = 0

  private var slots = [Int32](repeating: -1, count: 1 << 10)
  private let key = UInt64.random(in: .min ... .max)

  init() {}

  var factCount: Int { heads.count }

  /// Adds an entity that may be in no fact.
  mutating func addEntity(_ id: String) -> (index: Int32, isNew: Bool) { entities.intern(id) }

  /// Adds a fact given as the bytes of its names.
  /// - Parameter subject: file and line, for messages.
  mutating func addFact(
    head: UnsafeRawBufferPointer, relation: UnsafeRawBufferPointer, tail: UnsafeRawBufferPointer,
    subject: @autoclosure () -> String
  ) throws {
    guard heads.count < Int32.max / 2, entities.count < Int32.max / 2 else {
      throw Failure.data(
        subject(), "is one too many: a graph holds at most \(Int32.max / 2) facts or entities")
    }
    let h = try number(head, in: &entities, "head", subject)
    let r = try number(relation, in: &relations, "relation", subject)
    let t = try number(tail, in: &entities, "tail", subject)
    insert(h, r, t)
  }

  private func number(
    _ name: UnsafeRawBufferPointer, in table: inout NameTable, _ role: String, _ subject: () -> String
  ) throws -> Int32 {
    let (index, isNew) = table.intern(name)
    guard isNew else { return index }
    guard !name.isEmpty else { throw Failure.data(subject(), "has an empty \(role)") }
    guard !name.contains(0), String(validating: name, as: UTF8.self) != nil else {
      throw Failure.data(subject(), "has a \(role) that is not UTF-8 text")
    }
    return index
  }

  private mutating func insert(_ h: Int32, _ r: Int32, _ t: Int32) {
    var slot = start(h, r, t)
    while slots[slot] >= 0 {
      let fact = Int(slots[slot])
      if heads[fact] == h, kinds[fact] == r, tails[fact] == t {
        duplicates += 1
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(heads.count)
    heads.append(h)
    kinds.append(r)
    tails.append(t)
    if heads.count * 2 > slots.count { grow() }
  }

  private func start(_ h: Int32, _ r: Int32, _ t: Int32) -> Int {
    let pair = UInt64(UInt32(bitPattern: h)) << 32 | UInt64(UInt32(bitPattern: t))
    let first = (pair ^ key).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    let second = (first.high ^ first.low ^ UInt64(UInt32(bitPattern: r))).multipliedFullWidth(
      by: 0xd6e8_feb8_6659_fd93)
    return Int(truncatingIfNeeded: second.high ^ second.low) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for fact in heads.indices {
      var slot = start(heads[fact], kinds[fact], tails[fact])
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(fact)
    }
  }
}
