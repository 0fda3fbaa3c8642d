package import Schemas

/// The entities of a graph in an order in which those of a type are neighbours, each type in the graph's order.
package struct TypedEntities: Sendable {
  /// By position: the entity.
  package let order: [Int32]
  /// By entity: its position.
  package let positions: [Int32]
  /// The positions of each type, in the order of `EntityType.allCases`.
  package let ranges: [Range<Int>]

  package init(_ types: [EntityType]) {
    var ends = [Int](repeating: 0, count: EntityType.allCases.count + 1)
    for type in types { ends[Int(type.code) + 1] += 1 }
    for code in 1..<ends.count { ends[code] += ends[code - 1] }
    ranges = EntityType.allCases.indices.map { ends[$0]..<ends[$0 + 1] }
    var order = [Int32](repeating: 0, count: types.count)
    var positions = order
    for (entity, type) in types.enumerated() {
      let position = ends[Int(type.code)]
      order[position] = Int32(entity)
      positions[entity] = Int32(position)
      ends[Int(type.code)] += 1
    }
    self.order = order
    self.positions = positions
  }

  func type(of entity: Int32) -> EntityType { type(at: Int(positions[Int(entity)])) }

  func type(at position: Int) -> EntityType {
    EntityType.allCases[ranges.firstIndex { position < $0.upperBound } ?? 0]
  }
}

/// The entities of some types, numbered from 0.
package struct CandidateSet: Sendable {
  package let types: EntityTypeSet
  package let count: Int
  private let entities: TypedEntities
  /// Positions that follow one another, and how far a candidate's number lies below its position there.
  private let pieces: [(positions: Range<Int>, offset: Int)]

  package init(_ types: EntityTypeSet, of entities: TypedEntities) {
    self.types = types
    self.entities = entities
    var pieces: [(positions: Range<Int>, offset: Int)] = []
    var count = 0
    for type in types.types where !entities.ranges[Int(type.code)].isEmpty {
      let positions = entities.ranges[Int(type.code)]
      pieces.append((positions, positions.lowerBound - count))
      count += positions.count
    }
    self.pieces = pieces
    self.count = count
  }

  /// The candidate of a number.
  package func entity(_ number: Int) -> Int32 {
    let piece = pieces.first { number + $0.offset < $0.positions.upperBound }
    return entities.order[number + (piece?.offset ?? 0)]
  }

  /// The number of a candidate.
  package func number(of entity: Int32) -> Int32 {
    let position = Int(entities.positions[Int(entity)])
    let piece = pieces.first { position < $0.positions.upperBound }
    return Int32(position - (piece?.offset ?? 0))
  }

  /// All candidates in the order of their numbers.
  package var members: [Int32] { pieces.flatMap { entities.order[$0.positions] } }
}
