internal import CKernels
internal import Networks
package import Numerics
internal import Support

/// The loss of a step over the candidates of each question, not over all entities, so that its cost goes by their
/// number: over all that a relation allows, which is exact, or over a sample of them; with a sample of the other entities,
/// it estimates the loss over all.
///
/// Questions with the same candidates lie side by side, and their products are dense. What is drawn depends on seed
/// and step alone.
package final class CandidateLoss {
  package let loss: LinkLoss
  package let candidates: TailCandidates
  /// The gradient of the entities that the last step reached.
  package let rows: RowGradient
  /// Candidates that are drawn of a set with more, or nil for all.
  private let sampleSize: Int?
  /// Entities that are drawn of those that a relation does not allow.
  private let otherSize: Int
  private let seed: UInt64
  private var members: [SegmentCandidates] = []

  private let vocabulary = VocabularyLoss()
  private let room = (table: Scratch(), gradient: Scratch(), positives: Scratch())

  package init(
    _ loss: LinkLoss, _ candidates: TailCandidates, sampleSize: Int? = nil, otherSize: Int = 0,
    entities: Parameter,
    seed: UInt64
  ) {
    self.loss = loss
    self.candidates = candidates
    self.sampleSize = sampleSize
    self.otherSize = otherSize
    self.seed = seed
    rows = RowGradient(entities)
  }

  /// Draws candidates and names all entities that the step will reach.
  func begin(_ batch: QuestionBatch, step: UInt64) {
    var random = Philox(seed: seed, "candidates", step)
    members = batch.segments.map { segment in
      let set = candidates.sets[segment.set]
      guard let sampleSize, sampleSize < set.count else {
        return SegmentCandidates(set, and: drawnOthers(of: segment.set, &random))
      }
      let sample = random.sample(sampleSize, below: set.count)
      return SegmentCandidates(set, sample, and: drawnOthers(of: segment.set, &random))
    }
    rows.clear()
    for members in members { rows.reach(members.entities) }
    if sampleSize != nil { rows.reach(batch.tails) }
    rows.reach(batch.heads)
  }

  private func drawnOthers(of set: Int, _ random: inout Philox) -> (entities: [Int32], counts: OtherEntities)
  {
    let others = candidates.others[set]
    let drawn = random.sample(min(otherSize, others.count), below: others.count)
    return (drawn.map(others.entity), OtherEntities(drawn: drawn.count, of: others.count))
  }

  /// - Parameters:
  ///   - questions: some of the batch.
  ///   - y: what they look for, [questions, d].
  ///   - gradient: set to the loss's gradient by y, [questions, d].
  ///   - sum: set to the loss's gradient by the entities, as `rows` has them.
  /// - Returns: what these questions add to the loss.
  func callAsFunction(
    _ y: Tensor, _ batch: QuestionBatch, _ questions: Range<Int>, gradient: Tensor,
    into sum: UnsafeMutablePointer<Float>
  ) -> Double {
    sum.update(repeating: 0, count: rows.rows.count * rows.width)
    var total = 0.0
    for (segment, members) in zip(batch.segments, members) {
      let numbers = segment.rows.clamped(to: questions)
      guard !numbers.isEmpty else { continue }
      let shape = [members.entities.count, rows.width]
      let count = shape[0] * shape[1]
      let table = Tensor(shape, at: room.table.floats(count), owner: room.table)
      let tableGradient = Tensor(shape, at: room.gradient.floats(count), owner: room.gradient)
      gather(members.entities, into: table)
      let own = numbers.lowerBound - questions.lowerBound..<numbers.upperBound - questions.lowerBound
      let part = (y: y.rows(own), gradient: gradient.rows(own))
      let targets = RowTargets(batch, numbers, number: members.set.number)
      if let sample = members.sample {
        let row = SampledRow(loss, targets, sample, of: members.set.count, others: members.others)
        let tails = batch.tails[batch.offsets[numbers.lowerBound]..<batch.offsets[numbers.upperBound]]
        let positives = Unchecked(room.positives.floats(tails.count))
        score(tails, targets, part.y, into: positives.value)
        total += vocabulary(part.y, table, entityGradient: tableGradient, gradient: part.gradient) {
          row.replace($1, positives.value, row: $0)
        }
        backward(tails, targets, part.y, positives.value, gradient: part.gradient, into: sum)
      } else {
        let row = StratifiedRow(loss, targets, own: members.set.count, others: members.others)
        total += vocabulary(part.y, table, entityGradient: tableGradient, gradient: part.gradient) {
          row.replace($1, row: $0)
        }
      }
      add(tableGradient, of: members.entities, to: sum)
    }
    return total
  }

  private func value(of entity: Int32) -> UnsafeMutablePointer<Float> {
    rows.parameter.value.pointer + Int(entity) * rows.width
  }

  private func gather(_ entities: [Int32], into table: Tensor) {
    let state = Unchecked(self)
    Parallel.forRanges(entities.count, grain: 1024) { range in
      let width = state.value.rows.width
      for place in range {
        (table.pointer + place * width).update(from: state.value.value(of: entities[place]), count: width)
      }
    }
  }

  private func add(_ gradient: Tensor, of entities: [Int32], to sum: UnsafeMutablePointer<Float>) {
    let (rows, sum) = (rows, Unchecked(sum))
    Parallel.forRanges(entities.count, grain: 1024) { range in
      for place in range {
        kn_axpy(
          rows.width, 1, gradient.pointer + place * rows.width, sum.value + rows.place(of: entities[place]))
      }
    }
  }

  /// The scores of the true tails themselves, which are never left to chance.
  private func score(
    _ tails: ArraySlice<Int32>, _ targets: RowTargets, _ y: Tensor, into scores: UnsafeMutablePointer<Float>
  ) {
    let state = Unchecked((self, scores))
    Parallel.forRanges(targets.offsets.count - 1, grain: 32) { range in
      let (loss, scores) = state.value
      for row in range {
        for fact in targets.offsets[row]..<targets.offsets[row + 1] {
          scores[fact] = kn_dot(
            loss.rows.width, y.pointer + row * loss.rows.width,
            loss.value(of: tails[tails.startIndex + fact]))
        }
      }
    }
  }

  /// Adds what the true tails' scores owe to y and to the tails, in the order of facts.
  private func backward(
    _ tails: ArraySlice<Int32>, _ targets: RowTargets, _ y: Tensor, _ slopes: UnsafePointer<Float>,
    gradient: Tensor, into sum: UnsafeMutablePointer<Float>
  ) {
    let width = rows.width
    for row in 0..<(targets.offsets.count - 1) {
      for fact in targets.offsets[row]..<targets.offsets[row + 1] {
        let tail = tails[tails.startIndex + fact]
        kn_axpy(width, slopes[fact], value(of: tail), gradient.pointer + row * width)
        kn_axpy(width, slopes[fact], y.pointer + row * width, sum + rows.place(of: tail))
      }
    }
  }
}

/// Who competes in one segment of a step.
private struct SegmentCandidates {
  let set: CandidateSet
  /// Numbers that were drawn, ascending; nil where all compete.
  let sample: [Int]?
  /// Who follows.
  let others: OtherEntities
  let entities: [Int32]

  init(_ set: CandidateSet, _ sample: [Int]? = nil, and others: (entities: [Int32], counts: OtherEntities)) {
    self.set = set
    self.sample = sample
    self.others = others.counts
    entities = (sample?.map(set.entity) ?? set.members) + others.entities
  }
}
