internal import Foundation
internal import Statistics
internal import Support

/// Means over runs beside those of one result: how far they are apart, and how likely chance between runs alone would have
/// them so far (Welch's test).
package struct MeanComparison: Sendable {
  package struct Row: Sendable, Encodable {
    package let measure: String
    package let name: String
    /// Runs.
    package let n: Int
    package let mean: Double?
    package let sd: Double?
    /// To the mean of the result that others are compared with; nil of itself, and where it has none.
    package let difference: Double?
    /// Welch's, of freedom; nil where there is no p.
    package let degrees: Double?
    /// Two-sided; nil where one has a single run or neither varies.
    package let p: Double?
  }

  package let rows: [Row]
  private let base: String

  /// - Parameter base: the name of the result to compare with, or of its features, which stand for the same predictor on
  ///   those.
  /// - Throws: `Failure` (EX_DATAERR) where there is none.
  package init(_ runs: RunScores, with base: String) throws {
    self.base = base
    let scores = runs.scores
    guard !scores.isEmpty else { throw Failure.data(nil, "no test R² is there, and no ranking") }
    let byPlace = Dictionary(
      scores.map { ([$0.measure, $0.name], $0) }, uniquingKeysWith: { first, _ in first })
    let models = Set(scores.map { Self.model($0.name) }).subtracting([""])
    // A model that all share goes without saying, and baselines without one are compared with its results.
    let only = models.count == 1 ? models.first : nil
    func shown(_ name: String) -> String { models.count > 1 ? name : StudiedFeatures.withoutModel(name) }
    func compared(_ score: RunScores.Score) -> RunScores.Score? {
      [base, base + (only ?? Self.model(score.name))].lazy.compactMap { byPlace[[score.measure, $0]] }.first
    }
    guard scores.contains(where: { compared($0) != nil }) else {
      let known = scores.map { shown($0.name) }.firstOccurrences()
      throw Failure.data(nil, "nothing is of '\(base)', to compare with; there are \(known.listed())")
    }
    let names = scores.map(\.name).firstOccurrences()
    rows = scores.map(\.measure).firstOccurrences().flatMap { measure in
      names.compactMap { byPlace[[measure, $0]] }.map { score in
        Row(score, called: shown(score.name), besides: compared(score))
      }
    }
  }

  /// The `+model` of a result's name.
  private static func model(_ name: String) -> String {
    String(name.dropFirst(StudiedFeatures.withoutModel(name).count))
  }

  /// An aligned table, a row a measure and name.
  package var text: String {
    let heading = ["measure", "name", "runs", "mean ± sd", "− \(base)", "p (Welch)"]
    let lines = rows.map { row in
      [row.measure, row.name, "\(row.n)", ScoreText.spread(row.mean, row.sd)]
        + (row.difference.map { [String(format: "%+.3f", $0), ScoreText.probability(row.p)] } ?? ["", ""])
    }
    return ScoreText.aligned([heading] + lines).map { $0 + "\n" }.joined()
  }
}

extension MeanComparison.Row {
  fileprivate init(_ score: RunScores.Score, called name: String, besides base: RunScores.Score?) {
    measure = score.measure
    self.name = name
    (n, mean, sd) = (score.n, score.mean, score.sd)
    guard let base, base.name != score.name, let sample = score.sample, let other = base.sample else {
      (difference, degrees, p) = (nil, nil, nil)
      return
    }
    let difference = sample.mean - other.mean
    let test = WelchTest(sample, other)
    self.difference = difference.isFinite ? difference : nil
    (degrees, p) = (test?.degrees, test?.p)
  }
}
