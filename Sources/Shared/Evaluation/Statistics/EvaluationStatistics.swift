internal import Prediction
internal import Statistics
internal import Tables

/// What a table says about test predictions beside their scores.
package struct EvaluationStatistics: Sendable {
  /// Intervals of the scores.
  package var bootstrap: ScoreBootstrap?
  /// The neighbours of a region in Moran's I of the residuals; nil without.
  package var moranNeighbours: Int?
  /// Results to test others against: a result's name, or one of features, which stands for the same model on
  /// those features.
  package var baselines: [String]
  /// Draws of permutation tests.
  package var permutations: Int
  package var seed: UInt64

  package init(
    bootstrap: ScoreBootstrap? = nil, moranNeighbours: Int? = nil, baselines: [String] = [],
    permutations: Int = 9999, seed: UInt64 = 1
  ) {
    self.bootstrap = bootstrap
    self.moranNeighbours = moranNeighbours
    self.baselines = baselines
    self.permutations = permutations
    self.seed = seed
  }

  /// The rows of every result of a city: scores, then what was asked for.
  package func rows(_ city: EvaluatedCity) -> [[MetricRow]] {
    let parts = city.results.map { TestPart(city, $0) }
    let samples = parts.map { part in bootstrap.map { $0.samples(part) } }
    return city.results.enumerated().map { task, result in
      var rows = MetricRow.rows(result, split: city.split)
      let place = "\(city.split)/\(Part.test.rawValue)"
      let tested = rows.indices.filter { rows[$0].split == place }
      if let bootstrap, let samples = samples[task] {
        for (score, row) in tested.enumerated() where !MetricRow.counts.contains(rows[row].metric) {
          rows[row].interval = bootstrap.interval(samples.map { $0[score] })
        }
      }
      guard !tested.isEmpty else { return rows }
      let naming = RowNaming(
        features: result.label, indicator: result.indicator, split: place, runs: city.seeds.count)
      if let distances = city.distances[result.indicator] {
        rows.append(naming.row("distance", runs: distances.medians))
      }
      rows += moran(parts[task], city.coordinates, naming)
      for name in baselines {
        guard let other = baseline(name, of: task, in: city) else { continue }
        let gains = zip(result.scores, city.results[other].scores).map {
          ($0[.test]?.transformed.r2 ?? .nan) - ($1[.test]?.transformed.r2 ?? .nan)
        }
        var gain = naming.row("r2_gain:\(name)", runs: gains)
        if let bootstrap, let own = samples[task], let others = samples[other] {
          gain.interval = bootstrap.interval(zip(own, others).map { $0[0] - $1[0] })
        }
        rows += [gain] + comparison(parts[task], parts[other], gains, name, naming)
      }
      return rows
    }
  }

  /// The result that `name` stands for beside result `number`, on the same indicator; nil for none and for itself. In
  /// another city the `@` of its results may be left out.
  func baseline(_ name: String, of number: Int, in city: EvaluatedCity) -> Int? {
    let own = city.results[number]
    let (_, model) = Self.parts(own.label)
    let suffix = city.target.map { "@" + $0 } ?? ""
    let (features, namedModel) = Self.parts(name)
    let labels = [name, name + model, name + suffix, name + suffix + model, features + suffix + namedModel]
    let found = labels.lazy.compactMap { label in
      city.results.firstIndex { $0.label == label && $0.indicator == own.indicator }
    }.first
    return found == number ? nil : found
  }

  /// The features and the `+model` of a result's name.
  private static func parts(_ label: String) -> (features: String, model: String) {
    guard let plus = label.lastIndex(of: "+") else { return (label, "") }
    return (String(label[..<plus]), String(label[plus...]))
  }

  private struct RowNaming {
    let features: String
    let indicator: String
    let split: String
    let runs: Int

    func row(_ metric: String, runs values: [Double]) -> MetricRow {
      MetricRow(features: features, indicator: indicator, split: split, metric: metric, values: values)
    }

    /// A value of all runs together.
    func row(_ metric: String, _ value: Double) -> MetricRow {
      var row = row(metric, runs: [Double](repeating: value, count: runs))
      row.sd = nil
      return row
    }
  }

  private func moran(_ part: TestPart, _ coordinates: [SIMD2<Double>], _ naming: RowNaming) -> [MetricRow] {
    guard let moranNeighbours else { return [] }
    let places = part.rows.compactMap { coordinates.indices.contains($0) ? coordinates[$0] : nil }
    let isKnown = places.count == part.rows.count && places.count > 2 && !places.contains { $0.x.isNaN }
    let index = isKnown ? MoranI(places, neighbours: moranNeighbours) : nil
    let residuals = part.residuals
    // One run may stand for several that are the same.
    func spread(_ score: ([Double]) -> Double) -> [Double] {
      let values = residuals.map(score)
      return (0..<naming.runs).map { values[$0 % values.count] }
    }
    return [
      naming.row("moran_i", runs: spread { index?($0) ?? .nan }),
      naming.row("moran_i_expected", index?.expectation ?? .nan),
      naming.row("moran_z", runs: spread { index?.normalScore($0) ?? .nan }),
      naming.row(
        "p_moran", index?.permutationP(residuals, permutations: permutations, seed: seed) ?? .nan),
    ]
  }

  private func comparison(
    _ own: TestPart, _ other: TestPart, _ gains: [Double], _ name: String, _ naming: RowNaming
  ) -> [MetricRow] {
    let differences = zip(own.squaredErrors, other.squaredErrors).map(-)
    let sums = own.units.map { $0.reduce(0) { $0 + differences[$1] } }
    return [
      naming.row("p_signflip:\(name)", PairedTests.signFlip(sums, permutations: permutations, seed: seed)),
      naming.row("p_ttest:\(name)", PairedTests.studentT(gains)),
    ]
  }
}
