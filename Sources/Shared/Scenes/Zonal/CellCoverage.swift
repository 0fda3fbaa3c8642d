package import Geography

/// Exact shares of the cells of a grid that polygons cover.
///
/// Every edge adds, to each cell that it passes, the area between itself and the cell's right side, and to the next cell
/// what is left of its height; sums along a row are then the covered shares (signed-area accumulation, as fonts are drawn;
/// Levien, font-rs 2016). Cut cells are as exact as whole ones: to rounding.
package struct CellCoverage {
  /// Rings in columns and rows of the grid, outlines and holes turned against each other.
  private let rings: [[SIMD2<Double>]]
  /// Area of the polygons, in cells.
  package let area: Double
  package let box: Box

  /// - Parameter shape: valid, in columns (to the right) and rows (down).
  package init(_ shape: PolygonShape) {
    var area = 0.0
    var box = Box.empty
    rings = shape.rings.map { ring in
      let points = Array(ring.points)
      // Relative to its first point, so that far away from the origin little is rounded off.
      let origin = points[0]
      let twice = zip(points, points.dropFirst()).reduce(0.0) { $0 + ($1.0 - origin).cross($1.1 - origin) }
      area += (ring.isHole ? -1 : 1) * abs(twice) / 2
      for point in points { box.extend(to: point) }
      return (twice < 0) == ring.isHole ? points : points.reversed()
    }
    self.area = area
    self.box = box
  }

  /// The columns and rows that the polygons touch, within those of a grid.
  package func window(columns: Int, rows: Int) -> (columns: Range<Int>, rows: Range<Int>) {
    func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
      guard low < high, high > 0, low < Double(count) else { return 0..<0 }
      let first = max(0, Int(low.rounded(.down)))
      return first..<max(first, min(count, Int(high.rounded(.up))))
    }
    return (range(box.low.x, box.high.x, columns), range(box.low.y, box.high.y, rows))
  }

  /// Covered shares of the cells of some columns and rows, [row, column].
  package func shares(columns: Range<Int>, rows: Range<Int>) -> [Double] {
    // Two columns more, for what an edge leaves to the right of the last.
    let stride = columns.count + 2
    var sums = [Double](repeating: 0, count: rows.count * stride)
    let corner = SIMD2(Double(columns.lowerBound), Double(rows.lowerBound))
    let size = SIMD2(Double(columns.count), Double(rows.count))
    sums.withUnsafeMutableBufferPointer { sums in
      for ring in rings {
        for index in ring.indices.dropLast() {
          Self.add(ring[index] - corner, ring[index + 1] - corner, size, stride, sums)
        }
      }
    }
    var shares = [Double](repeating: 0, count: rows.count * columns.count)
    for row in 0..<rows.count {
      var sum = 0.0
      for column in 0..<columns.count {
        sum += sums[row * stride + column]
        let share = abs(sum)
        // What rounding leaves of nothing, or lacks of everything.
        shares[row * columns.count + column] = share < 1e-10 ? 0 : share > 1 - 1e-10 ? 1 : share
      }
    }
    return shares
  }

  private static func add(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ size: SIMD2<Double>, _ stride: Int,
    _ sums: UnsafeMutableBufferPointer<Double>
  ) {
    guard a.y != b.y else { return }
    let (top, bottom, sign) = a.y < b.y ? (a, b, 1.0) : (b, a, -1.0)
    guard bottom.y > 0, top.y < size.y else { return }
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    let firstRow = max(0, Int(top.y.rounded(.down)))
    let lastRow = min(Int(size.y), Int(bottom.y.rounded(.up)))
    for row in firstRow..<max(firstRow, lastRow) {
      let y0 = max(top.y, Double(row))
      let y1 = min(bottom.y, Double(row + 1))
      guard y1 > y0 else { continue }
      let x0 = y0 == top.y ? top.x : top.x + (y0 - top.y) * slope
      let x1 = y1 == bottom.y ? bottom.x : top.x + (y1 - top.y) * slope
      addInRow(x0, x1, (y1 - y0) * sign, size.x, sums.baseAddress! + row * stride)
    }
  }

  /// A piece of an edge within one row, of signed height `height`.
  private static func addInRow(
    _ x0: Double, _ x1: Double, _ height: Double, _ width: Double, _ sums: UnsafeMutablePointer<Double>
  ) {
    var (left, right) = x0 < x1 ? (x0, x1) : (x1, x0)
    if left >= width { return }
    if right <= 0 {
      sums[0] += height
      return
    }
    var height = height
    if left < 0 {
      let outside = height * (-left) / (right - left)
      sums[0] += outside
      height -= outside
      left = 0
    }
    if right > width {
      height *= (width - left) / (right - left)
      right = width
    }
    let first = Int(left)
    if right <= Double(first + 1) {
      let rest = (left + right) / 2 - Double(first)
      sums[first] += height * (1 - rest)
      sums[first + 1] += height * rest
      return
    }
    let perColumn = height / (right - left)
    var x = left
    var column = first
    while x < right {
      let next = min(right, Double(column + 1))
      let piece = perColumn * (next - x)
      let rest = (x + next) / 2 - Double(column)
      sums[column] += piece * (1 - rest)
      sums[column + 1] += piece * rest
      x = next
      column += 1
    }
  }
}
