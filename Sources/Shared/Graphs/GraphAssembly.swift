internal import Support

/// A knowledge graph while facts are added: names are numbered as they come, facts kept in order.
package struct GraphAssembly {
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
  package mutating func addFact(
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

  /// Makes room for so many facts in all, before they come.
  mutating func reserve(_ count: Int) {
    heads.reserveCapacity(count)
    kinds.reserveCapacity(count)
    tails.reserveCapacity(count)
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
    return withColumns { body($0 + first, $1 + first, $2 + first) }
  }

  private mutating func withColumns<R>(
    _ body: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> R
  ) -> R {
    heads.withUnsafeMutableBufferPointer { heads in
      kinds.withUnsafeMutableBufferPointer { kinds in
        tails.withUnsafeMutableBufferPointer { tails in
          // An empty array has no memory to point to.
          guard let h = heads.baseAddress, let k = kinds.baseAddress, let t = tails.baseAddress else {
            let none = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            defer { none.deallocate() }
            return body(none, none, none)
          }
          return body(h, k, t)
        }
      }
    }
  }

  /// Drops every fact that came before, and counts it.
  mutating func dropRepeats() {
    guard settled < factCount else { return }
    let repeats = RepeatedFacts(heads, kinds, tails).rows
    if !repeats.isEmpty {
      let count = factCount
      withColumns { heads, kinds, tails in
        let columns = Unchecked([heads, kinds, tails])
        Parallel.forEach(3) { Self.drop(repeats, from: columns.value[$0], count) }
      }
      heads.removeLast(repeats.count)
      kinds.removeLast(repeats.count)
      tails.removeLast(repeats.count)
      duplicates += repeats.count
    }
    settled = factCount
  }

  /// - Parameter rows: ascending.
  private static func drop(_ rows: [Int], from column: UnsafeMutablePointer<Int32>, _ count: Int) {
    var kept = rows[0]
    for (index, row) in rows.enumerated() {
      let run = (index + 1 < rows.count ? rows[index + 1] : count) - row - 1
      (column + kept).update(from: column + row + 1, count: run)
      kept += run
    }
  }

  /// Gives the columns away, so that they can change in place.
  mutating func takeColumns() -> (heads: [Int32], kinds: [Int32], tails: [Int32]) {
    defer { (heads, kinds, tails) = ([], [], []) }
    return (heads, kinds, tails)
  }
}
