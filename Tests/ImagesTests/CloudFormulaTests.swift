import Foundation
internal import HDF5
internal import Images
internal import TestSupport
import Testing

/// The formulae of clouds against a NumPy write-up of them.
@Suite struct CloudFormulaTests {
  /// An octave with the fixture's gradients, of shape [2, 2, 9, 9, 2] over noise, octave, row, column.
  private static func octave(_ noise: Int, _ index: Int, _ lattices: [Float]) -> NoiseOctave {
    NoiseOctave(cell: 4 << index) { row, column in
      let at = (((noise * 2 + index) * 9 + row) * 9 + column) * 2
      return Gradient(down: lattices[at], right: lattices[at + 1])
    }
  }

  @Test func fades() {
    #expect([0, 0.25, 0.5, 0.75, 1].map { NoiseOctave.fade($0) } == [0, 0.15625, 0.5, 0.84375, 1])
  }

  @Test func octavesInterpolateTheGradientsOfTheirCorners() throws {
    let fixture = try NumericFixture("clouds.h5")
    let lattices = try fixture.floats("lattices")
    for noise in 0..<2 {
      for (index, name) in ["fine", "coarse"].enumerated() {
        var values = [Float](repeating: 0, count: 21 * 26)
        Self.octave(noise, index, lattices).add(
          to: &values, over: NoiseWindow(height: 21, width: 26), weight: 1)
        expectClose(values, try fixture.floats("octave/\(noise)/\(name)"), within: 2e-6, name)
      }
    }
  }

  @Test func octavesVanishAtTheCorners() {
    let lattice = GradientLattice(key: 3, noise: 0, octave: 0)
    let octave = NoiseOctave(cell: 4) { lattice.gradient(row: $0, column: $1) }
    let window = NoiseWindow(top: -12, left: -8, height: 33, width: 29)
    var values = [Float](repeating: 0, count: window.count)
    octave.add(to: &values, over: window, weight: 1)
    for y in 0..<window.height {
      for x in 0..<window.width {
        #expect((values[y * window.width + x] == 0) == (y % 4 == 0 && x % 4 == 0))
      }
    }
    // Any window shows the same field, near or far, and so does every second point of it.
    let inner = NoiseWindow(top: -5, left: 3, height: 9, width: 7, step: 2)
    var part = [Float](repeating: 0, count: inner.count)
    octave.add(to: &part, over: inner, weight: 1)
    for y in 0..<9 {
      for x in 0..<7 {
        #expect(part[y * 7 + x] == values[(2 * y + 7) * window.width + 2 * x + 11])
      }
    }
  }

  @Test func gradientsAreStandardNormal() {
    let lattice = GradientLattice(key: 9, noise: 1, octave: 2)
    let values = (-50..<50).flatMap { row in
      (-50..<50).flatMap { column -> [Double] in
        let gradient = lattice.gradient(row: row, column: column)
        return [Double(gradient.down), Double(gradient.right)]
      }
    }
    let count = Double(values.count)
    let moments = (1...4).map { power in values.reduce(0) { $0 + pow($1, Double(power)) } / count }
    #expect(abs(moments[0]) < 0.03 && abs(moments[1] - 1) < 0.05)
    #expect(abs(moments[2]) < 0.15 && abs(moments[3] - 3) < 0.3)
  }

  @Test func cellsFollowTheSizeOfThePicture() {
    #expect(FractalNoise.cells(height: 64, width: 64) == [4, 8, 16])
    #expect(FractalNoise.cells(height: 224, width: 224) == [4, 8, 16, 32])
    #expect(FractalNoise.cells(height: 64, width: 256) == [16, 32, 64])
    #expect(FractalNoise.cells(height: 300, width: 40) == [32, 64])
    #expect(FractalNoise.cells(height: 1, width: 1) == [4])
  }

  @Test func shapesAreProductsOfStretchedNoises() throws {
    let fixture = try NumericFixture("clouds.h5")
    let lattices = try fixture.floats("lattices")
    let noises = (0..<2).map { noise in
      FractalNoise(
        octaves: (0..<2).map { (Self.octave(noise, $0, lattices), Float(pow(Double(4 << $0), 1.2))) })
    }
    let window = NoiseWindow(height: 21, width: 26)
    let shape = CloudShape(noises: noises, clear: 0.15, gain: 1, reference: window)
    expectClose(shape.values(over: window), try fixture.floats("shape"), within: 1e-5, "shape")
    // Steeper, and cut at 1.
    let steep = CloudShape(noises: noises, clear: 0.15, gain: 3, reference: window).values(over: window)
    expectClose(
      steep, try fixture.floats("shape").map { min(1, 3 * $0) }, within: 3e-5, "steep shape")
  }

  @Test func blendsAsTheFormulae() throws {
    let fixture = try NumericFixture("clouds.h5")
    let bytes: [UInt8] = try HDF5File(
      reading: ImageFilterTests.fixture.replacingOccurrences(of: "image_filters", with: "clouds"),
      name: "clouds.h5"
    ).dataset("/blend/image").readAll()
    let picture = RGBPicture(height: 12, width: 17, pixels: bytes)
    let clouds = try fixture.floats("blend/cloud")
    let count = 12 * 17
    let result = CloudBlending(blur: 2, shadowTint: 0).apply(
      to: picture, clouds: (0..<3).map { Array(clouds[($0 * count)..<(($0 + 1) * count)]) },
      shadow: try fixture.floats("blend/shadow"))
    let expected = try fixture.floats("blend/result")
    #expect(zip(result.picture.pixels, expected).allSatisfy { abs(Float($0) - $1) < 0.502 })
    let thickness = (0..<count).map { (clouds[$0] + clouds[count + $0] + clouds[2 * count + $0]) / 3 }
    #expect(zip(result.mask.thickness, thickness).allSatisfy { abs(Float($0) - 255 * $1) < 0.502 })
  }
}
