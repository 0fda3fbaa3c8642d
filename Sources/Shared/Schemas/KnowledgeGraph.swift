package import HDF5
internal import Support

/// What an entity of the urban knowledge graph is.
package enum EntityType: String, Sendable, CaseIterable {
  case region, poi, category, brand, area, other

  /// Its place in `allCases`.
  package var code: UInt8 {
    switch self {
    case .region: 0
    case .poi: 1
    case .category: 2
    case .brand: 3
    case .area: 4
    case .other: 5
    }
  }
}

/// An urban knowledge graph: typed entities, named relations, facts (head, relation, tail).
///
/// Regions are the first `regionCount` entities.
package struct KnowledgeGraph: Sendable {
  package var entityIDs: [String]
  package var entityTypes: [EntityType]
  /// Longitude and latitude in degrees, WGS 84; NaN where unknown.
  package var coordinates: [SIMD2<Double>]
  package var relationNames: [String]
  /// The facts, as three columns of the same length.
  package var heads: [Int32]
  package var relations: [Int32]
  package var tails: [Int32]
  package var regionCount: Int

  package init(
    entityIDs: [String], entityTypes: [EntityType], coordinates: [SIMD2<Double>], relationNames: [String],
    heads: [Int32], relations: [Int32], tails: [Int32], regionCount: Int
  ) {
    self.entityIDs = entityIDs
    self.entityTypes = entityTypes
    self.coordinates = coordinates
    self.relationNames = relationNames
    self.heads = heads
    self.relations = relations
    self.tails = tails
    self.regionCount = regionCount
  }

  package var entityCount: Int { entityIDs.count }
  package var relationCount: Int { relationNames.count }
  package var factCount: Int { heads.count }
}

extension KnowledgeGraph {
  /// Reads `knowcl/kg`; see docs/formats.md.
  /// - Throws: `Failure` (EX_DATAERR) naming the dataset whose shape, type or indices are wrong.
  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.knowledgeGraph)
    entityIDs = try file.readStrings("/entity/id")
    let count = entityIDs.count
    try requireNames(entityIDs, "\(file.name): /entity/id")
    entityTypes = try file.readStrings("/entity/type", count: count).enumerated().map { row, name in
      guard let type = EntityType(rawValue: name) else {
        throw Failure.data(
          "\(file.name): /entity/type",
          "row \(row) is '\(name)', where one of \(EntityType.allCases.map(\.rawValue)) is needed")
      }
      return type
    }
    let lonlat = try file.read("/entity/lonlat", as: Double.self, shape: [count, 2], allowing: .finiteOrNaN)
    coordinates = (0..<count).map { SIMD2(lonlat[2 * $0], lonlat[2 * $0 + 1]) }
    relationNames = try file.readStrings("/relation/name")
    try requireNames(relationNames, "\(file.name): /relation/name")
    let triples = try file.read("/triple", as: Int32.self, shape: [nil, 3])
    let facts = triples.count / 3
    heads = (0..<facts).map { triples[3 * $0] }
    relations = (0..<facts).map { triples[3 * $0 + 1] }
    tails = (0..<facts).map { triples[3 * $0 + 2] }
    let subject = "\(file.name): /triple"
    try requireIndices(heads, below: count, subject, "head")
    try requireIndices(relations, below: relationNames.count, subject, "relation")
    try requireIndices(tails, below: count, subject, "tail")
    regionCount = try file.integerAttribute("regions")
    guard (0...count).contains(regionCount) else {
      throw Failure.data("\(file.name): /@regions", "is \(regionCount), where 0 to \(count) is possible")
    }
    guard entityTypes.prefix(regionCount).allSatisfy({ $0 == .region }),
      !entityTypes.dropFirst(regionCount).contains(.region)
    else {
      throw Failure.data(
        "\(file.name): /entity/type", "the first \(regionCount) entities, and no others, must be regions")
    }
    try requireRules(file.name)
  }

  /// Writes `knowcl/kg`.
  package func write(to file: borrowing HDF5File) throws {
    try file.setAttribute("regions", regionCount)
    let facts = Unchecked((heads, relations, tails))
    try file.write(
      "/triple", shape: [factCount, 3],
      HDF5Layout("facts: head entity, relation, tail entity", dimensions: ["facts", "head_relation_tail"])
    ) {
      // libhdf5 takes a while for so many strings, and one thread.
      try writeEntities(to: file)
      try file.write(
        relationNames, to: "/relation/name", HDF5Layout("relation names, sorted", dimensions: ["relations"]))
    } fill: { (rows, target: UnsafeMutableBufferPointer<Int32>) in
      let (heads, relations, tails) = facts.value
      for (index, row) in rows.enumerated() {
        target[3 * index] = heads[row]
        target[3 * index + 1] = relations[row]
        target[3 * index + 2] = tails[row]
      }
    }
  }

  private func writeEntities(to file: borrowing HDF5File) throws {
    try file.write(
      entityIDs, to: "/entity/id", HDF5Layout("entity identifiers, regions first", dimensions: ["entities"]))
    try file.write(
      labels: EntityType.allCases.map(\.rawValue), entityTypes.map(\.code), to: "/entity/type",
      HDF5Layout("kind of entity", dimensions: ["entities"], coordinate: "id"))
    let coordinates = coordinates
    try file.write(
      "/entity/lonlat", shape: [entityCount, 2],
      HDF5Layout(
        "longitude and latitude, WGS 84; NaN where unknown", units: "degrees",
        dimensions: ["entities", "lonlat"], coordinate: "id")
    ) { (rows, target: UnsafeMutableBufferPointer<Double>) in
      for (index, row) in rows.enumerated() {
        target[2 * index] = coordinates[row].x
        target[2 * index + 1] = coordinates[row].y
      }
    }
  }
}
