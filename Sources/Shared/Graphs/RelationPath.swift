package import Schemas
package import Support

/// Relations to follow one after the other from a region, such as `LocateAt_rev/Cate1Of`: to its places, and on to their
/// categories (a meta-path; Sun, Han, Yan, Yu & Wu 2011, *PathSim*, PVLDB 4:992).
package struct RelationPath: Sendable, Equatable {
  package struct Step: Sendable, Equatable {
    package let relation: String
    /// From tail to head.
    package let isReversed: Bool
  }

  package let text: String
  package let steps: [Step]

  /// What a relation's reverse ends in, as in the relations of an embedding.
  private static let reverse = "_rev"

  /// - Returns: nil where a step names no relation.
  package init?(_ text: String) {
    let names = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty && $0 != Self.reverse }) else { return nil }
    self.text = text
    steps = names.map { name in
      name.hasSuffix(Self.reverse)
        ? Step(relation: String(name.dropLast(Self.reverse.count)), isReversed: true)
        : Step(relation: name, isReversed: false)
    }
  }
}

extension KnowledgeGraph {
  /// The neighbours that a step leads to, entity by entity.
  struct Adjacency: Sendable {
    private var starts: [Int]
    private var ends: [Int32]

    /// - Throws: `Failure` (EX_DATAERR) for a relation that the graph does not have.
    init(_ graph: KnowledgeGraph, _ step: RelationPath.Step, _ subject: String) throws {
      guard let relation = graph.relationNames.firstIndex(of: step.relation) else {
        throw Failure.data(
          subject, "has no relation \(step.relation); it has \(graph.relationNames.joined(separator: ", "))")
      }
      let (from, to) = step.isReversed ? (graph.tails, graph.heads) : (graph.heads, graph.tails)
      let facts = graph.relations.indices.filter { graph.relations[$0] == relation }
      starts = [Int](repeating: 0, count: graph.entityCount + 1)
      for fact in facts { starts[Int(from[fact]) + 1] += 1 }
      for entity in 0..<graph.entityCount { starts[entity + 1] += starts[entity] }
      var next = starts
      ends = [Int32](repeating: 0, count: facts.count)
      for fact in facts {
        ends[next[Int(from[fact])]] = to[fact]
        next[Int(from[fact])] += 1
      }
    }

    subscript(entity: Int32) -> ArraySlice<Int32> { ends[starts[Int(entity)]..<starts[Int(entity) + 1]] }
  }
}
