package import Schemas
internal import Support

/// A division of a graph's facts into those to train on and those to be ranked.
package struct Holdout: Sendable {
  /// Fact numbers, ascending.
  package let training: [Int]
  package let test: [Fact]
  /// Facts that are true too, but neither trained on nor ranked.
  package let known: [Fact]

  /// Holds out about `fraction` of the facts at random, but none whose entity or relation would then
  /// occur in no training fact.
  package init(_ graph: KnowledgeGraph, fraction: Double, seed: UInt64) {
    var entityUses = [Int](repeating: 0, count: graph.entityCount)
    var relationUses = [Int](repeating: 0, count: graph.relationCount)
    for fact in 0..<graph.factCount {
      entityUses[Int(graph.heads[fact])] += 1
      entityUses[Int(graph.tails[fact])] += 1
      relationUses[Int(graph.relations[fact])] += 1
    }
    let wanted = Int((fraction * Double(graph.factCount)).rounded())
    var held = [Bool](repeating: false, count: graph.factCount)
    var count = 0
    var random = Philox(seed: seed, "holdout")
    for index in random.permutation(graph.factCount) where count < wanted {
      let fact = Fact(graph, index)
      let (head, relation, tail) = (Int(fact.head), Int(fact.relation), Int(fact.tail))
      let loop = head == tail ? 1 : 0
      guard entityUses[head] > 1 + loop, entityUses[tail] > 1 + loop, relationUses[relation] > 1 else {
        continue
      }
      entityUses[head] -= 1
      entityUses[tail] -= 1
      relationUses[relation] -= 1
      held[index] = true
      count += 1
    }
    training = held.indices.filter { !held[$0] }
    test = held.indices.filter { held[$0] }.map { Fact(graph, $0) }
    known = []
  }

  /// Holds out the given facts, whether or not the graph has them.
  /// - Parameter known: facts that are not ranked but compete with none that is, such as a validation part.
  package init(_ graph: KnowledgeGraph, test: [Fact], known: [Fact] = []) {
    let ranked = Set(test)
    let held = ranked.union(known)
    training = (0..<graph.factCount).filter { !held.contains(Fact(graph, $0)) }
    self.test = test
    self.known = known.filter { !ranked.contains($0) }
  }
}
