internal import Foundation
internal import Geography
import Testing

internal import Scenes

@Suite struct CellCoverageTests {
  /// A star with a hole, in columns and rows, reaching beyond a grid of 12 × 10.
  private static func star(turned: Bool) -> PolygonShape {
    func ring(_ x: Double, _ y: Double, _ radius: Double, _ wave: Double) -> [SIMD2<Double>] {
      let points = (0..<40).map { index -> SIMD2<Double> in
        let angle = Double(index) / 40 * 2 * .pi
        let r = radius * (1 + wave * (index % 2 == 0 ? 1 : -1))
        return SIMD2(x + r * cos(angle), y + r * sin(angle))
      }
      return points + [points[0]]
    }
    let rings = [ring(7.3, 4.9, 6.1, 0.4), ring(6.8, 5.2, 1.7, 0.2)]
    return PolygonShape(parts: [turned ? rings.map { $0.reversed() } : rings])
  }

  /// Area of a ring within a cell: clipped side by side (Sutherland and Hodgman 1974), signed.
  private static func clippedArea(_ ring: [SIMD2<Double>], column: Int, row: Int) -> Double {
    var points = Array(ring.dropLast())
    let sides: [(axis: Int, at: Double, keepsAbove: Bool)] = [
      (0, Double(column), true), (0, Double(column + 1), false), (1, Double(row), true),
      (1, Double(row + 1), false),
    ]
    for side in sides {
      var clipped: [SIMD2<Double>] = []
      func isInside(_ p: SIMD2<Double>) -> Bool {
        side.keepsAbove ? p[side.axis] >= side.at : p[side.axis] <= side.at
      }
      for (index, point) in points.enumerated() {
        let previous = points[(index + points.count - 1) % points.count]
        if isInside(point) != isInside(previous) {
          let t = (side.at - previous[side.axis]) / (point[side.axis] - previous[side.axis])
          clipped.append(previous + (point - previous) * t)
        }
        if isInside(point) { clipped.append(point) }
      }
      points = clipped
    }
    guard points.count > 2 else { return 0 }
    return points.indices.reduce(0) { $0 + points[$1].cross(points[($1 + 1) % points.count]) } / 2
  }

  @Test(arguments: [false, true])
  func sharesAreThoseOfClippedPolygons(turned: Bool) {
    let shape = Self.star(turned: turned)
    let shares = CellCoverage(shape).shares(columns: 0..<12, rows: 0..<10)
    let rings = shape.rings.map { Array($0.points) }
    for row in 0..<10 {
      for column in 0..<12 {
        let outline = abs(Self.clippedArea(rings[0], column: column, row: row))
        let expected = outline - abs(Self.clippedArea(rings[1], column: column, row: row))
        #expect(abs(shares[row * 12 + column] - expected) < 1e-12, "\(column), \(row)")
      }
    }
  }

  @Test func aPieceOfTheGridHasTheSharesOfTheWhole() {
    let coverage = CellCoverage(Self.star(turned: false))
    let whole = coverage.shares(columns: 0..<12, rows: 0..<10)
    let piece = coverage.shares(columns: 3..<9, rows: 4..<7)
    for row in 4..<7 {
      for column in 3..<9 {
        #expect(abs(piece[(row - 4) * 6 + column - 3] - whole[row * 12 + column]) < 1e-12)
      }
    }
  }

  @Test func sharesAddUpToTheArea() {
    let coverage = CellCoverage(Self.star(turned: false).mapPoints { $0 + SIMD2(5, 5) })
    let (columns, rows) = coverage.window(columns: 100, rows: 100)
    let sum = coverage.shares(columns: columns, rows: rows).reduce(0, +)
    #expect(abs(sum - coverage.area) < 1e-10 && sum > 50)
  }
}
