package import Schemas
internal import Support
package import Weights

extension GraphEmbedding {
  /// Takes TuckER tables that another program trained, from an `.npz` archive.
  /// - Parameters:
  ///   - order: entity ids in the order of the archive's rows; nil takes the reference implementation's:
  ///     regions in the graph's order, then the other entities by code point.
  ///   - entities: name of the entities' table.
  ///   - relations: name of the relations' table, whose rows follow `x` and `x_rev` of every relation
  ///     sorted together; nil takes none.
  /// - Throws: `Failure` (EX_DATAERR) when a table does not fit the graph.
  package init(
    _ archive: NPZArchive, of graph: KnowledgeGraph, order: [String]? = nil, entities entityTable: String,
    relations relationTable: String?
  ) throws {
    let order = order ?? Self.referenceOrder(graph)
    let table = try archive.table(entityTable, rows: order.count, of: "entities")
    let dimension = table.shape[1]
    var rows: [String: Int] = [:]
    for (row, id) in order.enumerated() { rows[id] = row }
    var values: [Float] = []
    values.reserveCapacity(graph.entityCount * dimension)
    for id in graph.entityIDs {
      guard let row = rows[id] else {
        throw Failure.data(nil, "the entity order lacks '\(id)', which is in the graph")
      }
      values += table.values[(row * dimension)..<((row + 1) * dimension)]
    }
    guard let relationTable else {
      self.init(
        entityIDs: graph.entityIDs, entities: values, relationNames: [], relations: [], dimension: dimension)
      return
    }
    let relationNames = try FactIndex(graph, facts: []).relationNames
    let other = try archive.table(
      relationTable, rows: relationNames.count, of: "relations in both directions")
    guard other.shape[1] == dimension else {
      throw Failure.data(
        relationTable, "has \(other.shape[1]) columns, where \(entityTable) has \(dimension)")
    }
    self.init(
      entityIDs: graph.entityIDs, entities: values, relationNames: relationNames, relations: other.values,
      dimension: dimension)
  }

  private static func referenceOrder(_ graph: KnowledgeGraph) -> [String] {
    let others = graph.entityIDs[graph.regionCount...]
    return graph.entityIDs[..<graph.regionCount]
      + others.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
