internal import Images

/// How well the masks of a file find what another's cover, as a row of a table.
struct MaskScoreRow: Encodable {
  let masks: String
  let reference: String
  let covered: Double
  let referenceCovered: Double
  /// Nil where nothing is covered.
  let precision: Double?
  let recall: Double?
  let f1: Double?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case masks, reference, covered
    case referenceCovered = "reference_covered"
    case precision, recall, f1
  }

  init(_ comparison: MaskComparison, masks: String, reference: String) {
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    (self.masks, self.reference) = (masks, reference)
    (covered, referenceCovered) = (comparison.covered, comparison.referenceCovered)
    (precision, recall, f1) = (
      known(comparison.precision), known(comparison.recall), known(comparison.f1)
    )
  }

  /// A TSV table of this row, under its header.
  var table: String {
    let values = [covered, referenceCovered, precision ?? .nan, recall ?? .nan, f1 ?? .nan]
    let rows = [CodingKeys.allCases.map(\.rawValue), [masks, reference] + values.map { "\($0)" }]
    return rows.map { $0.joined(separator: "\t") + "\n" }.joined()
  }
}
