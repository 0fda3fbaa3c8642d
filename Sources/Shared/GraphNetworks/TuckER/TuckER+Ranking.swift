package import Schemas
internal import Support

/// Filtered ranks of facts in both directions, among all entities and among those of the answer's type.
package struct LinkRanks: Sendable, Equatable {
  /// Of the tail among the tails of (h, r), and of the head among those of (t, r_rev). For a model that proposes no entity
  /// of another type these rank behind all others, so ranks are those among the answer's types.
  package let tails: [Rank]
  package let heads: [Rank]
  /// The same among the entities of the types that the directed relation's tails have.
  package let typedTails: [Rank]
  package let typedHeads: [Rank]
  /// Of such a model, by its scores of all entities, also of those that it has never compared; else nil.
  package let unconstrained: Unconstrained?

  package struct Unconstrained: Sendable, Equatable {
    package let tails: [Rank]
    package let heads: [Rank]
  }
}

extension TuckER {
  /// Ranks facts, in memory that grows with them and with the entities by a few numbers each.
  /// - Parameters:
  ///   - known: every fact that is true, the ranked ones among them; it tells relations' types.
  ///   - types: of the entities.
  ///   - candidates: that the model was trained with. Where these told no types apart its score of an entity whose type the relation
  ///     forbids is −∞ (type constraints; Krompaß, Baier & Tresp, ISWC 2015).
  package func rank(
    _ facts: [Fact], known: FactIndex, types: [EntityType], trainedWith candidates: Candidates = .all
  ) -> LinkRanks {
    let questions =
      facts.map { RankedQuestion(head: $0.head, relation: known.forward[Int($0.relation)], tail: $0.tail) }
      + facts.map { RankedQuestion(head: $0.tail, relation: known.reverse[Int($0.relation)], tail: $0.head) }
    let (ranks, typed) = rank(questions, known, TailCandidates(known, TypedEntities(types)))
    func halves(_ ranks: [Rank]) -> LinkRanks.Unconstrained {
      .init(tails: Array(ranks[..<facts.count]), heads: Array(ranks[facts.count...]))
    }
    let own = halves(candidates.comparesTypes ? ranks : typed)
    let typedRanks = halves(typed)
    return LinkRanks(
      tails: own.tails, heads: own.heads, typedTails: typedRanks.tails, typedHeads: typedRanks.heads,
      unconstrained: candidates.comparesTypes ? nil : halves(ranks))
  }

  private func rank(_ questions: [RankedQuestion], _ known: FactIndex, _ candidates: TailCandidates) -> (
    all: [Rank], typed: [Rank]
  ) {
    func key(_ index: Int) -> (Int, Int32, Int32, Int) {
      let question = questions[index]
      return (statistics.pool(of: question.relation), question.relation, question.head, index)
    }
    let order = questions.indices.sorted { key($0) < key($1) }
    let sorted = order.map { questions[$0] }
    let entities = candidates.entities
    let blocks = ScoreBlocks(
      model: self, order: entities.order, parts: entities.ranges.filter { !$0.isEmpty })
    let answers = KnownAnswers(known, entities)
    // By question: among the entities of its answer's types, and among the others.
    var counts = [RankCount](repeating: RankCount(0), count: 2 * questions.count)
    counts.withUnsafeMutableBufferPointer { buffer in
      let counts = Unchecked(buffer)
      blocks.forEach(heads: sorted.map(\.head), relations: sorted.map(\.relation)) { rows, y in
        for (row, score) in zip(rows, blocks.scores(y, of: sorted[rows].map(\.tail))) {
          counts.value[2 * row] = RankCount(score)
          counts.value[2 * row + 1] = RankCount(score)
        }
        answers.take(sorted[rows])
      } _: { rows, block, scores, stride in
        let type = entities.type(at: block.lowerBound)
        for (index, row) in rows.enumerated() {
          let question = sorted[row]
          let types = candidates.sets[candidates.setOfRelation[Int(question.relation)]].types
          let slot = 2 * row + (types.contains(EntityTypeSet(type)) ? 0 : 1)
          let line = scores + index * stride
          counts.value[slot].add(line, block.count)
          let target = entities.positions[Int(question.tail)]
          for position in answers.positions(row, in: block) where position != target {
            counts.value[slot].leaveOut(line[Int(position) - block.lowerBound])
          }
        }
      }
    }
    var all = [Rank](repeating: Rank(optimistic: 0, pessimistic: 0), count: questions.count)
    var typed = all
    for (row, index) in order.enumerated() {
      typed[index] = counts[2 * row].rank
      counts[2 * row].add(counts[2 * row + 1])
      all[index] = counts[2 * row].rank
    }
    return (all, typed)
  }
}

/// Who the tail of (head, relation) is, to be ranked.
struct RankedQuestion: Sendable {
  let head: Int32
  let relation: Int32
  let tail: Int32
}

/// The true answers to the questions of a tile, as positions of entities.
private final class KnownAnswers: @unchecked Sendable {
  private let known: FactIndex
  private let entities: TypedEntities
  private var rows = 0..<0
  /// By row: which of the answers; questions that follow one another often are the same.
  private var places: [Int] = []
  /// Ascending.
  private var answers: [[Int32]] = []

  init(_ known: FactIndex, _ entities: TypedEntities) {
    self.known = known
    self.entities = entities
  }

  func take(_ questions: ArraySlice<RankedQuestion>) {
    rows = questions.indices
    places.removeAll(keepingCapacity: true)
    answers.removeAll(keepingCapacity: true)
    var last: RankedQuestion?
    for question in questions {
      if last?.head != question.head || last?.relation != question.relation {
        let tails = known.tails(head: question.head, relation: question.relation)
        answers.append(tails.map { entities.positions[Int($0)] }.sorted())
      }
      places.append(answers.count - 1)
      last = question
    }
  }

  /// The answers among the positions of a block.
  func positions(_ row: Int, in block: Range<Int>) -> ArraySlice<Int32> {
    let answers = answers[places[row - rows.lowerBound]]
    func first(from bound: Int) -> Int {
      var (low, high) = (0, answers.count)
      while low < high {
        let middle = (low + high) / 2
        if Int(answers[middle]) < bound { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return answers[first(from: block.lowerBound)..<first(from: block.upperBound)]
  }
}
