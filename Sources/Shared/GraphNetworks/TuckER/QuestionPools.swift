internal import Support

/// Which questions may share a step. All; or those with the same candidates, where these are so many that few steps
/// should reach them. A step that mixes kinds of questions learns better, so all others share steps.
struct QuestionPools: Sendable {
  /// Numbers of questions, ascending.
  let pools: [[Int]]
  /// By directed relation.
  let poolOfRelation: [Int]

  /// Of more candidates to each question of a step, a set is large.
  private static let candidatesAQuestion = 4
  /// Fewer questions do not make a batch that can be normalised well.
  private static let fewest = 32

  /// One pool of all questions.
  init(_ index: FactIndex) {
    pools = [Array(0..<index.count)]
    poolOfRelation = [Int](repeating: 0, count: index.relationNames.count)
  }

  /// A pool for each large set of candidates that has questions enough, and one for the rest.
  init(_ index: FactIndex, _ candidates: TailCandidates, batch: Int) {
    let setOfRelation = candidates.setOfRelation
    var counts = [Int](repeating: 0, count: candidates.sets.count)
    for relation in index.relations { counts[setOfRelation[Int(relation)]] += 1 }
    var large = counts.indices.filter {
      counts[$0] >= min(batch, Self.fewest) && candidates.sets[$0].count > Self.candidatesAQuestion * batch
    }
    // A single question cannot be normalised.
    if index.count - large.reduce(0, { $0 + counts[$1] }) == 1 { large.removeLast() }
    let rest = large.count
    let poolOfSet = counts.indices.map { large.firstIndex(of: $0) ?? rest }
    var pools = [[Int]](repeating: [], count: rest + 1)
    for question in 0..<index.count {
      pools[poolOfSet[setOfRelation[Int(index.relations[question])]]].append(question)
    }
    if pools[rest].isEmpty, rest > 0 { pools.removeLast() }
    // A relation without questions goes with the last.
    poolOfRelation = setOfRelation.map { min(poolOfSet[$0], pools.count - 1) }
    self.pools = pools
  }

  /// The steps of an epoch: each pool's questions in random order, cut, and the cuts of all pools in random order.
  func steps(epoch: Int, seed: UInt64, batch: Int) -> EpochSteps {
    var random = Philox(seed: seed, "shuffle", UInt64(epoch))
    let orders = pools.map { random.permutation($0.count) }
    var cuts = pools.indices.flatMap { pool in
      Self.ranges(pools[pool].count, batch).map { (pool: pool, range: $0) }
    }
    if pools.count > 1 { random.shuffle(&cuts) }
    return EpochSteps(pools: pools, orders: orders, cuts: cuts)
  }

  /// Batches of a pool; a last one of a single question, which could not be normalised, joins the one before it.
  static func ranges(_ count: Int, _ batch: Int) -> [Range<Int>] {
    var ranges = stride(from: 0, to: count, by: batch).map { $0..<min($0 + batch, count) }
    if ranges.count > 1, let last = ranges.last, last.count == 1 {
      ranges.removeLast(2)
      ranges.append(last.lowerBound - batch..<count)
    }
    return ranges
  }
}

/// The steps of one epoch.
struct EpochSteps: Sendable {
  fileprivate let pools: [[Int]]
  fileprivate let orders: [[Int]]
  fileprivate let cuts: [(pool: Int, range: Range<Int>)]

  var count: Int { cuts.count }

  /// Pool and questions of a step.
  subscript(step: Int) -> (pool: Int, questions: [Int]) {
    let (pool, range) = cuts[step]
    return (pool, orders[pool][range].map { pools[pool][$0] })
  }
}
