internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct SavedModelTests {
  private static let models = PredictorKind.models.map(\.name)
  private static let seeds: [UInt64] = [4, 5, 6]
  private static let settings = PredictorSettings([
    "hidden": "6", "epochs": "12", "trees": "15", "rounds": "12", "learning-rate": "0.02",
  ])

  /// Features of regions `first...` with values that follow from them.
  private func city(_ count: Int, seed: UInt64) -> (table: EmbeddingTable, values: [Double]) {
    var random = Philox(seed: seed, "saved")
    let features = (0..<(count * 5)).map { _ in Float(random.normal()) }
    let ids = (0..<count).map { "s\(seed)-\(100 + $0)" }
    let values = (0..<count).map { abs(Double(features[$0 * 5]) * 3 + random.normal()) * 10 }
    return (EmbeddingTable(ids: ids, values: features, dimension: 5), values)
  }

  /// Where regions lie.
  private static func places(_ ids: [String]) -> [SIMD2<Double>] {
    ids.map { id in
      var random = Philox(seed: 1, "place", item: id)
      return SIMD2(random.uniform(), random.uniform()) * 0.2
    }
  }

  private func task(_ kind: String, _ tables: [EmbeddingTable], _ values: [Double]) throws
    -> Evaluation.Task
  {
    let kind = try #require(PredictorKind.named(kind))
    let predictor = try kind.predictor(Self.settings, PredictorSubject(indicator: "pop", dimension: 5))
    return Evaluation.Task(
      label: "x+\(kind.name)", indicator: "pop", values: values,
      replicates: tables.map {
        Evaluation.Replicate(predictor, PredictorInputs($0, coordinates: Self.places($0.ids)))
      })
  }

  private func saved(_ evaluation: Evaluation, _ task: Evaluation.Task, _ kind: String) throws -> SavedModel {
    SavedModel(
      label: task.label, indicator: "pop", kind: try #require(PredictorKind.named(kind)),
      features: FeatureRecipe([.features(name: "x", dimension: 5)]), replicates: task.replicates.count,
      runs: try #require(evaluation.models([task]).first))
  }

  private static let split = EvaluationPlan.fixed(
    Fold(train: Array(0..<30), validation: Array(30..<42), test: Array(42..<60)))
  private static let folds = EvaluationPlan.crossValidation(
    units: (0..<60).map { [$0] }, folds: 4, validation: 0.25)

  /// With a fixed split the saved model is the one that scores judge.
  @Test(arguments: models) func itsPredictionsAreThoseOfTheEvaluation(kind: String) throws {
    let (table, values) = city(60, seed: 1)
    let task = try task(kind, [table], values)
    let evaluation = Evaluation(plan: Self.split, seeds: Self.seeds)
    let judged = try #require(evaluation.run([task]).first).predictions
    let applied = try saved(evaluation, task, kind)
      .predictions(table.ids, coordinates: Self.places(table.ids), ["x": [table]])
    for run in Self.seeds.indices { #expect(applied[run % applied.count] == judged[run]) }
  }

  /// In cross-validation it is the one that is transferred to another city.
  @Test(arguments: models) func itsPredictionsAreThoseOfATransfer(kind: String) throws {
    let ((table, values), (other, truth)) = (city(60, seed: 1), city(20, seed: 2))
    let evaluation = Evaluation(plan: Self.folds, seeds: Self.seeds)
    let both = try task(kind, [EmbeddingTable(stacking: [table, other])], values + truth)
    let transfer = Transfer(source: Self.folds, sources: 60, targets: 20)
    let expected = try #require(transfer.run([both], seeds: Self.seeds).first).predictions
    let model = try saved(evaluation, try task(kind, [table], values), kind)
    let applied = try model.predictions(
      other.ids, coordinates: Self.places(other.ids), ["x": [other]])
    for run in Self.seeds.indices {
      expectClose(applied[run % applied.count], expected[run], within: 1e-6, "run \(run)")
    }
  }

  @Test func onlyRunsThatCanDifferAreKept() throws {
    let ((a, values), (b, _)) = (city(60, seed: 1), city(60, seed: 1))
    func runs(_ plan: EvaluationPlan, _ kind: String, _ tables: [EmbeddingTable]) throws -> [SavedModel.Run] {
      try #require(Evaluation(plan: plan, seeds: Self.seeds).models([task(kind, tables, values)]).first)
    }
    #expect(try runs(Self.split, "ridge", [a]).map(\.seed) == [4])
    #expect(try runs(Self.split, "ridge", [a, b]).map(\.replicate) == [0, 1])
    #expect(try runs(Self.split, "mlp", [a, b]).map(\.replicate) == [0, 1, 0])
    // Folds draw the part that chooses anew for each seed; ridge takes all regions in any case.
    #expect(try runs(Self.folds, "ridge", [a]).count == 1)
    #expect(try runs(Self.folds, "lasso", [a]).map(\.seed) == Self.seeds)
  }

  @Test func wrongFeaturesAreRefused() throws {
    let (table, values) = city(60, seed: 1)
    let evaluation = Evaluation(plan: Self.split, seeds: [1, 2])
    let model = try saved(evaluation, try task("ridge", [table, table], values), "ridge")
    let narrow = EmbeddingTable(ids: table.ids, values: Array(table.values[..<240]), dimension: 4)
    for (tables, message) in [
      ([:], "x+ridge needs the features 'x'"),
      (["x": [narrow]], "x+ridge needs 5 features 'x' of a region, not 4"),
      (["x": [table, table, table]], "x+ridge has 2 replicates of 'x', where 3 are given"),
    ] {
      #expect(throws: Failure.data(nil, message)) { try model.predictions(table.ids, tables) }
    }
    #expect(try model.predictions(table.ids, ["x": [table]]).count == 2)
  }
}
