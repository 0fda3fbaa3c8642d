internal import Support

/// A standard normal deviate truncated towards zero, drawn by inverting its distribution function at 32
/// uniform bits, which costs a few comparisons a sample.
struct TruncatedNormal: Sendable {
  static let standard = TruncatedNormal()

  /// P(value ≤ k) of k = -7, -6, … 6, times 2^32.
  private let thresholds: [UInt32]
  private static let lowest = -7

  private init() {
    thresholds = (Self.lowest...6).map { value in
      // Truncation towards zero: at most k means below k + 1 for k ≥ 0, and up to k for k < 0.
      let bound = Double(value < 0 ? value : value + 1)
      return UInt32(clamping: Int64(Elementary.erfc(-bound / 2.0.squareRoot()) / 2 * 0x1p32))
    }
  }

  func draws(_ count: Int, _ random: inout Philox) -> [Int8] {
    (0..<count).map { _ in
      let bits = random.next32()
      var value = Self.lowest
      for threshold in thresholds where bits >= threshold { value += 1 }
      return Int8(value)
    }
  }
}
