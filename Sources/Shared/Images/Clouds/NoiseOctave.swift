internal import CKernels

/// A grid of points at which noise is evaluated.
package struct NoiseWindow: Sendable, Equatable {
  /// Pixel coordinates of the first point; may be negative.
  package var top: Int
  package var left: Int
  package var height: Int
  package var width: Int
  /// Pixels between points.
  package var step = 1

  package init(top: Int = 0, left: Int = 0, height: Int, width: Int, step: Int = 1) {
    self.top = top
    self.left = left
    self.height = height
    self.width = width
    self.step = step
  }

  package var count: Int { height * width }

  /// The window moved, so that its point (y, x) is this one's (y + down, x + right).
  package func moved(down: Int, right: Int) -> NoiseWindow {
    var result = self
    result.top += down
    result.left += right
    return result
  }
}

/// One octave of gradient noise: at the corners of square cells it is zero with a random slope; in between, the
/// four corners' slopes are interpolated (Perlin, "An Image Synthesizer", SIGGRAPH 1985).
package struct NoiseOctave: Sendable {
  /// Pixels a cell.
  package let cell: Int
  private let gradient: @Sendable (_ row: Int, _ column: Int) -> Gradient

  package init(cell: Int, gradient: @escaping @Sendable (_ row: Int, _ column: Int) -> Gradient) {
    precondition(cell > 0, "cell")
    self.cell = cell
    self.gradient = gradient
  }

  /// The weight of the far corner at a position in [0, 1]: 3t² − 2t³.
  package static func fade(_ t: Float) -> Float { t * t * (3 - 2 * t) }

  /// sums += weight × noise
  /// - Parameter sums: a value for each point of the window, row-major.
  package func add(to sums: inout [Float], over window: NoiseWindow, weight: Float) {
    precondition(sums.count == window.count, "size")
    guard window.count > 0 else { return }
    let rows = CellPositions(start: window.top, count: window.height, step: window.step, cell: cell)
    let columns = CellPositions(start: window.left, count: window.width, step: window.step, cell: cell)
    func corners(_ row: Int) -> [Gradient] {
      (columns.first...(columns.first + columns.cells)).map { gradient(row, $0) }
    }
    var (above, below) = (corners(rows.first), corners(rows.first + 1))
    var loaded: Int32 = 0
    var (slope, base) = ([Float](repeating: 0, count: above.count), [Float](repeating: 0, count: above.count))
    sums.withUnsafeMutableBufferPointer { sums in
      for y in 0..<window.height {
        if rows.cell[y] != loaded {
          above = rows.cell[y] == loaded + 1 ? below : corners(rows.first + Int(rows.cell[y]))
          below = corners(rows.first + Int(rows.cell[y]) + 1)
          loaded = rows.cell[y]
        }
        let (t, f) = (rows.position[y], rows.fade[y])
        for corner in above.indices {
          let (up, down) = (above[corner], below[corner])
          slope[corner] = (1 - f) * up.right + f * down.right
          base[corner] = (1 - f) * up.down * t + f * down.down * (t - 1)
        }
        kn_noise_row(
          window.width, weight, slope, base, columns.cell, columns.position, columns.fade,
          sums.baseAddress.map { $0 + y * window.width })
      }
    }
  }
}

/// Where points along one axis lie in their cells.
private struct CellPositions {
  /// Index of the first point's cell, and how many cells the points span.
  let first: Int
  let cells: Int
  /// Cell of each point, counted from the first; position within it, in [0, 1), and its fade.
  var cell: [Int32] = []
  var position: [Float] = []
  var fade: [Float] = []

  init(start: Int, count: Int, step: Int, cell size: Int) {
    func floorDivided(_ value: Int) -> Int { (value - (value % size + size) % size) / size }
    first = floorDivided(start)
    cells = floorDivided(start + (count - 1) * step) - first + 1
    for index in 0..<count {
      let point = start + index * step
      let corner = floorDivided(point)
      let t = Float(point - corner * size) / Float(size)
      cell.append(Int32(corner - first))
      position.append(t)
      fade.append(NoiseOctave.fade(t))
    }
  }
}
