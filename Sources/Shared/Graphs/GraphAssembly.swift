internal import Schemas
internal import Support

/// A knowledge graph while facts are added: names are numbered as they come, facts kept in order, repeated ones
/// until `dropRepeats`.
///
/// There is one of it for a graph: everything that adds facts adds them to the same.
package final class GraphAssembly {
  let entityNames = NameTable()
  let relationNames = NameTable()
  /// The facts so far, as three columns of the same length.
  private(set) var heads: [Int32] = []
  private(set) var relations: [Int32] = []
  private(set) var tails: [Int32] = []
  /// Facts that were there already, and were dropped.
  private(set) var duplicates = 0
  /// Files that begin with the names of their columns.
  private(set) var headings: [String] = []
  /// Facts that are known to be different.
  private var settled = 0

  init() {}

  var factCount: Int { heads.count }

  /// Remembers that the first line of a file was passed over, being a heading.
  func noteHeading(of file: String) { headings.append(file) }

  /// Adds an entity that may be in no fact.
  func addEntity(_ id: String) -> (index: Int32, isNew: Bool) { entityNames.intern(id) }

  /// Adds a fact given as the bytes of its names.
  /// - Parameter subject: file and line, for messages.
  package func addFact(
    head: UnsafeRawBufferPointer, relation: UnsafeRawBufferPointer, tail: UnsafeRawBufferPointer,
    subject: @autoclosure () -> String
  ) throws {
    try requireRoom(for: 1, subject())
    let h = try number(head, in: entityNames, "head", subject)
    let r = try number(relation, in: relationNames, "relation", subject)
    let t = try number(tail, in: entityNames, "tail", subject)
    heads.append(h)
    relations.append(r)
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
    guard heads.count + count <= most, entityNames.count + 2 * count <= Int(Int32.max) else {
      throw Failure.data(subject(), "is one too many: a graph holds at most \(most) facts or entities")
    }
  }

  /// Makes room for so many facts in all, before they come.
  func reserve(_ count: Int) {
    heads.reserveCapacity(count)
    relations.reserveCapacity(count)
    tails.reserveCapacity(count)
  }

  /// Adds rows for `body` to fill.
  func appendRows<R>(
    _ count: Int,
    _ body: (
      _ heads: UnsafeMutablePointer<Int32>, _ relations: UnsafeMutablePointer<Int32>,
      _ tails: UnsafeMutablePointer<Int32>
    ) -> R
  ) -> R {
    let first = heads.count
    heads.append(contentsOf: repeatElement(0, count: count))
    relations.append(contentsOf: repeatElement(0, count: count))
    tails.append(contentsOf: repeatElement(0, count: count))
    return withColumns { body($0 + first, $1 + first, $2 + first) }
  }

  private func withColumns<R>(
    _ body: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> R
  ) -> R {
    heads.withUnsafeMutableBufferPointer { heads in
      relations.withUnsafeMutableBufferPointer { relations in
        tails.withUnsafeMutableBufferPointer { tails in
          // An empty array has no memory to point to.
          guard let h = heads.baseAddress, let r = relations.baseAddress, let t = tails.baseAddress else {
            let none = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            defer { none.deallocate() }
            return body(none, none, none)
          }
          return body(h, r, t)
        }
      }
    }
  }

  /// Drops every fact that came before, and counts it.
  func dropRepeats() {
    guard settled < factCount else { return }
    let repeats = RepeatedFacts(heads, relations, tails).rows
    if !repeats.isEmpty {
      let count = factCount
      withColumns { heads, relations, tails in
        let columns = Unchecked([heads, relations, tails])
        Parallel.forEach(3) { Self.drop(repeats, from: columns.value[$0], count) }
      }
      heads.removeLast(repeats.count)
      relations.removeLast(repeats.count)
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
  func takeColumns() -> (heads: [Int32], relations: [Int32], tails: [Int32]) {
    defer { (heads, relations, tails) = ([], [], []) }
    return (heads, relations, tails)
  }
}
