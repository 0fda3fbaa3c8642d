internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas
internal import TestSupport
import Testing

@Suite struct AppliedModelTests {
  private func applied(_ label: String, seeds: [UInt64], _ ids: [String], _ predictions: [[Double]]) throws
    -> AppliedModel
  {
    let mean = try #require(PredictorKind.named("mean"))
    let model = SavedModel(
      label: label, indicator: "pop", kind: mean, features: FeatureRecipe(), replicates: 1,
      runs: seeds.map { SavedModel.Run(seed: $0, replicate: 0, model: Told { _ in 0 }) })
    return AppliedModel(model, ids: ids, predictions: predictions)
  }

  @Test func rowsAreOnBothScales() throws {
    let rows = try applied("a+m", seeds: [3, 4], ["r", "s"], [[0, 1000], [.nan, -1]]).rows
    #expect(AppliedRow.header.split(separator: "\t").count == 6)
    #expect(
      rows.map(\.line) == [
        // e¹⁰⁰⁰ is beyond all numbers.
        "r\tpop\ta+m\t3\t0.0\t0.0", "s\tpop\ta+m\t3\t1000.0\t", "r\tpop\ta+m\t4\t\t",
        "s\tpop\ta+m\t4\t-1.0\t-0.6321205588285577",
      ])
  }

  /// Models may know different regions, and have fewer runs than others.
  @Test func aFileHasEveryRegionAndRun() throws {
    let models = [
      try applied("b+m", seeds: [1], ["c", "a"], [[3, 1]]),
      try applied("x/y+m", seeds: [1, 2], ["b", "c"], [[20, 30], [200, 300]]),
    ]
    try withTemporaryPath("p.h5") { path in
      do {
        let file = try HDF5File(creating: path, name: "p.h5")
        try PredictionFile.write(models, to: file) { $0 == "b" ? SIMD2(1, 2) : nil }
      }
      let file = try HDF5File(reading: path, name: "p.h5")
      let ids = try file.readStrings("/region/id")
      #expect(ids == ["a", "b", "c"])
      let places = try file.read("/region/lonlat", as: Double.self, shape: [3, 2], allowing: .any)
      #expect(places.map(\.isNaN) == [true, true, false, false, true, true])
      #expect(places[2...3] == [1, 2])
      let seeds = try file.read("/seed", as: Int64.self, shape: [2])
      #expect(seeds == [1, 2])
      let parts = try file.read("/split", as: Int32.self, shape: [2, 3])
      #expect(parts == [-1, -1, -1, -1, -1, -1])
      func predictions(_ name: String) throws -> [Double?] {
        try file.read("/y_pred/\(name)/pop", as: Double.self, shape: [2, 3], allowing: .any)
          .map { $0.isNaN ? nil : $0 }
      }
      #expect(try predictions("b+m") == [1, nil, 3, 1, nil, 3])
      #expect(try predictions("x_y+m") == [nil, 20, 30, nil, 200, 300])
      let truth = try file.read("/y_true/pop", as: Double.self, shape: [3], allowing: .any)
      #expect(truth.allSatisfy { $0.isNaN })
    }
  }

  @Test func aRecipePutsItsPartsSideBySide() {
    let places = [SIMD2(0.0, 0.0), SIMD2(2, 4)]
    let recipe = FeatureRecipe([
      .features(name: "a", dimension: 1), .trend(TrendSurface(over: places, degree: 1)),
      .features(name: "b", dimension: 2),
    ])
    #expect(recipe.dimension == 5 && recipe.usesTrend && recipe.files.map(\.name) == ["a", "b"])
    // Rows in another order, and one that is not asked for.
    let tables = [
      "a": EmbeddingTable(ids: ["s", "r", "t"], values: [7, 8, 9], dimension: 1),
      "b": EmbeddingTable(ids: ["r", "s"], values: [1, 2, 3, 4], dimension: 2),
    ]
    let joined = recipe.table(["r", "s"], places) {
      tables[$0] ?? EmbeddingTable(ids: [], values: [], dimension: 0)
    }
    #expect(joined.ids == ["r", "s"] && joined.values == [8, -1, -1, 1, 2, 7, 1, 1, 3, 4])
    let none = FeatureRecipe().table(["r"], []) { _ in joined }
    #expect(none.dimension == 0 && none.ids == ["r"] && !FeatureRecipe().usesTrend)
  }
}
