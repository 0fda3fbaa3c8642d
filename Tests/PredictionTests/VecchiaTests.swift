internal import Foundation
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Kriging given a few neighbours, beside kriging given all regions.
@Suite struct VecchiaTests {
  /// Regions with three features and labels of a smooth field, features and noise; the last 100 are not
  /// trained on.
  private static let count = 500
  private static let fold = Fold(
    train: Array(0..<(count - 100)), validation: [], test: Array((count - 100)..<count))

  private func regions() -> (inputs: PredictorInputs, labels: [Double]) {
    var random = Philox(seed: 4, "Vecchia")
    let count = Self.count
    let places = (0..<count).map { _ in
      SIMD2(-73.9, 40.7) + SIMD2(random.uniform(), random.uniform()) * 0.3
    }
    let values = (0..<(count * 3)).map { _ in Float(random.normal()) }
    let waves = (0..<40).map { _ in
      (SIMD2(random.normal(), random.normal()) * 40, random.uniform(0, 2 * Double.pi))
    }
    let labels = (0..<count).map { row in
      let field = waves.reduce(0) { $0 + cos(($1.0 * places[row]).sum() + $1.1) } / 4
      return 5 + field + 0.5 * Double(values[3 * row]) - 0.3 * Double(values[3 * row + 1])
        + 0.4 * random.normal()
    }
    let table = EmbeddingTable(ids: (0..<count).map { "r\($0)" }, values: values, dimension: 3)
    return (PredictorInputs(table, coordinates: places), labels)
  }

  private func fit(_ neighbours: Int?, smoothness: Smoothness = .once) throws -> KrigingModel {
    let (inputs, labels) = regions()
    let predictor = KrigingPredictor(
      usesFeatures: true, smoothness: smoothness, exactLimit: neighbours == nil ? 3000 : 0,
      conditioning: neighbours ?? 30)
    return try #require(
      predictor.fit(inputs, labels: labels, fold: Self.fold, seed: 1, item: 0) as? KrigingModel)
  }

  @Test(arguments: [Smoothness.rough, .once]) func fewNeighboursSayWhatAllRegionsSay(_ smoothness: Smoothness)
    throws
  {
    let (inputs, _) = regions()
    let exact = try fit(nil, smoothness: smoothness)
    let few = try fit(30, smoothness: smoothness)
    for (a, b) in zip(exact.parameters.logarithms, few.parameters.logarithms) { #expect(abs(a - b) < 0.1) }
    #expect(abs(log(exact.noise / few.noise)) < 0.05)
    let (means, others) = (exact.predictions(inputs), few.predictions(inputs))
    let variances = try #require(exact.variances(inputs))
    let otherVariances = try #require(few.variances(inputs))
    // In units of what a prediction errs by.
    let differences = means.indices.map { (means[$0] - others[$0]) / variances[$0].squareRoot() }
    let rms = (differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)).squareRoot()
    #expect(rms < 0.1)
    for (a, b) in zip(variances, otherVariances) { #expect(abs(log(a / b)) < 0.1) }
    expectClose(few.coefficients, exact.coefficients, within: 0.05, "coefficients")
  }

  /// Each neighbour more brings the approximation nearer.
  @Test func moreNeighboursAreNearer() throws {
    let (inputs, labels) = regions()
    let exact = try fit(nil)
    let means = exact.predictions(inputs)
    let errors = try [5, 20, 80].map { neighbours in
      let model = try KrigingPredictor(
        usesFeatures: true, smoothness: .once, exactLimit: 0, conditioning: neighbours
      ).fit(inputs, labels: labels, fold: Self.fold, exact.parameters, noise: exact.noise)
      return zip(model.predictions(inputs), means).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(errors[1] < errors[0] / 3 && errors[2] < errors[1] / 3)
  }

  @Test func threadsChangeNoBit() throws {
    let (inputs, _) = regions()
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    let results = try [1, 3].map { count -> [UInt64] in
      Parallel.threads = count
      let model = try fit(10)
      let all = model.predictions(inputs) + (model.variances(inputs) ?? []) + model.leaveOneOut.predictions
      return all.map(\.bitPattern)
    }
    #expect(results[0] == results[1])
  }

  @Test func theLimitDecides() throws {
    let (inputs, labels) = regions()
    let fold = Fold(train: Array(0..<40), validation: [], test: [])
    let parameters = KrigingParameters(field: 2, range: 5, features: 1)
    func predictions(limit: Int) throws -> [UInt64] {
      try KrigingPredictor(usesFeatures: true, exactLimit: limit, conditioning: 5)
        .fit(inputs, labels: labels, fold: fold, parameters, noise: 0.1).predictions(inputs).map(\.bitPattern)
    }
    #expect(try predictions(limit: 40) == predictions(limit: 3000))
    #expect(try predictions(limit: 39) != predictions(limit: 3000))
  }
}
