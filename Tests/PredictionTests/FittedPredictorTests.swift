internal import HDF5
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// What every registered predictor must do: a new one is tested by being registered.
@Suite struct FittedPredictorTests {
  private static let kinds = PredictorKind.all.map(\.name)
  private static let count = 80

  /// Regions with six features, places and labels that depend on both.
  private func regions() -> (inputs: PredictorInputs, labels: [Double]) {
    var random = Philox(seed: 5, "fitted")
    let values = (0..<(Self.count * 6)).map { _ in Float(random.normal()) }
    let places = (0..<Self.count).map { _ in SIMD2(random.uniform(), random.uniform()) * 0.3 }
    let labels = (0..<Self.count).map { row -> Double in
      let signal = Double(values[row * 6]) - Double(values[row * 6 + 3]) / 2
      return signal + 2 * places[row].x + 0.1 * random.normal()
    }
    let table = EmbeddingTable(ids: (0..<Self.count).map { "r\($0)" }, values: values, dimension: 6)
    return (PredictorInputs(table, coordinates: places), labels)
  }

  private func fit(_ name: String) throws -> (kind: PredictorKind, model: any FittedPredictor) {
    let kind = try #require(PredictorKind.named(name))
    let (inputs, labels) = regions()
    let settings = PredictorSettings([
      "hidden": "8", "epochs": "15", "trees": "20", "rounds": "15", "learning-rate": "0.02",
    ])
    let predictor = try kind.predictor(settings, PredictorSubject(indicator: "income", dimension: 6))
    let fold = Fold(train: Array(0..<40), validation: Array(40..<60), test: Array(60..<80))
    return (kind, try predictor.fit(inputs, labels: labels, fold: fold, seed: 3, item: 0))
  }

  @Test(arguments: kinds) func aModelReadBackPredictsTheSameToTheBit(name: String) throws {
    let (kind, model) = try fit(name)
    let (inputs, _) = regions()
    let expected = model.predictions(inputs)
    #expect(expected.count == Self.count && expected.allSatisfy(\.isFinite))
    if !kind.inputs.isEmpty { #expect(Set(expected).count > 5) }
    try withTemporaryPath("model.h5") { path in
      do { try model.write(to: HDF5File(creating: path, name: "model.h5"), at: "/a/b") }
      let file = try HDF5File(reading: path, name: "model.h5")
      let again = try kind.fitted.init(from: file, at: "/a/b", dimension: 6)
      #expect(again.predictions(inputs).map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test(arguments: kinds) func aModelWithoutAPartOrOfAnotherDimensionIsRefused(name: String) throws {
    let (kind, model) = try fit(name)
    try withTemporaryPath("model.h5") { path in
      do { try model.write(to: HDF5File(creating: path, name: "model.h5"), at: "/m") }
      let file = try HDF5File(reading: path, name: "model.h5")
      #expect(throws: Failure.self) { try kind.fitted.init(from: file, at: "/n", dimension: 6) }
      guard kind.inputs.contains(.features) else { return }
      // A tree refuses fewer features than it asks for; more do no harm.
      #expect(throws: Failure.self) { try kind.fitted.init(from: file, at: "/m", dimension: 1) }
    }
  }

  @Test(arguments: [
    // A node before its parent would be a loop, one past the end no node, a feature past the last none.
    (counts: [3], features: [0, -1, -1], children: [0, 0, 0]),
    (counts: [3], features: [0, -1, -1], children: [2, 0, 0]),
    (counts: [3], features: [6, -1, -1], children: [1, 0, 0]),
    (counts: [2], features: [0, -1, -1], children: [1, 0, 0]),
    (counts: [4], features: [0, -1, -1], children: [1, 0, 0]),
    (counts: [0, 3], features: [0, -1, -1], children: [1, 0, 0]),
    (counts: [], features: [], children: []),
  ]) func brokenTreesAreRefused(counts: [Int64], features: [Int32], children: [Int32]) throws {
    try withTemporaryPath("trees.h5") { path in
      do {
        let file = try HDF5File(creating: path, name: "trees.h5")
        func write<T: HDF5Scalar>(_ values: [T], _ name: String) throws {
          try file.write(values, to: "/t/\(name)", shape: [values.count], HDF5Layout(name, dimensions: []))
        }
        try write(counts, "nodes")
        try write(features, "feature")
        try write(children, "child")
        for name in ["threshold", "value"] { try write(features.map { _ in 0.5 }, name) }
      }
      let file = try HDF5File(reading: path, name: "trees.h5")
      #expect(throws: Failure.self) { try RandomForest(from: file, at: "/t", dimension: 6) }
    }
  }
}
