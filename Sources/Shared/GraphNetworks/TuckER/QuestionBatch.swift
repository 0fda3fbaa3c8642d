/// Questions of one step with their tails, sorted by relation.
package struct QuestionBatch: Sendable {
  /// Rows of questions that have the same candidates.
  package struct Segment: Sendable, Equatable {
    package let rows: Range<Int>
    /// Which of `TailCandidates.sets`.
    package let set: Int
  }

  package let heads: [Int32]
  package let relations: [Int32]
  /// Row b has the tails `tails[offsets[b]..<offsets[b + 1]]`.
  package let offsets: [Int]
  package let tails: [Int32]
  package let segments: [Segment]

  /// Takes questions of an index, in its order.
  /// - Parameter setOfRelation: the candidates of each directed relation; questions that share them become
  ///   neighbours. Without, all do.
  package init(_ index: FactIndex, questions: [Int], setOfRelation: [Int]? = nil) {
    func set(_ question: Int) -> Int { setOfRelation?[Int(index.relations[question])] ?? 0 }
    let questions = questions.sorted { (set($0), $0) < (set($1), $1) }
    heads = questions.map { index.heads[$0] }
    relations = questions.map { index.relations[$0] }
    tails = questions.flatMap { index.tails($0) }
    var offsets = [0]
    for question in questions { offsets.append(offsets[offsets.count - 1] + index.tails(question).count) }
    self.offsets = offsets
    var segments: [Segment] = []
    for (row, question) in questions.enumerated() {
      if let last = segments.last, last.set == set(question) {
        segments[segments.count - 1] = Segment(rows: last.rows.lowerBound..<row + 1, set: last.set)
      } else {
        segments.append(Segment(rows: row..<row + 1, set: set(question)))
      }
    }
    self.segments = segments
  }

  package var count: Int { heads.count }
}

/// The true tails of rows that are scored against the same candidates, as numbers of these.
package struct RowTargets: Sendable {
  /// Row i has `tails[offsets[i]..<offsets[i + 1]]`.
  let offsets: [Int]
  let tails: [Int32]
  /// Questions and facts of the whole step, over which losses are means.
  let questions: Int
  let facts: Int

  /// - Parameter offsets: of rows, and the end.
  package init(offsets: [Int], tails: [Int32], questions: Int, facts: Int) {
    (self.offsets, self.tails) = (offsets, tails)
    (self.questions, self.facts) = (questions, facts)
  }

  /// Of all rows, among all entities.
  init(_ batch: QuestionBatch) {
    (offsets, tails) = (batch.offsets, batch.tails)
    (questions, facts) = (batch.count, batch.tails.count)
  }

  /// Of one segment.
  /// - Parameter number: of a tail among the candidates.
  init(_ batch: QuestionBatch, _ rows: Range<Int>, number: (Int32) -> Int32) {
    let first = batch.offsets[rows.lowerBound]
    offsets = batch.offsets[rows.lowerBound...rows.upperBound].map { $0 - first }
    tails = batch.tails[first..<batch.offsets[rows.upperBound]].map(number)
    (questions, facts) = (batch.count, batch.tails.count)
  }

  func tails(_ row: Int) -> ArraySlice<Int32> { tails[offsets[row]..<offsets[row + 1]] }
}
