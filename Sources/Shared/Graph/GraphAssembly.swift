/// Something that facts come from: a table of triples now, geometry and visits in time.
protocol FactSource {
  /// Adds every fact of the source.
  func addFacts(to assembly: inout GraphAssembly) throws
}

/// A knowledge graph while facts are added: names are numbered as they come, facts kept in order.
struct GraphAssembly {
  let entities = NameTable()
  let relations = NameTable()
  /// The facts so far; repeated ones until `dropRepeats`.
  private(set) var heads: [Int32] = []
  private(set) var tails: [Int32] = []
  private(set) var kinds: [Int32] = []
  /// Facts that were there already, and were dropped.
  private(set) var duplicates = 0
  /// Facts that are known to be different.
  private var settled = 0

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
    try requireRoom(for: 1, subject())
    let h = try number(head, in: entities, "head", subject)
    let r = try number(relation, in: relations, "relation", subject)
    let t = try number(tail, in: entities, "tail", subject)
    heads.append(h)
    kinds.append(r)
    tails.append(t)
  }

  private func number(
    _ name: UnsafeRawBufferPointer, in table: NameTable, _ role: String, _ subject: () -> String
  ) throws -> Int32 {
    let (index, isNew) = table.intern(name)
    if isNew, let problem = NameProblem(name) { throw problem.failure(subject(), role) }
    return index
  }

  /// - Throws: `Failure` where 32-bit numbers would not suffice for so many more facts.
  func requireRoom(for count: Int, _ subject: @autoclosure () -> String) throws {
    let most = Int(Int32.max / 2)
    guard heads.count + count <= most, entities.count + 2 * count <= Int(Int32.max) else {
      throw Failure.data(subject(), "is one too many: a graph holds at most \(most) facts or entities")
    }
  }

  /// Adds rows for `body` to fill.
  mutating func appendRows<R>(
    _ count: Int,
    _ body: (
      _ heads: UnsafeMutablePointer<Int32>, _ kinds: UnsafeMutablePointer<Int32>,
      _ tails: UnsafeMutablePointer<Int32>
    ) -> R
  ) -> R {
    let first = heads.count
    heads.append(contentsOf: repeatElement(0, count: count))
    kinds.append(contentsOf: repeatElement(0, count: count))
    tails.append(contentsOf: repeatElement(0, count: count))
    return heads.withUnsafeMutableBufferPointer { heads in
      kinds.withUnsafeMutableBufferPointer { kinds in
        tails.withUnsafeMutableBufferPointer { tails in
          // An empty array has no memory to point to.
          guard let h = heads.baseAddress, let k = kinds.baseAddress, let t = tails.baseAddress else {
            let none = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            defer { none.deallocate() }
            return body(none, none, none)
          }
          return body(h + first, k + first, t + first)
        }
      }
    }
  }

  /// Drops every fact that came before, and counts it.
  mutating func dropRepeats() {
    guard settled < factCount else { return }
    let repeats = RepeatedFacts(heads, kinds, tails).rows
    if !repeats.isEmpty {
      var kept = repeats[0]
      for (index, row) in repeats.enumerated() {
        let end = index + 1 < repeats.count ? repeats[index + 1] : factCount
        for source in row + 1..<end {
          heads[kept] = heads[source]
          kinds[kept] = kinds[source]
          tails[kept] = tails[source]
          kept += 1
        }
      }
      heads.removeLast(repeats.count)
      kinds.removeLast(repeats.count)
      tails.removeLast(repeats.count)
      duplicates += repeats.count
    }
    settled = factCount
  }

  /// Gives the columns away, so that they can change in place.
  mutating func takeColumns() -> (heads: [Int32], kinds: [Int32], tails: [Int32]) {
    defer { (heads, kinds, tails) = ([], [], []) }
    return (heads, kinds, tails)
  }
}
