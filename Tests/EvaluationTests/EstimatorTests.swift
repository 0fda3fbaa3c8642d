import Foundation
internal import Evaluation
internal import Prediction
internal import Schemas
import Testing

@Suite struct EstimatorTests {
  private static let labels = (0..<12).map { 0.4 + 0.1 * Double($0 * $0 % 7) }

  /// Two runs, which say 0.5 and 0.9 of every new region; three folds of four labelled regions each, whose models
  /// say `fold` more than the run.
  private func estimator(_ transform: LabelTransform, foldShift: Double = 0.01) -> Estimator {
    let runs = [0.5, 0.9].enumerated().map { run, said in
      let models = (0..<3).map { fold in Told { _ in said + foldShift * Double(fold) } }
      let scores = Self.labels.indices.map { row in
        Calibration.Score(
          region: "r\(row)", fold: row % 3, error: Self.labels[row] - said - foldShift * Double(row % 3))
      }
      let training = EmbeddingTable(ids: Self.labels.indices.map { "r\($0)" }, values: [], dimension: 0)
      let reference = ApplicabilityReference.fitted(to: training, folds: Self.labels.indices.map { $0 % 3 })
        .reference
      return SavedModel.Run(
        seed: UInt64(run), replicate: 0, model: Told { _ in said },
        calibration: Calibration(
          models: models, scores: scores, applicability: reference, labels: Self.labels))
    }
    return Estimator(label: "m", indicator: "i", transform: transform, runs: runs)
  }

  private func estimate(_ estimator: Estimator, _ settings: EstimateSettings) throws -> RegionEstimate {
    let estimates = estimator.estimates([PredictorInputs(ids: ["new", "other"])], settings)
    #expect(estimates.regions.count == 2 && estimates.regions[0] == estimates.regions[1])
    return try #require(estimates.regions[0])
  }

  /// The mean over runs taken back, and the union of the runs' CV+ intervals, computed from their definition.
  @Test(arguments: LabelTransform.allCases) func mediansAndUnionsAreTakenBack(transform: LabelTransform)
    throws
  {
    let region = try estimate(estimator(transform), EstimateSettings(level: 0.8))
    #expect(region.kind == .filled && abs(region.value - transform.inverse(0.7)) < 1e-15)
    let bounds = [0.5, 0.9].map { said -> (Double, Double) in
      let pairs = Self.labels.indices.map { row in
        let model = said + 0.01 * Double(row % 3)
        return (model, abs(Self.labels[row] - model))
      }
      // n = 12, level .8: the ⌊2.6⌋-th smallest and the ⌈10.4⌉-th.
      let (low, high) = (pairs.map { $0.0 - $0.1 }.sorted(), pairs.map { $0.0 + $0.1 }.sorted())
      return (low[1], high[10])
    }
    let interval = try #require(region.interval)
    #expect(abs(interval.low - transform.inverse(min(bounds[0].0, bounds[1].0))) < 1e-12)
    #expect(abs(interval.high - transform.inverse(max(bounds[0].1, bounds[1].1))) < 1e-12)
  }

  /// Duan's smearing from its definition: the mean of the inverse of prediction plus error.
  @Test(arguments: LabelTransform.allCases) func meansAreSmeared(transform: LabelTransform) throws {
    let region = try estimate(estimator(transform), EstimateSettings(statistic: .mean))
    let errors = Self.labels.indices.map { Self.labels[$0] - 0.7 - 0.01 * Double($0 % 3) }
    let mean = errors.reduce(0) { $0 + transform.inverse(0.7 + $1) } / Double(errors.count)
    #expect(abs(region.value - mean) < 1e-13)
    let median = try estimate(estimator(transform), EstimateSettings())
    #expect((region.value == median.value) == false)
  }

  /// Folds that all say far more than the model do not leave its estimate outside.
  @Test func anEstimateLiesWithinItsBounds() throws {
    let region = try estimate(estimator(.identity, foldShift: 9), EstimateSettings(level: 0.5))
    let interval = try #require(region.interval)
    #expect(interval.contains(region.value))
  }

  @Test func tooFewLabelsBoundNothingOnAnyScale() throws {
    for transform in LabelTransform.allCases {
      let region = try estimate(estimator(transform), EstimateSettings(level: 0.95))
      #expect(region.interval == PredictionInterval(low: -.infinity, high: .infinity))
    }
    let reason = estimator(.logit).shortfall(level: 0.95)
    #expect(reason == "bounds of level 0.95 need 19 labelled regions with an out-of-fold prediction, not 12")
    #expect(estimator(.logit).shortfall(level: 0.8) == nil)
  }

  @Test func tablesQuoteWhatTheyMust() throws {
    let estimates = RegionEstimates(
      label: "a,b+m", indicator: "p\"q", transform: .logit, settings: EstimateSettings(), threshold: 0.5,
      regions: [
        RegionEstimate(
          .filled, value: 0.25, interval: PredictionInterval(low: -.infinity, high: 0.5), dissimilarity: 0.75),
        nil, RegionEstimate(.inSample, value: 0.5, dissimilarity: 0.5),
      ])
    let rows = estimates.rows(["x", "y", "z"])
    #expect(
      try EstimateTable.text(rows, .csv) == """
        region,indicator,model,kind,estimate,low,high,applicability,dissimilarity
        x,"p""q","a,b+m",filled,0.25,-inf,0.5,outside,0.75
        z,"p""q","a,b+m",in-sample,0.5,,,inside,0.5

        """)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(rows[0])) as? [String: Any]
    #expect(json?["low"] is NSNull && json?["high"] as? Double == 0.5 && json?["kind"] as? String == "filled")
    let transformed = estimates.rows(["x", "y", "z"], isTransformed: true)
    #expect(transformed[0].estimate == LabelTransform.logit(0.25) && transformed[0].low == -.infinity)
    #expect(throws: (any Error).self) { try EstimateTable.text(estimates.rows(["a\tb", "", ""]), .tsv) }
  }
}
