internal import CGDAL
internal import Foundation
internal import Support

/// Takes positions from one coordinate reference system to another; of one thread at a time.
package final class CoordinateTransform {
  private let handle: OGRCoordinateTransformationH?

  /// - Throws: `Failure` (EX_DATAERR) where PROJ knows no way.
  package init(from source: SpatialReference, to target: SpatialReference) throws {
    guard !source.isSame(as: target) else {
      // The same numbers to the bit.
      handle = nil
      return
    }
    let new = SpatialReference.exclusively { OCTNewCoordinateTransformation(source.handle, target.handle) }
    guard let handle = new else {
      throw GDALLibrary.failure(nil, "there is no way from \(source.name) to \(target.name)")
    }
    self.handle = handle
  }

  deinit { if let handle { OCTDestroyCoordinateTransformation(handle) } }

  package var changesNothing: Bool { handle == nil }

  /// - Returns: NaN where a position has no counterpart.
  package func callAsFunction(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    guard let handle else { return points }
    var x = points.map(\.x)
    var y = points.map(\.y)
    var ok = [Int32](repeating: 0, count: points.count)
    OCTTransformEx(handle, Int32(points.count), &x, &y, nil, &ok)
    return points.indices.map { ok[$0] != 0 ? SIMD2(x[$0], y[$0]) : SIMD2(.nan, .nan) }
  }

  package func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> { self([point])[0] }
}
