/// What other pictures leave of predictors: test R² of each way to train on each set of pictures, and which share of the R²
/// on the set that the predictor was fitted to is kept, by the mean over some indicators.
package struct KeptScores: Sendable {
  package struct Row: Sendable, Encodable {
    package let split: String
    /// How the encoder was trained, with the model of the predictor behind a + where there are several.
    package let trained: String
    /// The set that the predictor was fitted to, and the one that is embedded.
    package let fitted: String
    package let embedded: String
    /// By indicator, where known: mean and standard deviation over seeds.
    package let r2: [String: Double]
    package let sd: [String: Double]
    /// Nil where a score is missing, or the predictor explains nothing where it was fitted.
    package let kept: Double?
  }

  package let rows: [Row]
  private let indicators: [String]
  private let averaged: [String]

  /// - Parameters:
  ///   - indicators: the columns; all that the table has, in its order, where there are none.
  ///   - averaged: those whose mean says what is kept.
  package init(_ metrics: MetricTable, indicators wanted: [String], averaged: [String]) {
    var scores: [Place: [String: MetricTable.Row]] = [:]
    var places: [Place] = []
    for row in metrics.rows where row.metric == "r2" {
      guard let split = row.tested, let features = StudiedFeatures(row.features) else { continue }
      let place = Place(split: split, features: features)
      if scores[place] == nil { places.append(place) }
      scores[place, default: [:]][row.indicator] = row
    }
    func mean(_ place: Place) -> Double? {
      let values = averaged.compactMap { scores[place]?[$0]?.mean.value }
      return values.count == averaged.count ? values.reduce(0, +) / Double(values.count) : nil
    }
    let hasModels = Set(places.map(\.features.model)).count > 1
    indicators =
      wanted.isEmpty
      ? metrics.rows.filter { $0.metric == "r2" && $0.tested != nil }.map(\.indicator).firstOccurrences()
      : wanted
    self.averaged = averaged
    rows = places.map { place in
      let (features, own) = (place.features, scores[place] ?? [:])
      let base = mean(Place(split: place.split, features: features.whereFitted))
      return Row(
        split: place.split, trained: features.trained + (hasModels ? features.model : ""),
        fitted: features.fitted, embedded: features.scored, r2: own.compactMapValues(\.mean.value),
        sd: own.compactMapValues(\.sd.value),
        kept: mean(place).flatMap { own in base.flatMap { $0 > 0 ? own / $0 : nil } })
    }
  }

  private struct Place: Hashable {
    let split: String
    let features: StudiedFeatures
  }

  /// An aligned table, a block a split.
  /// - Parameter scale: what R² is of, for the headings.
  package func text(scale: String) -> String {
    rows.map(\.split).firstOccurrences().map { split in
      let heading = "\(split): test R² of \(scale); kept of the mean of \(averaged.joined(separator: ", "))"
      let lines =
        [["trained", "fitted", "embedded"] + indicators + ["kept"]]
        + rows.filter { $0.split == split }.map(fields)
      return ([heading] + ScoreText.aligned(lines)).map { $0 + "\n" }.joined()
    }.joined(separator: "\n")
  }

  private func fields(_ row: Row) -> [String] {
    [row.trained, row.fitted, row.embedded] + indicators.map { ScoreText.spread(row.r2[$0], row.sd[$0]) }
      + [ScoreText.share(row.kept)]
  }
}
