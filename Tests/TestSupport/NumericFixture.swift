internal import Foundation
internal import HDF5
package import Numerics
internal import Support
package import Testing

/// Arrays computed by a `Tests/Fixtures/make_*.py`.
package struct NumericFixture: ~Copyable {
  private let file: HDF5File

  package init(_ name: String) throws {
    file = try HDF5File(reading: Repository.fixture(name).path, name: name)
  }

  package func contains(_ path: String) -> Bool { file.contains("/\(path)") }
  package func floats(_ path: String) throws -> [Float] { try file.dataset("/\(path)").readAll() }
  /// Double-precision values, among which NaN may stand for what is not defined.
  package func doubles(_ path: String) throws -> [Double] {
    try file.dataset("/\(path)").readAll(allowing: .any)
  }
  package func indices(_ path: String) throws -> [Int32] { try file.dataset("/\(path)").readAll() }
  package func strings(_ path: String) throws -> [String] { try file.readStrings("/\(path)") }
  package func tensor(_ path: String) throws -> Tensor {
    let dataset = try file.dataset("/\(path)")
    return Tensor(try dataset.readAll(), shape: dataset.shape)
  }
}

/// Checks that the largest difference is at most `tolerance` of the largest magnitude of `expected`
/// (or of `scale`, for values that cancel to rounding noise).
package func expectClose(
  _ actual: [Float], _ expected: [Float], within tolerance: Float, scale: Float = 0, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count, !actual.isEmpty else {
    Issue.record(
      "\(what): \(actual.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  let magnitude = max(expected.reduce(0) { max($0, abs($1)) }, scale)
  let error = zip(actual, expected).reduce(Float(0)) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
  #expect(error <= tolerance * magnitude, "\(what): \(error) of \(magnitude)", sourceLocation: sourceLocation)
}

/// The same in double precision, relative to each value above 1; NaN must meet NaN.
package func expectClose(
  _ actual: [Double], _ expected: [Double], within tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count, !actual.isEmpty else {
    Issue.record(
      "\(what): \(actual.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  for (index, pair) in zip(actual, expected).enumerated() where !(pair.0.isNaN && pair.1.isNaN) {
    #expect(
      abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1)),
      "\(what)[\(index)]: \(pair.0), expected \(pair.1)", sourceLocation: sourceLocation)
  }
}

/// |a − b| / |b| in the Euclidean norm.
package func relativeError(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (x, y) in zip(a, b) {
    difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
    size += Double(y) * Double(y)
  }
  return difference == 0 ? 0 : (difference / size).squareRoot()
}
