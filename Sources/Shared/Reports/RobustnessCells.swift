/// The cells of a robustness study: a score a split, way of fitting, indicator, way to train and set of pictures, with what
/// is gained over the encoder that was trained on pictures as they are.
///
/// A study names its features `trained:set`, a predictor fitted to a set and scored on it, and `trained:set@other`, one
/// that is fitted to `set` and scored on `other`; a baseline has no encoder and stands for all sets.
package struct RobustnessCells: Sendable {
  /// What a predictor was fitted to: the set that it is scored on, or the original pictures.
  package enum Fit: String, Sendable, Encodable {
    case within, transfer
  }

  package struct Key: Hashable, Sendable {
    package let split: String
    package let fit: Fit
    package let indicator: String
    package let trained: String
    package let set: String
  }

  package struct Cell: Sendable {
    /// Mean over the seeds, its spread over seeds, and its interval over regions.
    package fileprivate(set) var r2 = MetricTable.Field.missing
    package fileprivate(set) var sd = MetricTable.Field.missing
    package fileprivate(set) var low = MetricTable.Field.missing
    package fileprivate(set) var high = MetricTable.Field.missing
    /// How much more than the encoder trained on original pictures, mean over seeds, and its spread.
    package fileprivate(set) var gain = MetricTable.Field.missing
    package fileprivate(set) var gainSD = MetricTable.Field.missing
    /// Of that gain: over regions (sign flips), and over seeds (paired t-test).
    package fileprivate(set) var pSignFlip = MetricTable.Field.missing
    package fileprivate(set) var pTTest = MetricTable.Field.missing
    /// Seeds.
    package fileprivate(set) var n = MetricTable.Field.missing
  }

  /// In the order in which they first come.
  package let keys: [Key]
  private let cells: [Key: Cell]

  package subscript(key: Key) -> Cell { cells[key] ?? Cell() }

  package init(_ metrics: MetricTable) {
    var keys: [Key] = []
    var cells: [Key: Cell] = [:]
    for row in metrics.rows {
      guard let split = row.tested else { continue }
      let (key, metric) = Self.place(row, split)
      guard let fill = Self.columns[metric] else { continue }
      if cells[key] == nil { keys.append(key) }
      fill(&cells[key, default: Cell()], row)
    }
    self.keys = keys
    self.cells = cells
  }

  private static let columns: [String: @Sendable (inout Cell, MetricTable.Row) -> Void] = [
    "r2": { ($0.r2, $0.sd, $0.low, $0.high, $0.n) = ($1.mean, $1.sd, $1.low, $1.high, $1.n) },
    "r2_gain": { ($0.gain, $0.gainSD) = ($1.mean, $1.sd) },
    "p_signflip": { $0.pSignFlip = $1.mean },
    "p_ttest": { $0.pTTest = $1.mean },
  ]

  /// Which cell a row belongs to, and the metric without the name of what it compares with: the original encoder's
  /// features of the same set. A comparison with another set keeps its name and belongs to no column.
  private static func place(_ row: MetricTable.Row, _ split: String) -> (key: Key, metric: String) {
    let name = StudiedFeatures.withoutModel(row.features)
    let studied = StudiedFeatures(row.features)
    let fit = name.split(separator: "@", omittingEmptySubsequences: false).count == 2 ? Fit.transfer : .within
    let (trained, set) = (studied?.trained ?? name, studied?.scored ?? "")
    let reference = fit == .within ? "original:\(set)" : "original:original@\(set)"
    let key = Key(split: split, fit: fit, indicator: row.indicator, trained: trained, set: set)
    return (key, withoutReference(row.metric, reference))
  }

  private static func withoutReference(_ metric: String, _ reference: String) -> String {
    for end in [metric[...], StudiedFeatures.withoutModel(metric)[...]] where end.hasSuffix(":" + reference) {
      return String(end.dropLast(reference.count + 1))
    }
    return metric
  }
}
