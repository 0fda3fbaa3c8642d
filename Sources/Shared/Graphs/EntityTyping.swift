internal import Foundation
internal import Schemas
internal import Support

/// How it is decided which entities are regions. Other entities are typed by the relations they stand in
/// (`RelationVocabulary`), `other` where those say nothing.
package enum RegionRule: Sendable {
  /// Exactly these, also those that are in no fact.
  case listed([String])
  /// Entities whose whole or part of name the regular expression finds.
  case pattern(String)
  /// Entities that a relation of known signature says are regions.
  case signatures
}

struct EntityTyping {
  let types: [EntityType]
  /// Entities to which relations give several types, and one of them as an example.
  let ambiguous: Int
  let example: String?

  /// Types every entity of a graph being assembled.
  /// - Throws: `Failure` when nothing tells the regions, or relations contradict each other about one.
  init(_ assembly: GraphAssembly, _ vocabulary: RelationVocabulary, _ rule: RegionRule, name: String) throws {
    let votes = Self.votes(assembly, vocabulary)
    let regions = try Self.regions(assembly, rule, votes, name: name)
    var ambiguous = 0
    var example: String?
    types = votes.indices.map { entity in
      if regions[entity] { return .region }
      let claims = votes[entity].subtracting(.region)
      if claims.count > 1 {
        ambiguous += 1
        example = example ?? assembly.entityNames.string(entity)
      }
      return claims.first ?? .other
    }
    self.ambiguous = ambiguous
    self.example = example
  }

  private static func votes(_ assembly: GraphAssembly, _ vocabulary: RelationVocabulary) -> [EntityTypeSet] {
    let claims = (0..<assembly.relationNames.count).map { relation in
      vocabulary.reading(of: assembly.relationNames.string(relation)).map {
        (head: EntityTypeSet($0.head), tail: EntityTypeSet($0.tail))
      }
    }
    let (heads, relations, tails) = (assembly.heads, assembly.relations, assembly.tails)
    // Every shard of the facts votes for itself.
    let count = assembly.entityNames.count
    let shards = 8
    var votes = [EntityTypeSet](repeating: [], count: shards * count)
    votes.withUnsafeMutableBufferPointer { buffer in
      let state = Unchecked(buffer)
      Parallel.forEach(shards) { shard in
        let votes = UnsafeMutableBufferPointer(
          rebasing: state.value[(shard * count)..<((shard + 1) * count)])
        for fact in shard * heads.count / shards..<(shard + 1) * heads.count / shards {
          guard let claim = claims[Int(relations[fact])] else { continue }
          votes[Int(heads[fact])].formUnion(claim.head)
          votes[Int(tails[fact])].formUnion(claim.tail)
        }
      }
      Parallel.forRanges(count, grain: 1 << 16) { range in
        let votes = state.value
        for shard in 1..<shards {
          for entity in range { votes[entity].formUnion(votes[shard * count + entity]) }
        }
      }
    }
    return Array(votes[..<count])
  }

  private static func regions(
    _ assembly: GraphAssembly, _ rule: RegionRule, _ votes: [EntityTypeSet], name: String
  ) throws -> [Bool] {
    switch rule {
    case .listed(let ids):
      var listed = [Bool](repeating: false, count: assembly.entityNames.count)
      for id in ids {
        if let entity = assembly.entityNames.index(of: id) { listed[entity] = true }
      }
      return listed
    case .pattern(let text):
      let pattern: NSRegularExpression
      do { pattern = try NSRegularExpression(pattern: text) } catch {
        throw Failure.usage("--region-pattern '\(text)' is not a regular expression")
      }
      let found = votes.indices.map { entity in
        let id = assembly.entityNames.string(entity)
        return pattern.firstMatch(in: id, range: NSRange(id.startIndex..., in: id)) != nil
      }
      guard found.contains(true) else {
        throw Failure.data(name, "has no entity that the region pattern '\(text)' finds")
      }
      return found
    case .signatures:
      if let entity = votes.firstIndex(where: { $0.contains(.region) && $0.count > 1 }) {
        let claims = votes[entity].types.map(\.rawValue).joined(separator: " and a ")
        throw Failure.data(
          name,
          "'\(assembly.entityNames.string(entity))' stands in relations of a \(claims); say which entities are regions with --regions FILE or --region-pattern REGEX"
        )
      }
      let found = votes.map { $0.contains(.region) }
      guard found.contains(true) else {
        throw Failure.data(
          name,
          "no relation of known meaning tells which entities are regions; give --regions FILE or --region-pattern REGEX"
        )
      }
      return found
    }
  }
}
