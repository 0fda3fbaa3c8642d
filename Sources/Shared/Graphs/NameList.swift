/// Names by number that no longer change; may be read on many threads.
package struct NameList: Sendable {
  /// Nobody else holds it, so that nobody enters names into it.
  private let table: NameTable

  /// - Parameter table: is given away.
  package init(_ table: consuming NameTable) { self.table = table }

  /// Different names, numbered in this order.
  package init(_ names: some Sequence<String>) {
    let table = NameTable()
    for name in names { _ = table.intern(name) }
    self.table = table
  }

  package var count: Int { table.count }

  /// Name `index`.
  package func string(_ index: Int) -> String { table.string(index) }

  /// The bytes of name `index`.
  package func withBytes<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try table.withBytes(index, body)
  }

  /// The number of a name, or nil where it is none of them.
  package func index(of name: String) -> Int? { table.index(of: name) }

  package func index(of name: UnsafeRawBufferPointer) -> Int? { table.index(of: name) }

  /// The names of the given numbers, in their order.
  package func selecting(_ kept: [Int]) -> NameList {
    let names = NameTable()
    for index in kept { withBytes(index) { _ = names.intern($0) } }
    return NameList(names)
  }
}
