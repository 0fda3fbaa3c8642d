extension CloudParameters: CustomStringConvertible {
  /// Every parameter in one line: equal text, equal parameters.
  package var description: String {
    CloudParameter.allCases.map { "\($0.rawValue)=\(range(of: $0).text)" }.joined(separator: " ")
  }
}

extension Sun.Distance: CustomStringConvertible {
  /// Reads a length in pixels, or with a % sign in parts of the picture.
  init?(text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), (0...10_000).contains(percent) else { return nil }
      self = .share(percent / 100)
    } else {
      guard let pixels = Double(text), (0...1_000_000).contains(pixels) else { return nil }
      self = .pixels(pixels)
    }
  }

  package var description: String {
    switch self {
    case .pixels(let pixels): String(pixels)
    case .share(let share): "\(100 * share)%"
    }
  }
}

/// A parameter of clouds and the values that it is to have, read from `name=value` or `name=low:high`.
struct CloudParameterValues: Sendable {
  let parameter: CloudParameter
  let range: ClosedRange<Double>

  init?(text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let parameter = CloudParameter(rawValue: String(parts[0])),
      let range = ClosedRange(text: parts[1]), range.clamped(to: parameter.bounds) == range,
      !parameter.isWhole
        || (range.lowerBound == range.lowerBound.rounded() && range.upperBound == range.upperBound.rounded()),
      parameter.isRange || range.lowerBound == range.upperBound
    else { return nil }
    self.parameter = parameter
    self.range = range
  }
}
