/// The cells as a table, one a line.
extension RobustnessCells {
  private typealias Column = (name: String, field: @Sendable (Cell) -> MetricTable.Field)

  private static let numbers: [Column] = [
    ("r2", { $0.r2 }), ("sd", { $0.sd }), ("low", { $0.low }), ("high", { $0.high }), ("gain", { $0.gain }),
    ("gain_sd", { $0.gainSD }), ("p_signflip", { $0.pSignFlip }), ("p_ttest", { $0.pTTest }),
  ]

  package var tsv: String {
    let header = ["split", "fit", "indicator", "trained", "set"] + Self.numbers.map(\.name)
    let lines = keys.map { key in
      [key.split, key.fit.rawValue, key.indicator, key.trained, key.set]
        + Self.numbers.map { $0.field(self[key]).text }
    }
    return ([header] + lines).map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  /// A cell for JSON; numbers that are not known are left out.
  package struct Record: Encodable {
    let split: String
    let fit: Fit
    let indicator: String
    let trained: String
    let set: String
    let r2, sd, low, high, gain, gain_sd, p_signflip, p_ttest: Double?
  }

  package var records: [Record] {
    keys.map { key in
      let cell = self[key]
      return Record(
        split: key.split, fit: key.fit, indicator: key.indicator, trained: key.trained, set: key.set,
        r2: cell.r2.value, sd: cell.sd.value, low: cell.low.value, high: cell.high.value,
        gain: cell.gain.value, gain_sd: cell.gainSD.value, p_signflip: cell.pSignFlip.value,
        p_ttest: cell.pTTest.value)
    }
  }
}
