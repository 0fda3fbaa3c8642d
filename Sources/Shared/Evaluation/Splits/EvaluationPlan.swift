package import Prediction
internal import Support

/// How regions are divided for evaluation.
package indirect enum EvaluationPlan: Sendable {
  /// One division, the same for every seed.
  case fixed(Fold)
  /// Cross-validation. `units` are the sets of regions (row numbers) that stay together: single regions, or
  /// spatial blocks. Each region is tested once; `validation` is the share of a fold's training part that
  /// is kept for early stopping, in whole units.
  case crossValidation(units: [[Int]], folds: Int, validation: Double)
  /// Another city, whose regions follow the `sources` of the plan's own and are all tested by one model.
  case transfer(EvaluationPlan, sources: Int, targets: Int)
  /// Another plan whose models learn nothing near the regions that they are tested on.
  case buffered(EvaluationPlan, FoldBuffer)

  package var dependsOnSeed: Bool {
    switch self {
    case .fixed: false
    case .crossValidation: true
    case .transfer(let plan, _, _), .buffered(let plan, _): plan.dependsOnSeed
    }
  }

  /// Whether two seeds can give a predictor that so uses the validation part different folds: those of every block are
  /// the same but for that part.
  func dependsOnSeed(_ use: ValidationUse) -> Bool {
    switch self {
    case .buffered(let plan, _): plan.dependsOnSeed(use)
    case .crossValidation(let units, let folds, _): folds < units.count || use != .none
    case .fixed, .transfer: dependsOnSeed
    }
  }

  package func folds(seed: UInt64) -> [Fold] {
    switch self {
    case .fixed(let fold): return [fold]
    case .buffered(let plan, let buffer): return plan.folds(seed: seed).map(buffer.applied)
    case .transfer(let source, let sources, let targets):
      var fold = source.fittingFold(seed: seed)
      fold.test = Array(sources..<(sources + targets))
      return [fold]
    case .crossValidation(let units, let count, let validation):
      let members = Self.assign(units, folds: count, seed: seed)
      return (0..<count).map { held in
        let training = members.indices.filter { $0 != held }.flatMap { members[$0] }
        let (train, stop) = Self.divide(training, units, validation, seed: seed, fold: held)
        return Fold(
          train: Self.rows(train, units), validation: Self.rows(stop, units),
          test: Self.rows(members[held], units), refitsWithValidation: true)
      }
    }
  }

  /// All that may train a model for regions beyond the plan's: the training part of a fixed split, in
  /// cross-validation every region, but for the share that stops training. Nothing is tested.
  package func fittingFold(seed: UInt64) -> Fold {
    switch self {
    case .fixed(let fold):
      return Fold(
        train: fold.train, validation: fold.validation, test: [],
        refitsWithValidation: fold.refitsWithValidation)
    case .transfer(let plan, _, _), .buffered(let plan, _): return plan.fittingFold(seed: seed)
    case .crossValidation(let units, let count, let validation):
      let (train, stop) = Self.divide(Array(units.indices), units, validation, seed: seed, fold: count)
      return Fold(
        train: Self.rows(train, units), validation: Self.rows(stop, units), test: [],
        refitsWithValidation: true)
    }
  }

  /// The sets of regions that cross-validation keeps together; nil of what is no cross-validation.
  package var units: [[Int]]? {
    switch self {
    case .crossValidation(let units, _, _): units
    case .buffered(let plan, _): plan.units
    case .fixed, .transfer: nil
    }
  }

  /// Whether it divides the regions once.
  package var isFixed: Bool {
    switch self {
    case .fixed: true
    case .buffered(let plan, _): plan.isFixed
    case .crossValidation, .transfer: false
    }
  }

  /// Random units one after the other, each to the fold with the fewest regions so far; where there is a fold for
  /// each, in their order.
  private static func assign(_ units: [[Int]], folds: Int, seed: UInt64) -> [[Int]] {
    guard folds < units.count else { return units.indices.map { [$0] } }
    var random = Philox(seed: seed, "folds")
    var members = [[Int]](repeating: [], count: folds)
    var sizes = [Int](repeating: 0, count: folds)
    for unit in random.permutation(units.count) {
      let smallest = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      members[smallest].append(unit)
      sizes[smallest] += units[unit].count
    }
    return members
  }

  /// Random units until the validation part has its share; at least one unit stays for training.
  private static func divide(
    _ training: [Int], _ units: [[Int]], _ share: Double, seed: UInt64, fold: Int
  ) -> (train: [Int], validation: [Int]) {
    var random = Philox(seed: seed, "validation", UInt64(fold))
    var order = training.sorted()
    random.shuffle(&order)
    let wanted = share * Double(training.reduce(0) { $0 + units[$1].count })
    var size = 0
    var taken = 0
    while taken < order.count - 1, Double(size) < wanted {
      size += units[order[taken]].count
      taken += 1
    }
    return (Array(order[taken...]), Array(order[..<taken]))
  }

  private static func rows(_ members: [Int], _ units: [[Int]]) -> [Int] {
    members.flatMap { units[$0] }.sorted()
  }
}
