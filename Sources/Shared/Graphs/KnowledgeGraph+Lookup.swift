package import Schemas
package import Support
package import Tables

extension KnowledgeGraph {
  /// Reads a table of facts (`TripleTable`, or `DelimitedFacts` by `rules`) between entities of this graph.
  /// - Throws: `Failure` (EX_DATAERR) naming the entity or relation that the graph does not have.
  package func facts(in file: InputFile, _ rules: TableRules = TableRules()) throws -> [Fact] {
    let assembly = GraphAssembly()
    try FactTable.source(file, rules, regions: Array(entityIDs.prefix(regionCount))).addFacts(to: assembly)
    assembly.dropRepeats()
    guard assembly.factCount > 0 else { throw Failure.data(file.name, "has no facts") }
    let entities = try Self.numbers(assembly.entityNames, entityIDs, "entity", file.name)
    let relations = try Self.numbers(assembly.relationNames, relationNames, "relation", file.name)
    return (0..<assembly.factCount).map {
      Fact(
        head: entities[Int(assembly.heads[$0])], relation: relations[Int(assembly.relations[$0])],
        tail: entities[Int(assembly.tails[$0])])
    }
  }

  private static func numbers(_ names: NameTable, _ known: [String], _ what: String, _ subject: String) throws
    -> [Int32]
  {
    var number: [String: Int32] = [:]
    for (index, name) in known.enumerated() { number[name] = Int32(index) }
    return try (0..<names.count).map { index in
      let name = names.string(index)
      guard let found = number[name] else {
        throw Failure.data(subject, "has the \(what) '\(name)', which the graph does not have")
      }
      return found
    }
  }
}
