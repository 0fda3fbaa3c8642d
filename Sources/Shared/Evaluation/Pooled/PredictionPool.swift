package import Prediction
internal import Support

/// Predictions of several tables, such as one a fold, put together by features, indicator and run, in each of which a region
/// is predicted once.
package struct PredictionPool: Sendable {
  /// Which predictions are wanted; nil for all.
  package struct Selection: Sendable {
    package var regions: Set<String>?
    package var indicators: [String]?
    package var features: [String]?

    package init(regions: Set<String>? = nil, indicators: [String]? = nil, features: [String]? = nil) {
      self.regions = regions
      self.indicators = indicators
      self.features = features
    }
  }

  struct Key: Hashable {
    let features: String
    let indicator: String
  }

  struct Pair {
    let truth: ValueOnBothScales
    var prediction: ValueOnBothScales
  }

  /// By region.
  typealias Run = [String: Pair]

  /// What is known of an indicator, which all tables have to agree on.
  struct Truth {
    let scale: LabelTransform
    var values: [String: ValueOnBothScales] = [:]
  }

  private let selection: Selection
  /// In the order in which they first come.
  private(set) var keys: [Key] = []
  /// The runs of each by their name.
  var runs: [Key: [String: Run]] = [:]
  private(set) var truths: [String: Truth] = [:]
  private var seen = (indicators: Set<String>(), features: Set<String>())

  package init(_ selection: Selection = Selection()) { self.selection = selection }

  /// The names of the features, in the order in which they first come.
  package var features: [String] {
    var names = Set<String>()
    return keys.map(\.features).filter { names.insert($0).inserted }
  }

  /// All that are predicted.
  package var regions: [String] { Set(truths.values.flatMap(\.values.keys)).sorted() }

  /// Adds a prediction, if it is wanted.
  /// - Parameter subject: where it is from, for messages.
  /// - Throws: `Failure` (EX_DATAERR) where the run has one of the region already, or another table knows another truth.
  package mutating func add(_ item: JudgedPrediction, from subject: @autoclosure () -> String) throws {
    seen.indicators.insert(item.indicator)
    seen.features.insert(item.features)
    guard selection.regions?.contains(item.region) ?? true,
      selection.indicators?.contains(item.indicator) ?? true,
      selection.features?.contains(item.features) ?? true
    else { return }
    try note(item, subject())
    let key = Key(features: item.features, indicator: item.indicator)
    if runs[key] == nil { keys.append(key) }
    let pair = Pair(truth: item.truth, prediction: item.prediction)
    guard runs[key, default: [:]][item.run, default: [:]].updateValue(pair, forKey: item.region) == nil else {
      throw Failure.data(
        subject(),
        "predicts \(item.indicator) of region \(item.region) by \(item.features) again (seed \(item.run)); a region counts once"
      )
    }
  }

  private mutating func note(_ item: JudgedPrediction, _ subject: @autoclosure () -> String) throws {
    let scale = truths[item.indicator]?.scale ?? item.scale
    guard scale == item.scale else {
      throw Failure.data(
        subject(), "has \(item.scale.of(item.indicator)), where another file has \(scale.of(item.indicator))")
    }
    let (own, others) = (item.truth, truths[item.indicator]?.values[item.region])
    if let others {
      // Tables may be rounded.
      let scale = max(1, abs(own.transformed), abs(others.transformed))
      guard abs(own.transformed - others.transformed) <= 1e-6 * scale else {
        throw Failure.data(
          subject(),
          "knows \(item.indicator) of region \(item.region) as \(own.transformed), and another prediction as \(others.transformed); are they on one scale?"
        )
      }
    } else {
      truths[item.indicator, default: Truth(scale: scale)].values[item.region] = own
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where nothing is there of a name that is wanted, or nothing at all.
  package func requireSelected() throws {
    for (wanted, seen, what) in [
      (selection.indicators, seen.indicators, "indicator"), (selection.features, seen.features, "features"),
    ] {
      if let name = wanted?.first(where: { !seen.contains($0) }) {
        throw Failure.data(
          nil, "no file has predictions of the \(what) '\(name)'; they have \(seen.sorted().listed())")
      }
    }
    if keys.isEmpty {
      throw Failure.data(nil, "no prediction of these regions, indicators and features is left to score")
    }
  }
}
