package import Schemas
internal import Support

extension TuckER {
  /// Filtered ranks of facts: of the tail among all tails of (h, r), of the head among all of (t, r_rev).
  /// - Parameter known: every fact that is true, the ranked ones among them.
  package func rank(_ facts: [Fact], known: FactIndex) -> (tails: [Rank], heads: [Rank]) {
    let tails = facts.map {
      Question(head: $0.head, relation: known.forward[Int($0.relation)], tail: $0.tail)
    }
    let heads = facts.map {
      Question(head: $0.tail, relation: known.reverse[Int($0.relation)], tail: $0.head)
    }
    return (rank(tails, known), rank(heads, known))
  }

  private struct Question {
    let head: Int32
    let relation: Int32
    let tail: Int32
  }

  private func rank(_ questions: [Question], _ known: FactIndex) -> [Rank] {
    let order = questions.indices.sorted {
      (questions[$0].relation, questions[$0].head, $0) < (questions[$1].relation, questions[$1].head, $1)
    }
    let sorted = order.map { questions[$0] }
    var ranks = [Rank](repeating: Rank(optimistic: 0, pessimistic: 0), count: questions.count)
    ranks.withUnsafeMutableBufferPointer { buffer in
      let ranks = Unchecked(buffer)
      score(heads: sorted.map(\.head), relations: sorted.map(\.relation)) { [entityCount] rows, scores in
        let scores = Unchecked(scores)
        Parallel.forRanges(rows.count, grain: 16) { range in
          for row in range {
            let question = sorted[rows.lowerBound + row]
            ranks.value[order[rows.lowerBound + row]] = RankingFilter.rank(
              of: Int(question.tail), scores: scores.value + row * entityCount, count: entityCount,
              known: known.tails(head: question.head, relation: question.relation))
          }
        }
      }
    }
    return ranks
  }
}
