package import HDF5
internal import Support

/// TuckER tables of a knowledge graph: a vector for every entity and for every relation in both directions.
package struct GraphEmbedding: Sendable {
  package var entityIDs: [String]
  /// Entities × dimension, row-major.
  package var entities: [Float]
  /// `x` and `x_rev` for every relation x, sorted together.
  package var relationNames: [String]
  /// Relations × dimension, row-major.
  package var relations: [Float]
  package var dimension: Int

  package init(
    entityIDs: [String], entities: [Float], relationNames: [String], relations: [Float], dimension: Int
  ) {
    self.entityIDs = entityIDs
    self.entities = entities
    self.relationNames = relationNames
    self.relations = relations
    self.dimension = dimension
  }

  /// The name of a relation's reverse.
  package static func reverse(of relation: String) -> String { relation + "_rev" }

  /// Reads `knowcl/kge`; see docs/formats.md.
  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.graphEmbedding)
    entityIDs = try file.readStrings("/entity/id")
    try requireNames(entityIDs, "\(file.name): /entity/id")
    let table = try file.dataset("/entity/embedding")
    try table.require(.float32, shape: [entityIDs.count, nil])
    entities = try table.readAll()
    dimension = table.shape[1]
    guard dimension > 0 else {
      throw Failure.data(table.subject, "has no columns, where a vector of each entity is needed")
    }
    relationNames = try file.readStrings("/relation/name")
    try requireNames(relationNames, "\(file.name): /relation/name")
    relations = try file.read("/relation/embedding", shape: [relationNames.count, dimension])
    try requireRules("\(file.name): /relation/name")
  }

  /// Writes the tables of `knowcl/kge`.
  package func write(to file: borrowing HDF5File) throws {
    try file.write(entityIDs, to: "/entity/id", HDF5Layout("entity identifiers", dimensions: ["entities"]))
    try file.write(
      entities, to: "/entity/embedding", shape: [entityIDs.count, dimension],
      HDF5Layout("entity embeddings", dimensions: ["entities", "features"], coordinate: "id"))
    try file.write(
      relationNames, to: "/relation/name",
      HDF5Layout("relations and their reverses (suffix _rev), sorted", dimensions: ["directed_relations"]))
    try file.write(
      relations, to: "/relation/embedding", shape: [relationNames.count, dimension],
      HDF5Layout(
        "relation embeddings", dimensions: ["directed_relations", "features"], coordinate: "name"))
  }
}
