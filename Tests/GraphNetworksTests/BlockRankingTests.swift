internal import GraphNetworks
internal import Numerics
internal import Schemas
internal import Support
import Testing

/// Ranks from blocks of scores, against whole rows of them.
@Suite struct BlockRankingTests {
  /// More entities than a block holds, of mixed types, with many equal scores.
  @Test func ranksEqualThoseOfWholeRows() throws {
    let count = 20_011
    let types = (0..<count).map { entity -> EntityType in
      entity < 3000 ? .region : [.poi, .poi, .category, .other, .poi][entity % 5]
    }
    let places = types.indices.filter { types[$0] == .poi }
    let facts = (0..<1500).map { number in
      number % 2 == 0
        ? Fact(head: Int32(places[number * 5]), relation: 0, tail: Int32(number * 7 % 3000))
        : Fact(head: Int32(number % 40), relation: 1, tail: Int32((number * 13) % count))
    }
    let graph = KnowledgeGraph(
      entityIDs: (0..<count).map { "e\($0)" }, entityTypes: types,
      coordinates: Array(repeating: SIMD2(.nan, .nan), count: count), relationNames: ["a", "b"],
      heads: facts.map(\.head), relations: facts.map(\.relation), tails: facts.map(\.tail), regionCount: 3000)
    var options = TuckER.Options()
    options.dimension = 5
    let model = TuckER(entityCount: count, relationCount: 4, options, seed: 1)
    // Rows that repeat score the same.
    for row in 300..<count {
      for column in 0..<5 {
        model.entities.value[row * 5 + column] = model.entities.value[row % 300 * 5 + column]
      }
    }
    let known = try FactIndex(graph)
    let test = Array(facts[100..<140])
    let found = model.rank(test, known: known, types: types)

    func expected(_ head: Int32, _ relation: Int32, _ tail: Int32, among: (Int) -> Bool) -> Rank {
      let scores = model.scores(heads: [head], relations: [relation])
      let chosen = (0..<count).filter(among)
      let answers = Set(known.tails(head: head, relation: relation))
      return RankingFilter.rank(
        of: chosen.firstIndex(of: Int(tail))!, scores: chosen.map { scores[$0] }, count: chosen.count,
        known: chosen.indices.filter { answers.contains(Int32(chosen[$0])) }.map(Int32.init))
    }
    for (index, fact) in test.enumerated() {
      let (forward, reverse) = (2 * fact.relation, 2 * fact.relation + 1)
      #expect(found.tails[index] == expected(fact.head, forward, fact.tail) { _ in true })
      #expect(found.heads[index] == expected(fact.tail, reverse, fact.head) { _ in true })
      let head: EntityType = fact.relation == 0 ? .poi : .region
      #expect(found.typedHeads[index] == expected(fact.tail, reverse, fact.head) { types[$0] == head })
      guard fact.relation == 0 else { continue }  // tails of b are of every type
      #expect(found.typedTails[index] == expected(fact.head, forward, fact.tail) { types[$0] == .region })
    }
    #expect(found.unconstrained == nil)
    let estimated = model.rank(test, known: known, types: types, trainedWith: .typedAndOthers(16))
    #expect(estimated == found)
    // −∞ for an entity whose type the relation forbids puts it behind every other.
    for candidates in [Candidates.typed, .sampled(16)] {
      let own = model.rank(test, known: known, types: types, trainedWith: candidates)
      #expect(own.tails == found.typedTails && own.heads == found.typedHeads)
      #expect(own.typedTails == found.typedTails && own.typedHeads == found.typedHeads)
      #expect(own.unconstrained?.tails == found.tails && own.unconstrained?.heads == found.heads)
    }
    #expect(found.tails.contains { $0.optimistic < $0.pessimistic })
    #expect(found.typedTails != found.tails && found.typedHeads != found.heads)
  }
}
