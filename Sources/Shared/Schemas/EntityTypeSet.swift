/// A set of kinds of entities.
package struct EntityTypeSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package init(_ type: EntityType) { rawValue = 1 << type.code }

  // OptionSet's own goes through a witness in other modules, two calls a fact of a large graph.
  package mutating func formUnion(_ other: EntityTypeSet) {
    self = EntityTypeSet(rawValue: rawValue | other.rawValue)
  }

  package static let region = EntityTypeSet(.region)

  package static let all = EntityTypeSet(rawValue: EntityType.allCases.reduce(0) { $0 | 1 << $1.code })

  package var count: Int { rawValue.nonzeroBitCount }

  /// The first in the order of `EntityType`, the most specific.
  package var first: EntityType? { rawValue == 0 ? nil : EntityType.allCases[rawValue.trailingZeroBitCount] }

  package var types: [EntityType] { EntityType.allCases.filter { contains(EntityTypeSet($0)) } }
}
