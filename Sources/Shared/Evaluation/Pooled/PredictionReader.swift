package import Prediction
package import Support
package import Tables

/// Reads the predictions of a table that judge a model, one row in memory at a time: the rows of test regions with a
/// label. Columns are those that `PredictionTable` prints, by their names: `region`, `indicator`, `y_true` and `y_pred`,
/// and where there are several of them `features`, `seed` and `split`. Numbers on the indicator's own scale are `y_true_raw` and
/// `y_pred_raw`.
package struct PredictionReader {
  private var rows: ColumnReader
  private let region: Int
  private let indicator: Int
  private let features: Int?
  private let run: Int?
  private let part: Int?
  private let truth: Columns
  private let prediction: Columns
  private let name: String
  private let scale: (_ indicator: String) -> LabelTransform

  /// The run of a table that names none.
  private static let onlyRun = "1"

  /// - Parameters:
  ///   - name: what the features are called of a table without a column `features`.
  ///   - isNamed: whether the name was asked for, so that there must be no such column.
  ///   - scale: of `y_true` and `y_pred`.
  /// - Throws: `Failure` (EX_DATAERR) for a file that is empty or no text, or lacks a column.
  package init(
    _ stream: ContentStream, _ rules: TableRules, called name: String, isNamed: Bool,
    on scale: @escaping (_ indicator: String) -> LabelTransform
  ) throws {
    rows = try ColumnReader(stream, rules)
    let heading = rows.heading
    region = try heading.regionColumn(rows.columns)
    guard let indicator = try heading.position(["indicator"]) else {
      throw heading.lacks(["indicator"], "indicators", role: nil)
    }
    self.indicator = indicator
    features = try heading.position(["features"])
    run = try heading.position(["seed"])
    // A column of folds is no split: every row of such a table was tested.
    part = try rows.columns[.split] == nil ? heading.position(["split"]) : rows.column(.split)
    truth = try Columns("y_true", "what is known", heading)
    prediction = try Columns("y_pred", "predictions", heading)
    if isNamed, features != nil {
      throw Failure.data(
        rows.name, "has a column features, which names its predictions; \(name)= is for files without one")
    }
    if features == nil { try NameRules.require(name, rows.name, isLabel: true) }
    self.name = name
    self.scale = scale
  }

  /// How messages call the row.
  package var subject: String { rows.subject }

  /// The next one; nil at the end.
  /// - Throws: `Failure` (EX_DATAERR) naming the line that is wrong.
  package mutating func next() throws -> JudgedPrediction? {
    while try rows.next() {
      try rows.checkFields()
      if let prediction = try judged() { return prediction }
    }
    return nil
  }

  private func judged() throws -> JudgedPrediction? {
    guard try isTested() else { return nil }
    let (region, indicator) = (try label(region, "region"), try label(indicator, "indicator"))
    let scale = scale(indicator)
    guard let truth = try value(truth, indicator, region, scale) else { return nil }
    guard let prediction = try value(prediction, indicator, region, scale) else {
      throw Failure.data(
        rows.subject, "has no \(prediction.title) of region \(region), whose \(indicator) is known")
    }
    return JudgedPrediction(
      region: region, indicator: indicator, features: try features.map { try label($0, "features") } ?? name,
      run: try run.map { try label($0, "seed") } ?? Self.onlyRun, scale: scale, truth: truth,
      prediction: prediction)
  }

  private func isTested() throws -> Bool {
    guard let part else { return true }
    let text = rows.string(part)
    guard !text.isEmpty, text != PredictionTable.filled else { return false }
    guard let part = Part(named: text) else {
      throw Failure.data(
        rows.subject,
        "has split '\(text.escaped.shortened(to: 60))', where train, val, test or \(PredictionTable.filled) is needed"
      )
    }
    return part == .test
  }

  private func label(_ column: Int, _ what: String) throws -> String {
    let text = rows.string(column)
    if text.isEmpty { throw Failure.data(rows.subject, "names no \(what)") }
    try NameRules.require(text, rows.subject, isLabel: true)
    return text
  }

  /// A number on both scales; nil where neither is given.
  private func value(
    _ columns: Columns, _ indicator: String, _ region: String, _ scale: LabelTransform
  ) throws -> ValueOnBothScales? {
    let transformed = try columns.transformed.flatMap(number)
    guard let raw = try columns.raw.flatMap(number) else {
      return transformed.map { ValueOnBothScales(transformed: $0, on: scale) }
    }
    if let transformed { return ValueOnBothScales(transformed: transformed, raw: raw) }
    guard scale.takes(raw) else {
      throw Failure.data(
        rows.subject,
        "has \(raw) for \(indicator) of region \(region), where \(scale.of("y")) needs \(scale.domain); --transform names another scale"
      )
    }
    return ValueOnBothScales(raw: raw, on: scale)
  }

  /// nil where the field says that there is none.
  private func number(_ column: Int) throws -> Double? {
    if rows.isMissing(column) { return nil }
    guard let number = rows.number(column) else {
      throw Failure.data(
        rows.subject,
        "has '\(rows.string(column).escaped.shortened(to: 60))' in column '\(rows.heading.titles[column])', where a number is needed"
      )
    }
    return number
  }

  /// Where a number stands on the scale of models, on the indicator's own, or both.
  private struct Columns {
    let title: String
    let transformed: Int?
    let raw: Int?

    init(_ title: String, _ what: String, _ heading: TableHeading) throws {
      self.title = title
      transformed = try heading.position([title])
      raw = try heading.position([title + "_raw"])
      if transformed == nil, raw == nil { throw heading.lacks([title, title + "_raw"], what, role: nil) }
    }
  }
}
