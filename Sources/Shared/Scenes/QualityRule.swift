internal import Support

/// What the values of a quality band say of a pixel: whether it shows the ground.
package struct QualityRule: Sendable, Equatable {
  /// Values that say it does not.
  private var values: [ClosedRange<Int>] = []
  /// Bits any of which says so.
  private var bits: UInt64 = 0

  /// Known bands, and what says there that a pixel shows no ground.
  package static let known: [(name: String, rule: String, meaning: String)] = [
    ("scl", "values:0-1,3,8-10", "Sentinel-2 L2A: no data, saturated, cloud shadow, cloud, cirrus"),
    ("qa-pixel", "bits:0-4", "Landsat Collection 2: fill, dilated cloud, cirrus, cloud, cloud shadow"),
    (
      "bqa", "bits:0,13,15",
      "Landsat before the collections: fill, cirrus and cloud of at least middle confidence"
    ),
    ("valid", "values:0", "a mask: 0 holds nothing"),
  ]

  /// - Parameter text: a known name, `values:0-1,3` or `bits:1,3-4`.
  /// - Throws: `Failure` (EX_USAGE) for anything else.
  package init(parsing text: String) throws {
    let text = Self.known.first { $0.name == text.lowercased() }?.rule ?? text
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let list = parts.count == 2 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
    let ranges = list.compactMap(Self.range)
    guard !ranges.isEmpty, ranges.count == list.count else {
      throw Self.failure(text)
    }
    switch parts[0] {
    case "values": values = ranges
    case "bits":
      guard ranges.allSatisfy({ $0.upperBound < 64 }) else { throw Self.failure(text) }
      for bit in ranges.joined() { bits |= 1 << UInt64(bit) }
    default: throw Self.failure(text)
    }
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt32($0) }
    guard let low = ends[0], let high = ends[ends.count - 1], ends.count <= 2, low <= high else { return nil }
    return Int(low)...Int(high)
  }

  private static func failure(_ text: String) -> Failure {
    let names = known.map(\.name).joined(separator: ", ")
    return .usage("--mask-rule '\(text)' is none of \(names), values:LIST or bits:LIST, as in values:0-1,3")
  }

  /// Whether a pixel of that value shows the ground.
  package func accepts(_ value: Int) -> Bool {
    UInt64(bitPattern: Int64(value)) & bits == 0 && !values.contains { $0.contains(value) }
  }
}
