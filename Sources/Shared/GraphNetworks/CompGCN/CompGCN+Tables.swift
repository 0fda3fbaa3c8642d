package import Numerics
package import Schemas
internal import Support

extension CompGCN {
  /// The tables of `embedding` in the order of `graph`: entities by id, relations by name with rows r and
  /// r_rev beside each other.
  /// - Parameter subject: the embedding's file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) when an entity, a relation or a reverse relation is missing.
  package static func tables(
    of embedding: GraphEmbedding, for graph: KnowledgeGraph, subject: String
  ) throws -> (nodes: Tensor, relations: Tensor) {
    let names = graph.relationNames.flatMap { [$0, GraphEmbedding.reverse(of: $0)] }
    return (
      try rows(
        graph.entityIDs, of: embedding.entityIDs, embedding.entities, embedding.dimension,
        "\(subject): /entity/id"),
      try rows(
        names, of: embedding.relationNames, embedding.relations, embedding.dimension,
        "\(subject): /relation/name")
    )
  }

  private static func rows(
    _ wanted: [String], of names: [String], _ values: [Float], _ dimension: Int, _ subject: String
  ) throws -> Tensor {
    let position = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let table = Tensor([wanted.count, dimension])
    for (row, name) in wanted.enumerated() {
      guard let source = position[name] else {
        throw Failure.data(subject, "has no '\(name)', which the knowledge graph holds")
      }
      for column in 0..<dimension {
        table[row * dimension + column] = values[source * dimension + column]
      }
    }
    return table
  }
}
