internal import Numerics
internal import TestSupport
import Testing

@Suite struct BoxBFGSTests {
  /// Rosenbrock's valley, whose minimum is 0 at (1, 1).
  private func valley(_ x: [Double]) -> (value: Double, gradient: [Double]) {
    let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
    return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
  }

  @Test func findsTheMinimumOfAValley() {
    let search = BoxBFGS(bounds: [-5...5, -5...5], tolerance: 1e-14)
    let found = search.minimum(from: [-1.2, 1], valley)
    expectClose(found.point, [1, 1], within: 1e-6, "minimum")
    #expect(found.evaluations < 80)
  }

  /// scipy.optimize.minimize(method="L-BFGS-B") on the same box.
  @Test func restsOnTheBounds() {
    let found = BoxBFGS(bounds: [-5...0.5, -5...5], tolerance: 1e-14).minimum(from: [-1.2, 1], valley)
    expectClose(found.point, [0.5, 0.25], within: 1e-6, "minimum")
    let corner = BoxBFGS(bounds: [2...3, 5...6]).minimum(from: [2.5, 5.5], valley)
    expectClose(corner.point, [2.23545, 5], within: 1e-4, "minimum")
  }

  @Test func keepsAwayFromWhatIsNotDefined() {
    let found = BoxBFGS(bounds: [-3...3], tolerance: 1e-14).minimum(from: [2.9]) { x in
      x[0] < 0.2 ? (.infinity, []) : ((x[0] - 0.5) * (x[0] - 0.5), [2 * (x[0] - 0.5)])
    }
    expectClose(found.point, [0.5], within: 1e-6, "minimum")
  }
}
