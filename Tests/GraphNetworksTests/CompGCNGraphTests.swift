internal import GraphNetworks
internal import Support
import Testing

@Suite struct CompGCNGraphTests {
  private struct Edge: Hashable, Comparable {
    let node, neighbour, relation: Int32
    let norm: Float
    static func < (a: Edge, b: Edge) -> Bool { a.key.lexicographicallyPrecedes(b.key) }
    private var key: [Float] { [Float(node), Float(relation), Float(neighbour), norm] }
  }

  private func edges(_ groups: EdgeGroups) -> [Edge] {
    var edges: [Edge] = []
    for node in 0..<groups.nodeCount {
      for group in Int(groups.groupBegin[node])..<Int(groups.groupBegin[node + 1]) {
        for edge in Int(groups.edgeBegin[group])..<Int(groups.edgeBegin[group + 1]) {
          edges.append(
            Edge(
              node: Int32(node), neighbour: groups.neighbour[edge], relation: groups.relation[group],
              norm: groups.norm[edge]))
        }
      }
    }
    return edges
  }

  private func transposed(_ edges: [Edge]) -> [Edge] {
    edges.map { Edge(node: $0.neighbour, neighbour: $0.node, relation: $0.relation, norm: $0.norm) }
  }

  /// Facts (head, relation, tail) with repeats and loops; entity 19 has none, 0 is never a tail.
  private func facts() -> [(Int32, Int32, Int32)] {
    var random = Philox(seed: 4, "facts")
    return (0..<80).map { _ in
      (Int32(random.index(below: 19)), Int32(random.index(below: 3)), Int32(1 + random.index(below: 18)))
    } + [(3, 1, 3), (3, 1, 3), (0, 2, 5), (0, 2, 5)]
  }

  @Test(arguments: CompGCNGraph.Convention.allCases)
  func holdsEveryEdgeWithItsNorm(_ convention: CompGCNGraph.Convention) {
    let facts = facts()
    let graph = CompGCNGraph(
      entityCount: 20, relationCount: 3, heads: facts.map(\.0), relations: facts.map(\.1),
      tails: facts.map(\.2), convention: convention)
    func count(_ ends: [Int32], _ node: Int32) -> Double { Double(ends.filter { $0 == node }.count) }
    func expected(_ sources: [Int32], _ targets: [Int32]) -> [Edge] {
      facts.indices.map { index in
        let (source, target) = (sources[index], targets[index])
        let degree = convention == .reference ? count(targets, source) : count(sources, source)
        let product = degree * count(targets, target)
        return Edge(
          node: target, neighbour: source, relation: facts[index].1,
          norm: product > 0 ? Float(1 / product.squareRoot()) : 0)
      }
    }
    func rounded(_ edges: [Edge]) -> [Edge] {
      edges.map {
        Edge(
          node: $0.node, neighbour: $0.neighbour, relation: $0.relation,
          norm: ($0.norm * 1e5).rounded())
      }.sorted()
    }
    let (heads, tails) = (facts.map(\.0), facts.map(\.2))
    let forward = expected(heads, tails)
    let backward = convention == .reference ? expected(tails, tails) : expected(tails, heads)
    for (direction, edges) in [(graph.facts, forward), (graph.reverses, backward)] {
      #expect(rounded(self.edges(direction.incoming)) == rounded(edges))
      #expect(rounded(self.edges(direction.outgoing)) == rounded(transposed(edges)))
      #expect(direction.degree == (0..<20).map { node in Int32(edges.filter { $0.node == node }.count) })
    }
  }

  @Test func groupsHaveOneRelationEachInOrder() {
    let facts = facts()
    let groups = CompGCNGraph(
      entityCount: 20, relationCount: 3, heads: facts.map(\.0), relations: facts.map(\.1),
      tails: facts.map(\.2)
    ).facts.incoming
    for node in 0..<20 {
      let range = Int(groups.groupBegin[node])..<Int(groups.groupBegin[node + 1])
      let relations = Array(groups.relation[range])
      #expect(relations == Set(relations).sorted())
    }
  }

  @Test func referenceSilencesEntitiesThatAreNeverATail() {
    let graph = CompGCNGraph(
      entityCount: 3, relationCount: 1, heads: [0, 1], relations: [0, 0], tails: [1, 2],
      convention: .reference)
    #expect(graph.facts.incoming.norm == [0, 1])
  }
}
