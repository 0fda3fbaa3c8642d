internal import GraphNetworks
internal import Numerics
internal import Support
import Testing

/// What is drawn, and what sums over it are worth.
@Suite struct NeighbourSampleTests {
  /// A graph whose entity 0 receives many facts, entity 1 few and entity 2 none.
  private static let graph = {
    var random = Philox(seed: 2, "facts")
    let tails = [Int32](repeating: 0, count: 17) + [Int32](repeating: 1, count: 4)
    return CompGCNGraph(
      entityCount: 30, relationCount: 4, heads: tails.map { _ in Int32(3 + random.index(below: 27)) },
      relations: tails.map { _ in Int32(random.index(below: 4)) }, tails: tails)
  }()
  private var edges: EdgeGroups { Self.graph.facts.incoming }

  private func sample(_ limit: NeighbourLimit, of nodes: [Int32], step: Int = 0) -> NeighbourSample {
    NeighbourSample(edges, of: nodes, limit, Philox(seed: 9, "step \(step)"))
  }

  @Test(arguments: [NeighbourLimit.all, .atMost(17), .atMost(60_000)])
  func enoughIsEverythingInItsOrderByItsWeight(_ limit: NeighbourLimit) {
    let sample = sample(limit, of: [1, 2, 0])
    #expect(sample.begin == [0, 4, 4, 21])
    for (place, node) in [1, 2, 0].enumerated() {
      let (own, all) = (sample.begin[place]..<sample.begin[place + 1], edges.edges(of: node))
      #expect(Array(sample.neighbours[own]) == Array(edges.neighbour[all]))
      #expect(Array(sample.norms[own]) == Array(edges.norm[all]))
      #expect(Array(sample.relations[own]) == relations(of: node))
    }
  }

  private func relations(of node: Int) -> [Int32] {
    (Int(edges.groupBegin[node])..<Int(edges.groupBegin[node + 1])).flatMap { group in
      repeatElement(edges.relation[group], count: Int(edges.edgeBegin[group + 1] - edges.edgeBegin[group]))
    }
  }

  @Test func aNodesEdgesDependOnNoOtherNode() {
    let (alone, among) = (sample(.atMost(5), of: [0]), sample(.atMost(5), of: [2, 1, 0]))
    #expect(among.begin == [0, 0, 4, 9])
    #expect(alone.neighbours == Array(among.neighbours[4...]) && alone.norms == Array(among.norms[4...]))
    #expect(alone.relations == Array(among.relations[4...]))
    let steps = (0..<20).map { sample(.atMost(5), of: [0], step: $0).neighbours }
    #expect(Set(steps).count > 10)
  }

  /// Mean and variance over many draws of the sum of messages, each a number, against the full sum and
  /// D²/k · (1 − k/D) · S².
  @Test(arguments: [1, 5, 16]) func sumsAreUnbiasedWithTheVarianceOfTheFormula(limit: Int) {
    // A message goes by its edge's neighbour and relation.
    func message(_ neighbour: Int32, _ relation: Int32) -> Double {
      Double(neighbour) * (relation == 1 ? -0.7 : 0.2) + 3 * Double(relation)
    }
    let all = edges.edges(of: 0)
    let messages = zip(all, relations(of: 0)).map { edge, relation in
      message(edges.neighbour[edge], relation) * Double(edges.norm[edge])
    }
    let degree = Double(messages.count)
    let sum = messages.reduce(0, +)
    let spread = messages.reduce(0) { $0 + ($1 - sum / degree) * ($1 - sum / degree) } / (degree - 1)
    let variance = degree * degree / Double(limit) * (1 - Double(limit) / degree) * spread

    let draws = 20_000
    var moments = (first: 0.0, second: 0.0)
    for step in 0..<draws {
      let sample = sample(.atMost(limit), of: [0], step: step)
      #expect(sample.neighbours.count == limit)
      let estimate = sample.norms.indices.reduce(0) {
        $0 + message(sample.neighbours[$1], sample.relations[$1]) * Double(sample.norms[$1])
      }
      moments.first += (estimate - sum) / Double(draws)
      moments.second += (estimate - sum) * (estimate - sum) / Double(draws)
    }
    // Four standard errors of the mean; the variance of 20,000 draws is within a few hundredths.
    #expect(abs(moments.first) < 4 * (variance / Double(draws)).squareRoot())
    #expect(abs(moments.second / variance - 1) < 0.05, "\(moments.second), expected \(variance)")
  }

  /// The same of the sums that a layer is given, by draws of a step, feature by feature.
  @Test(arguments: Composition.allCases) func aggregationIsUnbiased(_ composition: Composition) {
    let graph = Self.graph
    let (nodes, table) = (Tensor([30, 8]), Tensor([8, 8]))
    var random = Philox(seed: 5, "tables")
    random.fillNormal(nodes, deviation: 1)
    random.fillNormal(table, deviation: 1)
    /// What entity 0 receives by facts along a block's edges.
    func sums(_ block: MessageBlock) -> [Double] {
      let aggregation = MessageAggregation(block, composition, dimension: 8)
      aggregation.forward(nodes: nodes, relations: table)
      return (0..<8).map { Double(aggregation.sums[$0]) }
    }
    let (expected, all) = (sums(graph.block), edges.edges(of: 0))
    // A lone fact has the norm 1.
    let messages = zip(all, relations(of: 0)).map { edge, relation in
      let lone = CompGCNGraph(
        entityCount: 30, relationCount: 4, heads: [edges.neighbour[edge]], relations: [relation], tails: [0])
      return sums(lone.block).map { $0 * Double(edges.norm[edge]) }
    }
    let (degree, limit, draws) = (Double(messages.count), 5.0, 2000)
    let sampler = NeighbourhoodSampler(graph, [.atMost(5)], seed: 3)
    let estimates = (0..<draws).map { sums(sampler.neighbourhoods(of: [0], step: UInt64($0)).blocks[0]) }
    for feature in 0..<8 {
      let mean = messages.reduce(0) { $0 + $1[feature] } / degree
      #expect(abs(mean * degree - expected[feature]) < 1e-4)
      let spread = messages.reduce(0) { $0 + ($1[feature] - mean) * ($1[feature] - mean) } / (degree - 1)
      let variance = degree * degree / limit * (1 - limit / degree) * spread
      let errors = estimates.map { $0[feature] - expected[feature] }
      let bias = errors.reduce(0, +) / Double(draws)
      let found = errors.reduce(0) { $0 + $1 * $1 } / Double(draws)
      #expect(abs(bias) < 4.5 * (variance / Double(draws)).squareRoot(), "\(feature): \(bias)")
      #expect(abs(found / variance - 1) < 0.15, "\(feature): \(found), expected \(variance)")
    }
  }

  @Test func limitsAreAllOrANumber() {
    #expect(NeighbourLimit("all") == .all && NeighbourLimit("12") == .atMost(12))
    for text in ["0", "-3", "65537", "1.5", "", "ALL", " 3"] {
      #expect(NeighbourLimit(text) == nil, "\(text)")
    }
  }
}
