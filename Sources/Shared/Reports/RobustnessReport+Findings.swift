/// What a study finds, in words.
extension RobustnessReport {
  func findings(_ split: String) -> String {
    let lines = sets.dropFirst().map { finding($0, split) } + [originals(split)]
    return lines.map { $0 + "\n" }.joined() + "\n"
  }

  /// Mean over the indicators; nil where one of them is not known.
  private func average(
    _ split: String, _ fit: RobustnessCells.Fit, _ trained: String, _ set: String,
    of field: (RobustnessCells.Cell) -> MetricTable.Field = { $0.r2 }
  ) -> Double? {
    let values = indicators.compactMap { field(cell(split, fit, $0, trained, set)).value }
    guard values.count == indicators.count, !values.isEmpty else { return nil }
    return values.reduce(0, +) / Double(values.count)
  }

  /// What becomes of predictors under a change of pictures, and which way to train holds best.
  private func finding(_ set: String, _ split: String) -> String {
    func text(_ fit: RobustnessCells.Fit, _ trained: String, _ set: String) -> String {
      Self.number(average(split, fit, trained, set))
    }
    let falls =
      "- **\(MarkdownText.escaped(set))**: a predictor of the original pictures falls from \(text(.within, "original", "original")) to "
      + "\(text(.transfer, "original", set)) (mean R² of \(indicators.count) indicators) with the encoder trained on "
      + "original pictures."
    var best: (trained: String, r2: Double)?
    for way in trained.dropFirst() {
      let r2 = average(split, .transfer, way, set) ?? -.infinity
      if best == nil || r2 > best?.r2 ?? 0 { best = (way, r2) }
    }
    guard let best = best?.trained else { return falls }
    return falls + comparison(split, best, set) + " Fitted to the changed pictures themselves, "
      + "\(text(.within, "original", set)) (*original*) and \(text(.within, best, set)) (*\(MarkdownText.escaped(best))*)."
  }

  /// What the best other way to train is worth under a change, by what its tests support and no more.
  private func comparison(_ split: String, _ best: String, _ set: String) -> String {
    let (own, others) = (
      average(split, .transfer, best, set), average(split, .transfer, "original", set)
    )
    let name = "*\(MarkdownText.escaped(best))*"
    guard let own, let others, own > others else {
      return " No other way to train is above that; the best of them, \(name), is at \(Self.number(own))."
    }
    let (better, worse) = (sure(split, best, set) { $0 > 0 }, sure(split, best, set) { $0 < 0 })
    let gain =
      better == 0
      ? "beyond chance over regions for none of \(indicators.count) indicators"
      : "better beyond chance over regions for \(better) of \(indicators.count) indicators"
    return " Trained on \(name) it is at \(Self.number(own)), " + gain
      + (worse > 0 ? " and worse for \(worse)." : ".")
  }

  /// Indicators of which a gain over *original* is of a sign, beyond chance over regions.
  private func sure(_ split: String, _ way: String, _ set: String, _ sign: (Double) -> Bool) -> Int {
    indicators.count { indicator in
      let cell = cell(split, .transfer, indicator, way, set)
      guard let gain = cell.gain.value, let p = cell.pSignFlip.value else { return false }
      return sign(gain) && p < 0.05
    }
  }

  private func originals(_ split: String) -> String {
    let gains = trained.dropFirst().map {
      " *\(MarkdownText.escaped($0))* \(Self.signed(average(split, .within, $0, "original", of: \.gain)))"
    }
    return "- On **original** pictures:\(gains.joined(separator: ",")) in mean R² against *original*."
  }
}
