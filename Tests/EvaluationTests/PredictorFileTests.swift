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
  private static func models(seeds: [UInt64] = [7, .max], folds: Int = 3) throws -> [SavedModel] {
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
      let runs = try Evaluation(plan: .fixed(fold), seeds: seeds).models([task])[0]
      return SavedModel(
        label: task.label, indicator: task.indicator, kind: kind, features: features, replicates: 1,
        runs: try runs.map { run in
          SavedModel.Run(
            seed: run.seed, replicate: 0, model: run.model,
            calibration: try calibration(
              kind.predictor(settings, subject), inputs, values.map { log($0 + 1) }, run, folds: folds))
        })
    }
  }

  /// Folds of the first 33 regions.
  private static func calibration(
    _ predictor: any Predictor, _ inputs: PredictorInputs, _ labels: [Double], _ run: SavedModel.Run,
    folds: Int
  ) throws -> Calibration {
    var models: [any FittedPredictor] = []
    var scores: [Calibration.Score] = []
    for held in 0..<folds {
      let (own, others) = ((0..<33).filter { $0 % folds == held }, (0..<33).filter { $0 % folds != held })
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
      to: training, folds: (0..<33).map { $0 % folds },
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

  /// What can happen to an object of a file.
  private enum Damage: Equatable {
    case none
    case lost(String)
    /// One element is another.
    case changed(String)
    /// An element more.
    case longer(String)
    case attribute(String, String)
    case lostAttribute(String, String)
  }

  /// A model of each predictor under one root for each damage, with its digest made anew or as it was.
  private func expectRefused(
    sealing: Bool, _ damages: (borrowing HDF5File, String) throws -> [Damage],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    // One run of two folds has every part that there is.
    let models = try Self.models(seeds: [7], folds: 2)
    try withTemporaryPath("p.h5") { path in
      do { try PredictorFile(models).write(to: HDF5File(creating: path, name: "p.h5")) }
      let whole = try HDF5File(reading: path, name: "p.h5")
      try withTemporaryPath("q.h5") { path in
        var roots: [(root: String, damage: Damage)] = []
        do {
          let copy = try HDF5File(creating: path, name: "q.h5")
          for model in try whole.members(of: "/model") {
            let group = "/model/\(model)/edu_high"
            for damage in [.none] + (try damages(whole, group)) {
              let root = "/\(roots.count)"
              try Self.copy(group, of: whole, to: copy, below: root, damage)
              if sealing {
                try SavedModel.seal(copy, at: root + group)
              } else {
                try copy.setAttribute("sha256", whole.stringAttribute("sha256", on: group), on: root + group)
              }
              roots.append((root + group, damage))
            }
          }
        }
        let copy = try HDF5File(reading: path, name: "q.h5")
        #expect(roots.count > 5 * models.count, sourceLocation: sourceLocation)
        for (root, damage) in roots {
          if damage == .none {
            #expect(throws: Never.self, sourceLocation: sourceLocation) {
              _ = try SavedModel(from: copy, at: root)
            }
          } else {
            #expect(throws: Failure.self, "\(root), \(damage)", sourceLocation: sourceLocation) {
              _ = try SavedModel(from: copy, at: root)
            }
          }
        }
      }
    }
  }

  /// Every dataset of the file, whatever predictor wrote it, is needed, but for the encoder, which need not be
  /// known, and the scales of bounds that are not to be scaled.
  @Test func aModelThatLacksAPartIsRefused() throws {
    try expectRefused(sealing: true) { file, group in
      try Self.objects(of: file, below: group).datasets.filter {
        !$0.hasSuffix("/input/encoder") && !$0.hasSuffix("/calibration/1/scale")
      }.map { .lost($0) }
    }
  }

  /// An element too many of any dataset, and every attribute that is lost.
  @Test func aModelWithPartsOfAnotherSizeIsRefused() throws {
    try expectRefused(sealing: true) { file, group in
      let objects = try Self.objects(of: file, below: group)
      return objects.attributes.map { .lostAttribute($0.path, $0.name) }
        + objects.datasets.map { .longer($0) }
    }
  }

  /// Whatever is another value than was saved, also one that could be.
  @Test func aModelWithForeignPartsIsRefused() throws {
    try expectRefused(sealing: false) { file, group in
      let objects = try Self.objects(of: file, below: group)
      return try objects.datasets.filter { try file.dataset($0).count > 0 }.map { .changed($0) }
        + objects.attributes.map { .attribute($0.path, $0.name) }
    }
  }

  @Test func whatIsUnknownIsNamed() throws {
    let changes = [
      ("/model/a_b+ridge/edu_high", "model", "forest", "is 'forest', where one of ridge, elastic-net"),
      (
        "/model/a_b+ridge/edu_high", "label_transform", "cbrt",
        "is 'cbrt', where one of log1p, identity, logit, sqrt is needed"
      ),
      ("/model/a_b+ridge/edu_high", "model", "coordinates", "gives coordinates features, which takes none"),
      ("/model/a_b+mlp/edu_high", "features", "c", "is not what was saved"),
    ]
    let models = try Self.models()
    try withTemporaryPath("p.h5") { path in
      do { try PredictorFile(models).write(to: HDF5File(creating: path, name: "p.h5")) }
      let whole = try HDF5File(reading: path, name: "p.h5")
      for (group, attribute, value, message) in changes {
        try withTemporaryPath("q.h5") { path in
          do {
            let copy = try HDF5File(creating: path, name: "q.h5")
            try Self.copy(group, of: whole, to: copy, below: "", .none, naming: [attribute: value])
            try copy.setAttribute("sha256", whole.stringAttribute("sha256", on: group), on: group)
          }
          let copy = try HDF5File(reading: path, name: "q.h5")
          let failure = #expect(throws: Failure.self) { _ = try SavedModel(from: copy, at: group) }
          #expect(failure?.message.hasPrefix(message) ?? false, "\(failure?.message ?? "")")
        }
      }
    }
  }

  /// Files of before say nothing of encoders, bounds or digests.
  @Test func anOldFileIsRead() throws {
    let models = try Self.models().map { model in
      SavedModel(
        label: model.label, indicator: model.indicator, kind: model.kind,
        features: FeatureRecipe(
          model.features.parts.map { part in
            if case .features(let name, let dimension, _) = part {
              .features(name: name, dimension: dimension)
            } else {
              part
            }
          }), replicates: 1,
        runs: model.runs.map { SavedModel.Run(seed: $0.seed, replicate: 0, model: $0.model) })
    }
    let file = PredictorFile(models)
    #expect(file.version == SchemaVersion(1, 0))
    #expect(try PredictorFile(Self.models()).version == SchemaVersion(1, 1))
    try withTemporaryPath("p.h5") { path in
      do { try file.write(to: HDF5File(creating: path, name: "p.h5")) }
      let whole = try HDF5File(reading: path, name: "p.h5")
      let isSealed = whole.hasAttribute("sha256", on: "/model/a_b+ridge/edu_high")
      #expect(!isSealed)
      let read = try PredictorFile(from: whole, version: SchemaVersion(1, 0)).models
      for model in models {
        let again = try #require(read.first { $0.label == model.label })
        #expect(!again.isCalibrated && again.features == model.features)
        #expect(try Self.predictions(again) == Self.predictions(model))
      }
    }
  }

  /// Attributes of groups and of trend surfaces.
  private static let texts = ["features", "indicator", "model", "label_transform"]
  private static let numbers = ["replicates", "folds", "degree"]

  private static func objects(of file: borrowing HDF5File, below group: String) throws -> (
    datasets: [String], attributes: [(path: String, name: String)]
  ) {
    var attributes = (texts + numbers).filter { file.hasAttribute($0, on: group) }.map { (group, $0) }
    if (try? file.dataset(group)) != nil { return ([group], attributes) }
    var datasets: [String] = []
    for member in try file.members(of: group) {
      let below = try objects(of: file, below: "\(group)/\(member)")
      datasets += below.datasets
      attributes += below.attributes
    }
    return (datasets, attributes)
  }

  private static func copy(
    _ group: String, of file: borrowing HDF5File, to copy: borrowing HDF5File, below root: String,
    _ damage: Damage, naming names: [String: String] = [:]
  ) throws {
    let objects = try objects(of: file, below: group)
    for path in objects.datasets where damage != .lost(path) {
      try Self.copy(
        dataset: path, of: file, to: copy, at: root + path, isChanged: damage == .changed(path),
        isLonger: damage == .longer(path))
    }
    for (path, name) in objects.attributes where damage != .lostAttribute(path, name) {
      // That of a dataset which is lost.
      guard copy.contains(root + path) else { continue }
      let isChanged = damage == .attribute(path, name)
      if texts.contains(name) {
        let text = try names[name] ?? file.stringAttribute(name, on: path)
        try copy.setAttribute(name, isChanged ? text + "x" : text, on: root + path)
      } else {
        let number: Int64 = try file.numberAttribute(name, on: path)
        try copy.setAttribute(name, isChanged ? number + 1 : number, on: root + path)
      }
    }
  }

  private static func copy(
    dataset path: String, of file: borrowing HDF5File, to copy: borrowing HDF5File, at target: String,
    isChanged: Bool, isLonger: Bool
  ) throws {
    let dataset = try file.dataset(path)
    var shape = dataset.shape
    if isLonger { shape[0] += 1 }
    let layout = HDF5Layout("copy", dimensions: [])
    if dataset.kind == .string {
      var strings = try dataset.readStrings()
      if isChanged, !strings.isEmpty { strings[0] += "x" }
      return try copy.write(isLonger ? strings + ["more"] : strings, to: target, layout)
    }
    func numbers<T: HDF5Scalar & Numeric>(_ type: T.Type) throws {
      var values = try dataset.readAll(as: type, allowing: .any)
      if isChanged, !values.isEmpty { values[values.count - 1] += 1 }
      values += [T](repeating: .zero, count: shape.reduce(1, *) - values.count)
      try copy.write(values, to: target, shape: shape, layout)
    }
    switch dataset.kind {
    case .float32: try numbers(Float.self)
    case .float64: try numbers(Double.self)
    case .int32: try numbers(Int32.self)
    default: try numbers(Int64.self)
    }
  }
}
