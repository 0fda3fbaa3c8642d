internal import Support

/// The scale that models are fitted on: a strictly increasing function of the indicator.
package enum LabelTransform: String, Sendable, CaseIterable {
  /// ln(1 + y), for indicators that spread over magnitudes.
  case log1p
  /// y itself, for indices and rates of either sign.
  case identity
  /// ln(y / (1 − y)), for shares between 0 and 1.
  case logit
  /// √y, for counts.
  case sqrt

  /// The label of an indicator's value, which the scale must have (`takes`).
  package func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .log1p: Elementary.log1p(value)
    case .identity: value
    case .logit: Elementary.log(value) - Elementary.log1p(-value)
    case .sqrt: value.squareRoot()
    }
  }

  /// The value of a label. Labels below 0 have no root's square, and count as 0.
  package func inverse(_ label: Double) -> Double {
    switch self {
    case .log1p: Elementary.expm1(label)
    case .identity: label
    case .logit:
      label < 0 ? Elementary.exp(label) / (1 + Elementary.exp(label)) : 1 / (1 + Elementary.exp(-label))
    case .sqrt: label < 0 ? 0 : label * label
    }
  }

  /// Whether a value has a label: whether it is finite and within the scale's domain.
  package func takes(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return switch self {
    case .log1p: value > -1
    case .identity: true
    case .logit: value > 0 && value < 1
    case .sqrt: value >= 0
    }
  }

  /// What it takes, as messages say it.
  package var domain: String {
    switch self {
    case .log1p: "a finite value above -1"
    case .identity: "a finite value"
    case .logit: "a share above 0 and below 1"
    case .sqrt: "a finite value of 0 or more"
    }
  }

  /// The scale of a variable, as tables and files name it: `ln(1 + pop)`.
  package func of(_ variable: String) -> String {
    switch self {
    case .log1p: "ln(1 + \(variable))"
    case .identity: variable
    case .logit: "logit(\(variable))"
    case .sqrt: "sqrt(\(variable))"
    }
  }

  /// The scales that take all of these values.
  package static func taking(_ values: some Sequence<Double>) -> [LabelTransform] {
    values.reduce(into: allCases) { left, value in left.removeAll { !$0.takes(value) } }
  }
}
