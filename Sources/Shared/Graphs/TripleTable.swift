internal import Support

/// Facts as lines of text: head, relation and tail between tabs, without a header; gzip is recognised
/// by content. Blank lines and a carriage return before a line's end do not count.
struct TripleTable: FactSource {
  let file: InputFile

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is not a fact.
  func addFacts(to assembly: GraphAssembly) throws {
    let window = FactWindow(file.name, expected: file.plainSize, assembly)
    try file.forEachBlock { try window.append($0, assembly) }
    try window.finish(assembly)
  }
}
