internal import Support

extension JSONText {
  /// As `number`, but whole ones without a point, so that ids stay ids.
  static func attribute(_ value: Double) -> String {
    guard value == value.rounded(), abs(value) < 1e15 else { return number(value) }
    return "\(Int64(value))"
  }
}
