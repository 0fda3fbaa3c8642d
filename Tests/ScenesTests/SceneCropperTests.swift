internal import CGDAL
internal import GDAL
internal import Geography
internal import Images
internal import Schemas
internal import Support
internal import TestSupport
import Testing

internal import Scenes

@Suite struct SceneCropperTests {
  /// The window of some pixels of `utm.tif`.
  private static func window(column: Int, row: Int, size: Int) -> CropWindow {
    let low = SIMD2(500_000 + 10 * Double(column), 4_510_000 - 10 * Double(row + size))
    return CropWindow(region: 0, box: Box(low: low, high: low + SIMD2(repeating: 10 * Double(size))))
  }

  private static func cropper(
    _ scene: Scene, quality: QualityMask? = nil, limits: [SIMD2<Double>]? = nil, size: Int,
    resampling: Resampling = .bilinear
  ) throws -> SceneCropper {
    try SceneCropper(
      scene, quality: quality, limits: limits, sample: nil, crs: SpatialReference("EPSG:32618"),
      extent: PictureExtent(height: size, width: size), resampling: resampling)
  }

  @Test(arguments: [Resampling.bilinear, .nearest, .cubic])
  func onTheGridOfTheSceneAPictureIsItsPixels(resampling: Resampling) throws {
    let cropper = try Self.cropper(SceneFixture.scene("utm.tif"), size: 16, resampling: resampling)
    let picture = try cropper.picture(Self.window(column: 31, row: 22, size: 16))
    for row in 0..<16 {
      for column in 0..<16 {
        for band in 0..<3 {
          #expect(
            picture.samples[(row * 16 + column) * 3 + band]
              == SceneFixture.utm(column: 31 + column, row: 22 + row, band: band))
        }
      }
    }
    #expect(picture.mask.allSatisfy { $0 == 1 })
  }

  @Test func beyondTheSceneNothingIsValid() throws {
    let cropper = try Self.cropper(SceneFixture.scene("utm.tif"), size: 16)
    let picture = try cropper.picture(Self.window(column: 110, row: 90, size: 16))
    for index in 0..<256 {
      #expect(picture.mask[index] == (index % 16 < 10 && index / 16 < 10 ? 1 : 0), "\(index)")
    }
    #expect(try !cropper.covers([Self.window(column: 110, row: 90, size: 16)]))
    #expect(try cropper.covers([Self.window(column: 50, row: 50, size: 16)]))
    #expect(!cropper.reaches(Self.window(column: 400, row: 90, size: 16)))
  }

  @Test func masksAreTheClassesOfTheSceneClassification() throws {
    let quality = try QualityMask(
      [RasterFile(SceneFixture.path("utm_SCL.tif"))], band: 1, rule: QualityRule(parsing: "scl"))
    let cropper = try Self.cropper(SceneFixture.scene("utm.tif"), quality: quality, size: 40)
    let mask = try cropper.picture(Self.window(column: 20, row: 30, size: 40)).mask
    // No data, saturated, shadow, two of cloud, cirrus; a pixel of the band is two of the scene.
    let hidden: Set<Int> = [0, 1, 3, 8, 9, 10]
    for row in 0..<40 {
      for column in 0..<40 {
        let kind = ((30 + row) / 2 + (20 + column) / 2) / 4 % 12
        #expect(mask[row * 40 + column] == (hidden.contains(kind) ? 0 : 1))
      }
    }
  }

  @Test func bandsAreTakenByNumberAndNameInTheirOrder() throws {
    let window = Self.window(column: 5, row: 6, size: 4)
    for (bands, order) in [("3,1", [2, 0]), ("blue,red", [2, 0]), ("a=2,b=blue,c=red", [1, 2, 0])] {
      let scene = try SceneFixture.scene("utm.tif", bands: bands)
      let picture = try Self.cropper(scene, size: 4).picture(window)
      for (place, band) in order.enumerated() {
        #expect(picture.samples[place] == SceneFixture.utm(column: 5, row: 6, band: band), "\(bands)")
      }
    }
    #expect(try SceneFixture.scene("utm.tif", bands: "x=2").bands.map(\.name) == ["x"])
    #expect(try SceneFixture.scene("utm.tif").bands.map(\.name) == ["red", "green", "blue"])
    for wrong in ["nir", "4", "0", "red,1"] {
      #expect(throws: Failure.self) { try SceneFixture.scene("utm.tif", bands: wrong) }
    }
  }

  @Test func limitsScaleWhatSamplesMean() throws {
    // Samples times 0.01 plus 5.
    let scene = try SceneFixture.scene("scaled.tif")
    let cropper = try Self.cropper(scene, limits: [SIMD2(-5, 20)], size: 8)
    let picture = try cropper.picture(Self.window(column: 3, row: 4, size: 8))
    for row in 0..<8 {
      for column in 0..<8 {
        let sample = Double((7 * (3 + column) + 13 * (4 + row)) % 251 * 10 - 1000)
        let isNone = sample == -1000
        let expected = isNone ? 0 : ((sample * 0.01 + 5 + 5) / 25 * 255 + 0.5).rounded(.down)
        #expect(picture.samples[row * 8 + column] == UInt8(min(255, max(0, expected))))
        #expect(picture.mask[row * 8 + column] == (isNone ? 0 : 1))
      }
    }
  }

  @Test func samplesOfOtherTypesAreRefusedUnscaled() throws {
    #expect(
      failureMessage { _ = try Self.cropper(SceneFixture.scene("scaled.tif"), size: 8) }.contains(
        "holds Int16"))
  }

  @Test func percentilesAreThoseOfTheScene() throws {
    let scene = try SceneFixture.scene("utm.tif")
    let limits = try ScenePercentiles.of(scene, 2, 98)
    for (band, limits) in limits.enumerated() {
      let sorted = (0..<SceneFixture.height).flatMap { row in
        (0..<SceneFixture.width).map { Double(SceneFixture.utm(column: $0, row: row, band: band)) }
      }.sorted()
      func rank(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
      #expect(limits == SIMD2(rank(0.02), rank(0.98)))
    }
  }

  /// In degrees, of 16 bits, with a corner without data: what a window of another map shows.
  @Test func aSceneInDegreesKeepsItsGapOnAnotherMap() throws {
    let scene = try SceneFixture.scene("geographic.tif")
    let cropper = try Self.cropper(scene, size: 32)
    // Its corner is about at 499,915, 4,510,111.
    let corner = CropWindow(
      region: 0, box: Box(low: SIMD2(500_000, 4_509_900), high: SIMD2(500_150, 4_510_050)))
    let picture = try cropper.picture(corner)
    #expect(picture.mask.allSatisfy { $0 == 0 } && picture.samples.allSatisfy { $0 == 0 })
    let inside = CropWindow(
      region: 0, box: Box(low: SIMD2(500_500, 4_509_400), high: SIMD2(500_660, 4_509_560)))
    #expect(try cropper.picture(inside).mask.allSatisfy { $0 == 1 })
    #expect(cropper.sample == .uint16)
  }
}
