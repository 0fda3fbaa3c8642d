internal import Prediction
internal import Schemas
internal import Support
import Testing

@Suite struct TrendSurfaceTests {
  @Test func termsAreThoseOfACubicPolynomial() {
    // Corners and two inner points of a map; the axes run from −1 to 1.
    let points = [
      SIMD2(10.0, 50.0), SIMD2(14, 50), SIMD2(10, 52), SIMD2(14, 52), SIMD2(11, 51), SIMD2(13, 51.5),
    ]
    let ids = points.indices.map { "r\($0)" }
    let table = TrendSurface(over: points).features(ids, points)
    #expect(table.dimension == 9 && table.ids == ids)
    #expect(Array(table.row(0)) == [-1, -1, 1, 1, 1, -1, -1, -1, -1])
    // x = −½, y = 0.
    #expect(Array(table.row(4)) == [-0.5, 0, 0.25, 0, 0, -0.125, 0, 0, 0])
    // x = ½, y = ½: x, y, x², xy, y², x³, x²y, xy², y³.
    #expect(Array(table.row(5)) == [0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125])
  }

  @Test func ridgeOnItFindsASmoothTrendAndAFlatMapStaysFinite() throws {
    var random = Philox(seed: 3, "trend")
    let points = (0..<200).map { _ in SIMD2(random.uniform(), random.uniform()) * 0.4 + SIMD2(-74, 40) }
    let labels = points.map { point in
      let x = (point.x + 73.8) / 0.2
      let y = (point.y - 40.2) / 0.2
      return 3 + x - 2 * x * y + y * y * y
    }
    let table = TrendSurface(over: points).features(points.indices.map { "r\($0)" }, points)
    let fold = Fold(train: Array(0..<150), validation: [], test: Array(150..<200))
    let predictions = try RidgePredictor().predictions(PredictorInputs(table), fold, labels)
    for row in fold.test { #expect(abs(predictions[row] - labels[row]) < 0.05) }
    let line = [SIMD2(1.0, 5.0), SIMD2(3, 5)]
    let flat = TrendSurface(over: line, degree: 2).features(["a", "b"], line)
    #expect(Array(flat.row(1)) == [1, 0, 1, 0, 0])
  }
}
