internal import Geography
internal import Support

/// Builds CSV and TSV text.
struct CSVText {
  private(set) var text: String

  init(_ columns: String...) { text = columns.joined(separator: ",") + "\n" }

  /// Adds a row, quoting fields as RFC 4180 has it.
  mutating func row(_ fields: String...) {
    text += fields.map(CSVField.quoted).joined(separator: ",") + "\n"
  }
}

extension Degrees {
  /// Longitude and latitude in decimal degrees, 7 digits.
  var lonText: String { Self.decimal(lon) }
  var latText: String { Self.decimal(lat) }

  private static func decimal(_ value: Int) -> String {
    let digits = String(abs(value) % 10_000_000)
    let fraction = String(repeating: "0", count: 7 - digits.count) + digits
    return (value < 0 ? "-" : "") + String(abs(value) / 10_000_000) + "." + fraction
  }
}

extension Double {
  /// Rounded to some decimals, in as few digits as that needs.
  func text(decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    return String(describing: (self * scale).rounded() / scale)
  }
}
