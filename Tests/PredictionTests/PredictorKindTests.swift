internal import Prediction
internal import Support
import Testing

@Suite struct PredictorKindTests {
  private func predictor(_ kind: String, _ settings: [String: String]) throws -> any Predictor {
    try #require(PredictorKind.named(kind))
      .predictor(PredictorSettings(settings), PredictorSubject(indicator: "pop", dimension: 30))
  }

  @Test func namesAreTheirOwnAndBaselinesNeedNoFeatures() {
    let names = PredictorKind.all.map(\.name)
    #expect(Set(names).count == names.count)
    let (models, baselines) = (PredictorKind.models.map(\.name), PredictorKind.baselines.map(\.name))
    #expect(Set(models + baselines) == Set(names))
    #expect(["ridge", "mlp", "mean"].allSatisfy(models.contains) && !models.contains("coordinates"))
    #expect(["mean", "coordinates"].allSatisfy(baselines.contains) && !baselines.contains("ridge"))
    #expect(PredictorKind.named("forest") == nil)
    for kind in PredictorKind.all { #expect(!kind.summary.isEmpty) }
  }

  @Test(arguments: [
    ("knn", "neighbours", "0", "--neighbours must be 1 to 100000, not 0"),
    ("mlp", "dropout", "1.0", "--dropout must be at least 0 and below 1, not 1.0"),
    ("mlp", "dropout", "nan", "--dropout must be at least 0 and below 1, not nan"),
    ("mlp", "hidden", "many", "--hidden must be 1 to 1048576, not many"),
    ("mlp", "preset", "sky", "--preset must be si or sv, not sky"),
    ("mlp", "reference", "yes", "--reference must be true or false, not yes"),
    ("elastic-net", "l1-ratio", "0.5,0", "--l1-ratio must be 0.01 to 1, not 0"),
    ("elastic-net", "l1-ratio", ",", "--l1-ratio names no number"),
    ("random-forest", "max-features", "0.0", "--max-features must be above 0 and at most 1, not 0.0"),
  ]) func settingsWithoutMeaningAreRefused(kind: String, name: String, text: String, message: String) {
    #expect(throws: Failure.usage(message)) { try predictor(kind, [name: text]) }
  }

  @Test func settingsOfOthersAreNotLookedAt() throws {
    _ = try predictor("ridge", ["neighbours": "0"])
  }

  /// Where nothing is left to choose, no validation part is needed.
  @Test func onlyChoicesNeedAValidationPart() throws {
    #expect(try predictor("random-forest", [:]).validation == .choosing)
    #expect(try predictor("random-forest", ["max-features": "0.5"]).validation == .none)
    #expect(try predictor("mlp", [:]).validation == .stopping)
    #expect(try predictor("mlp", ["reference": "true"]).dependsOnSeed == false)
    let fold = Fold(train: [0, 3], validation: [1], test: [2], refitsWithValidation: true)
    #expect(fold.trainingRows(.stopping) == [0, 3])
    #expect(fold.trainingRows(.choosing) == [0, 1, 3] && fold.trainingRows(.none) == [0, 1, 3])
  }

  @Test func theLabelsScaleHasAnInverse() {
    for value in [0.0, 0.3, 12, 1e6] {
      let label = LabelTransform.log1p(value)
      #expect(abs(LabelTransform.log1p.inverse(label) - value) <= 1e-12 * value)
    }
    #expect(LabelTransform.log1p(0) == 0)
  }
}
