internal import Prediction
internal import Support
internal import Tables

extension PredictionPool {
  /// The pooled predictions as results to score: all regions are test.
  /// - Parameters:
  ///   - split: the name of the split in metrics.
  ///   - blocks: what regions were held out together, which resamples and tests keep together.
  /// - Throws: `Failure` (EX_DATAERR) for a region without a block.
  package func city(split: String, blocks: BlockTable? = nil) throws -> EvaluatedCity {
    let ids = regions
    let rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let results = keys.map { result($0, rows) }
    return EvaluatedCity(
      ids: ids, coordinates: [], plan: try plan(ids, blocks),
      seeds: (0..<UInt64(results.map(\.scores.count).max() ?? 0)).map { $0 }, split: split, results: results)
  }

  private func plan(_ ids: [String], _ blocks: BlockTable?) throws -> EvaluationPlan {
    guard let blocks else { return .fixed(Fold(train: [], validation: [], test: Array(ids.indices))) }
    let labels = try ids.map { id in
      guard let label = blocks.labels[id] else {
        throw Failure.data(blocks.name, "names no block of region \(id)")
      }
      return label
    }
    let units = SpatialBlocks.labelled(labels)
    return .crossValidation(units: units, folds: units.count, validation: 0)
  }

  private func result(_ key: Key, _ rows: [String: Int]) -> Evaluation.Result {
    let runs = (runs[key] ?? [:]).sorted { NaturalOrder.precedes($0.key, $1.key) }.map(\.value)
    var values = [Double](repeating: .nan, count: rows.count)
    var predictions: [[Double]] = []
    var scores: [[Part: ScoresOnBothScales]] = []
    for run in runs {
      var row = [Double](repeating: .nan, count: rows.count)
      for (region, pair) in run {
        guard let place = rows[region] else { continue }
        values[place] = truths[key.indicator]?.values[region]?.raw ?? pair.truth.raw
        row[place] = pair.prediction.transformed
      }
      predictions.append(row)
      // In one order, for sums depend on it.
      let pairs = run.sorted { $0.key < $1.key }.map(\.value)
      scores.append([
        .test: ScoresOnBothScales(truth: pairs.map(\.truth), predictions: pairs.map(\.prediction))
      ])
    }
    return Evaluation.Result(
      label: key.features, indicator: key.indicator, values: values,
      transform: truths[key.indicator]?.scale ?? .log1p, scores: scores, predictions: predictions)
  }

  /// Results whose runs predict other regions than their first does.
  package var uneven: [(features: String, indicator: String)] {
    keys.compactMap { key in
      let regions = (runs[key] ?? [:]).values.map { Set($0.keys) }
      return regions.allSatisfy { $0 == regions.first } ? nil : (key.features, key.indicator)
    }
  }

  /// Resamples and tests go over the same regions in every run and result.
  /// - Throws: `Failure` (EX_DATAERR) where they differ.
  package func requireSameRegions() throws {
    for key in keys {
      let count = truths[key.indicator]?.values.count
      let others = (runs[key] ?? [:]).filter { $0.value.count != count }
      guard let run = others.min(by: { NaturalOrder.precedes($0.key, $1.key) }) else { continue }
      throw Failure.data(
        nil,
        "\(key.features) predicts \(key.indicator) of \(run.value.count) regions (seed \(run.key)), where the files have \(count ?? 0); --bootstrap and --versus need the same regions everywhere"
      )
    }
  }
}
