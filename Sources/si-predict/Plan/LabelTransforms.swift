internal import Prediction
internal import Support

/// The scale of each indicator.
struct LabelTransforms {
  let all: LabelTransform
  /// Of indicators with one of their own.
  let named: [String: LabelTransform]

  subscript(indicator: String) -> LabelTransform { named[indicator] ?? all }

  /// - Parameters:
  ///   - values: of an indicator; NaN where unknown.
  ///   - file: how messages name where they are from.
  /// - Throws: `Failure` (EX_DATAERR) for a value that the indicator's scale does not take, which says what would.
  func check(_ values: [Double], of indicator: String, _ ids: [String], _ file: String) throws {
    let transform = self[indicator]
    for (id, value) in zip(ids, values) where !value.isNaN && !transform.takes(value) {
      let others = LabelTransform.taking(values.filter { !$0.isNaN }).map(\.rawValue)
      throw Failure.data(
        file,
        "\(indicator) of region \(id) is \(value), where \(transform.of("y")) needs \(transform.domain); "
          + "--transform \(others.joined(separator: " or ")) takes all its values")
    }
  }
}
