/// How much of a region's pictures masks cover, as a row of a table.
struct MaskShareRow: Encodable {
  let region: String
  let covered: Double

  /// A TSV table under its header.
  static func table(_ rows: [MaskShareRow]) -> String {
    "region\tcovered\n" + rows.map { "\($0.region)\t\($0.covered)\n" }.joined()
  }
}
