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
    let better = indicators.count { indicator in
      let cell = cell(split, .transfer, indicator, best, set)
      guard let gain = cell.gain.value, let p = cell.pSignFlip.value else { return false }
      return gain > 0 && p < 0.05
    }
    return falls
      + " Trained on *\(MarkdownText.escaped(best))*, it holds at \(text(.transfer, best, set)), which is better beyond chance over regions "
      + "for \(better) of \(indicators.count) indicators. Fitted to the changed pictures themselves, "
      + "\(text(.within, "original", set)) (*original*) and \(text(.within, best, set)) (*\(MarkdownText.escaped(best))*)."
  }

  private func originals(_ split: String) -> String {
    let gains = trained.dropFirst().map {
      " *\(MarkdownText.escaped($0))* \(Self.signed(average(split, .within, $0, "original", of: \.gain)))"
    }
    return "- On **original** pictures:\(gains.joined(separator: ",")) in mean R² against *original*."
  }
}
