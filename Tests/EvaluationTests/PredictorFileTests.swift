internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Foundation
import Testing

@Suite struct PredictorFileTests {
  private static let places = (0..<40).map { SIMD2(Double($0 % 8) * 0.02, Double($0 / 8) * 0.03) }
  private static let ids = (0..<40).map { "r\(100 + $0)" }

  private static func table(_ dimension: Int) -> EmbeddingTable {
    var random = Philox(seed: UInt64(dimension), "predictor file")
    return EmbeddingTable(
      ids: ids, values: (0..<(40 * dimension)).map { _ in Float(random.normal()) }, dimension: dimension)
  }

  /// A model of every predictor, with features of a file, of a file and the map, or none.
  private static func models() throws -> [SavedModel] {
    let recipe = FeatureRecipe([
      .trend(TrendSurface(over: places)), .features(name: "a/b", dimension: 3, encoder: "resnet18"),
    ])
    let values = (0..<40).map { Double($0 % 7) + 1 }
    let fold = Fold(train: Array(0..<25), validation: Array(25..<33), test: Array(33..<40))
    let settings = PredictorSettings(["hidden": "4", "epochs": "6", "trees": "5", "rounds": "5"])
    return try PredictorKind.all.map { kind in
      let features = kind.inputs.contains(.features) ? recipe : FeatureRecipe()
      let inputs = PredictorInputs(features.table(ids, places) { _ in table(3) }, coordinates: places)
      let subject = PredictorSubject(indicator: "edu/high", dimension: features.dimension)
      let task = Evaluation.Task(
        label: "a/b+\(kind.name)", indicator: "edu/high", values: values,
        replicates: [Evaluation.Replicate(try kind.predictor(settings, subject), inputs)])
      let runs = try Evaluation(plan: .fixed(fold), seeds: [7, .max]).models([task])[0]
      return SavedModel(
        label: task.label, indicator: task.indicator, kind: kind, features: features, replicates: 1,
        runs: try runs.map { run in
          SavedModel.Run(
            seed: run.seed, replicate: 0, model: run.model,
            calibration: try calibration(
              kind.predictor(settings, subject), inputs, values.map { log($0 + 1) }, run))
        })
    }
  }

  /// Three folds of the first 33 regions.
  private static func calibration(
    _ predictor: any Predictor, _ inputs: PredictorInputs, _ labels: [Double], _ run: SavedModel.Run
  ) throws -> Calibration {
    var models: [any FittedPredictor] = []
    var scores: [Calibration.Score] = []
    for held in 0..<3 {
      let (own, others) = ((0..<33).filter { $0 % 3 == held }, (0..<33).filter { $0 % 3 != held })
      let fold = Fold(
        train: Array(others.dropLast(7)), validation: Array(others.suffix(7)), test: own,
        refitsWithValidation: true)
      let model = try predictor.fit(
        inputs, labels: labels, fold: predictor.validation == .none ? fold.refitted : fold, seed: run.seed,
        item: UInt64(held))
      let predictions = model.predictions(inputs)
      models.append(model)
      scores += own.map {
        Calibration.Score(region: ids[$0], fold: held, error: labels[$0] - predictions[$0])
      }
    }
    let training = EmbeddingTable(
      ids: Array(ids[..<33]), values: Array(inputs.features.values.prefix(33 * inputs.features.dimension)),
      dimension: inputs.features.dimension)
    let (reference, _) = ApplicabilityReference.fitted(
      to: training, folds: (0..<33).map { $0 % 3 },
      weights: run.model.featureWeights(dimension: training.dimension))
    return Calibration(
      models: models, scores: scores, applicability: reference, labels: Array(labels[..<33]),
      scales: scores.map { _ in 2 })
  }

  private static func predictions(_ model: SavedModel) throws -> [[UInt64]] {
    try model.predictions(ids, coordinates: places, ["a/b": [table(3)]]).map { $0.map(\.bitPattern) }
  }

  /// Bounds and applicability of every region by each run, to the bit.
  private static func bounds(_ model: SavedModel) throws -> [[UInt64]] {
    let inputs = PredictorInputs(
      model.features.table(ids, places) { _ in table(3) }, coordinates: places)
    return try model.runs.map { run in
      let own = try #require(run.calibration)
      let intervals = own.bounds(inputs, level: 0.8)
      let (indices, threshold) = (own.applicability.indices(of: inputs.features), own.applicability.threshold)
      #expect(intervals.allSatisfy { $0.width.isFinite && $0.width > 0 })
      return (intervals.flatMap { [$0.low, $0.high] } + indices + [threshold]).map(\.bitPattern)
    }
  }

  @Test func modelsComeBackAsTheyWere() throws {
    let models = try Self.models()
    try withTemporaryPath("p.h5") { path in
      do { try PredictorFile(models).write(to: HDF5File(creating: path, name: "p.h5")) }
      let read = try PredictorFile(from: HDF5File(reading: path, name: "p.h5")).models
      #expect(read.count == models.count)
      for model in models {
        let again = try #require(read.first { $0.label == model.label })
        #expect(again.indicator == "edu/high" && again.features == model.features)
        #expect(again.kind.name == model.kind.name && again.replicates == 1)
        #expect(again.runs.map(\.seed) == model.runs.map(\.seed))
        #expect(try Self.predictions(again) == Self.predictions(model))
        #expect(try Self.bounds(again) == Self.bounds(model))
        for (own, run) in zip(again.runs, model.runs) {
          #expect(own.calibration?.scores == run.calibration?.scores)
          #expect(own.calibration?.applicability.training.ids == run.calibration?.applicability.training.ids)
        }
      }
    }
  }

  /// Every dataset of the file, whatever predictor wrote it, is needed.
  @Test func aModelThatLacksAPartIsRefused() throws {
    try withDamage { whole, copy in
      var roots: [String] = []
      for model in try whole.members(of: "/model") {
        let datasets = try Self.datasets(of: whole, below: "/model/\(model)/edu_high")
        for lost in datasets {
          let root = "/\(roots.count)"
          for path in datasets where path != lost { try Self.copy(path, from: whole, to: copy, below: root) }
          roots.append("\(root)/model/\(model)/edu_high")
        }
      }
      #expect(roots.count > 80)
      return roots
    } check: { file, roots in
      for root in roots { #expect(throws: Failure.self) { _ = try SavedModel(from: file, at: root) } }
    }
  }

  @Test func whatIsUnknownIsNamed() throws {
    let changes = [
      ("model", "forest", "is 'forest', where one of ridge, elastic-net"),
      ("label_transform", "cbrt", "is 'cbrt', where one of log1p, identity, logit, sqrt is needed"),
      ("model", "coordinates", "gives coordinates features, which takes none"),
    ]
    let group = "/model/a_b+ridge/edu_high"
    try withDamage { whole, copy in
      for (number, (attribute, value, _)) in changes.enumerated() {
        for path in try Self.datasets(of: whole, below: group) {
          try Self.copy(path, from: whole, to: copy, below: "/\(number)", changing: [attribute: value])
        }
      }
      return changes.indices.map { "/\($0)\(group)" }
    } check: { file, roots in
      for (root, (_, _, message)) in zip(roots, changes) {
        let failure = #expect(throws: Failure.self) { _ = try SavedModel(from: file, at: root) }
        #expect(failure?.message.hasPrefix(message) ?? false, "\(failure?.message ?? "")")
      }
    }
  }

  /// Writes all models, then what `damage` copies of them, for `check` to read.
  private func withDamage(
    _ damage: (_ whole: borrowing HDF5File, _ copy: borrowing HDF5File) throws -> [String],
    check: (borrowing HDF5File, [String]) throws -> Void
  ) throws {
    try withTemporaryPath("p.h5") { path in
      do { try PredictorFile(Self.models()).write(to: HDF5File(creating: path, name: "p.h5")) }
      let whole = try HDF5File(reading: path, name: "p.h5")
      try withTemporaryPath("q.h5") { path in
        let roots: [String]
        do { roots = try damage(whole, HDF5File(creating: path, name: "q.h5")) }
        try check(HDF5File(reading: path, name: "q.h5"), roots)
      }
    }
  }

  private static func datasets(of file: borrowing HDF5File, below group: String) throws -> [String] {
    var found: [String] = []
    for member in try file.members(of: group) {
      let path = "\(group)/\(member)"
      if (try? file.dataset(path)) != nil {
        found.append(path)
      } else {
        found += try datasets(of: file, below: path)
      }
    }
    return found
  }

  /// Copies a dataset below `root`, with the attributes of its model.
  private static func copy(
    _ path: String, from file: borrowing HDF5File, to copy: borrowing HDF5File, below root: String,
    changing attributes: [String: String] = [:]
  ) throws {
    let dataset = try file.dataset(path)
    let (target, shape) = (root + path, dataset.shape)
    let layout = HDF5Layout("copy", dimensions: [])
    switch dataset.kind {
    case .string: try copy.write(dataset.readStrings(), to: target, layout)
    case .float32: try copy.write(dataset.readAll(as: Float.self), to: target, shape: shape, layout)
    case .float64: try copy.write(dataset.readAll(as: Double.self), to: target, shape: shape, layout)
    case .int32: try copy.write(dataset.readAll(as: Int32.self), to: target, shape: shape, layout)
    case .int64: try copy.write(dataset.readAll(as: Int64.self), to: target, shape: shape, layout)
    case .uint8: try copy.write(dataset.readAll(as: UInt8.self), to: target, shape: shape, layout)
    case .uint16: try copy.write(dataset.readAll(as: UInt16.self), to: target, shape: shape, layout)
    }
    if path.hasSuffix("/trend") {
      try copy.setAttribute("degree", file.numberAttribute("degree", as: Int64.self, on: path), on: target)
    }
    let group = path.split(separator: "/").prefix(3).map { "/" + $0 }.joined()
    guard !copy.hasAttribute("model", on: root + group) else { return }
    for name in ["features", "indicator", "model", "label_transform"] {
      try copy.setAttribute(
        name, attributes[name] ?? file.stringAttribute(name, on: group), on: root + group)
    }
    let replicates: Int64 = try file.numberAttribute("replicates", on: group)
    try copy.setAttribute("replicates", replicates, on: root + group)
  }
}
