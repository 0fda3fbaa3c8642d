internal import Foundation

/// The scale that models are fitted on.
package enum LabelTransform: String, Sendable, CaseIterable {
  /// ln(1 + y), for indicators that spread over magnitudes.
  case log1p

  /// The label of an indicator's value.
  package func callAsFunction(_ value: Double) -> Double { Foundation.log1p(value) }

  /// The value of a label.
  package func inverse(_ label: Double) -> Double { expm1(label) }
}
