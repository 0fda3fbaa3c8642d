internal import Support

/// Octaves of gradient noise summed, the coarser ones weighing more: weight = cell^decay.
package struct FractalNoise: Sendable {
  private let octaves: [(octave: NoiseOctave, weight: Float)]

  package init(octaves: [(octave: NoiseOctave, weight: Float)]) { self.octaves = octaves }

  /// - Parameters:
  ///   - key: of the picture's draws.
  ///   - index: which noise of the picture.
  ///   - height, width: extent of the field that the cells are made for.
  ///   - decay: the higher, the smoother.
  package init(key: UInt64, index: Int, height: Int, width: Int, decay: Double) {
    octaves = Self.cells(height: height, width: width).enumerated().map { number, cell in
      let lattice = GradientLattice(key: key, noise: index, octave: number)
      return (
        NoiseOctave(cell: cell) { lattice.gradient(row: $0, column: $1) },
        Float(Elementary.pow(Double(cell), decay))
      )
    }
  }

  /// The cells of the octaves, finest first: 2², 2³, … below a quarter of the shorter side, all stretched by
  /// the power of two that brings the largest nearest a quarter of the longer side.
  package static func cells(height: Int, width: Int) -> [Int] {
    func logarithm(_ value: Int) -> Int { Int.bitWidth - 1 - max(value, 1).leadingZeroBitCount }
    // Pictures below 16 pixels, for which the published rule leaves no octave, get the finest one.
    let limit = max(3, logarithm(min(height, width)) - 1)
    let cells = (2..<limit).map { 1 << $0 }
    // ⌊log₂(side / 4 / largest)⌋; a stretch below 1 would shrink the cells.
    let stretch = 1 << max(0, logarithm(max(height, width)) - 2 - (limit - 1))
    return cells.map { $0 * stretch }
  }

  /// The weighted sum at every point of the window, row-major. Octaves finer than the points are apart, which
  /// weigh least, are left out.
  package func values(over window: NoiseWindow) -> [Float] {
    var sums = [Float](repeating: 0, count: window.count)
    for (octave, weight) in octaves where octave.cell >= window.step {
      octave.add(to: &sums, over: window, weight: weight)
    }
    return sums
  }
}
