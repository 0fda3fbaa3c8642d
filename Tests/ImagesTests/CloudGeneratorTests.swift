import Foundation
internal import HDF5
internal import Images
internal import Support
internal import TestSupport
import Testing

/// Clouds over whole pictures, and their statistics against the published generator's.
@Suite struct CloudGeneratorTests {
  private func picture() throws -> RGBPicture {
    let path = ImageFilterTests.fixture.replacingOccurrences(of: "image_filters", with: "clouds")
    return RGBPicture(
      height: 64, width: 64,
      pixels: try HDF5File(reading: path, name: "clouds.h5").dataset("/statistics/image").readAll())
  }

  private func cloud(_ picture: RGBPicture, _ settings: CloudSettings, _ item: UInt64) -> CloudedPicture {
    var random = Philox(seed: 1, "clouds", item)
    return CloudGenerator(settings).apply(to: picture, random: &random)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  private func deviation(_ values: [Double]) -> Double {
    let centre = mean(values)
    return mean(values.map { ($0 - centre) * ($0 - centre) }).squareRoot()
  }

  /// Mean power of rows at 1 to 31 waves a side, as the fixture's `row_spectrum`.
  private func spectrum(_ fields: [[Double]]) -> [Double] {
    let side = 64
    let turn = (0..<side).map { 2 * Double.pi * Double($0) / Double(side) }
    let (cosines, sines) = (turn.map { cos($0) }, turn.map { sin($0) })
    var power = [Double](repeating: 0, count: side / 2 - 1)
    for field in fields {
      for row in stride(from: 0, to: field.count, by: side) {
        let centre = mean(Array(field[row..<(row + side)]))
        let line = (0..<side).map { (field[row + $0] - centre) * (1 - cosines[$0]) / 2 }
        for wave in 1..<(side / 2) {
          var (real, imaginary) = (0.0, 0.0)
          for x in 0..<side {
            real += line[x] * cosines[wave * x % side]
            imaginary += line[x] * sines[wave * x % side]
          }
          power[wave - 1] += (real * real + imaginary * imaginary) / Double(fields.count * side)
        }
      }
    }
    return power
  }

  /// Slope of log power over log waves, at 2 to 12 waves, beyond which 8-bit rounding is seen.
  private func slope(_ power: [Double]) -> Double {
    let points = (2...12).map { (x: log(Double($0)), y: log(power[$0 - 1])) }
    let (x, y) = (mean(points.map(\.x)), mean(points.map(\.y)))
    return points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
      / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
  }

  @Test(arguments: CloudPreset.allCases.filter { $0 != .cumulus })
  func statisticsAreThePublishedGenerators(preset: CloudPreset) throws {
    let fixture = try NumericFixture("clouds.h5")
    let picture = try picture()
    let samples = picture.pixels.map(Double.init)
    var settings = CloudSettings(preset)
    settings.parameters.offset = 0
    let drawn = (0..<400).map { cloud(picture, settings, $0) }
    let thickness = drawn.map { $0.mask.thickness.map { Double($0) / 255 } }
    let shadow = drawn.map { $0.mask.shadow.map { Double($0) / 255 } }
    let pixels = drawn.map { $0.picture.pixels.map(Double.init) }
    func cover(_ values: [UInt8], _ threshold: UInt8) -> Double {
      Double(values.count { $0 >= threshold }) / Double(values.count)
    }
    let actual = [
      thickness.map { mean($0) }, thickness.map { deviation($0) },
      drawn.map { cover($0.mask.thickness, 26) }, drawn.map { cover($0.mask.thickness, 128) },
      shadow.map { mean($0) }, drawn.map { cover($0.mask.shadow, 26) },
      pixels.map { mean($0) - mean(samples) }, pixels.map { deviation($0) },
    ]
    let names = [
      "thickness", "its deviation", "cover", "thick cover", "shadow", "shadow cover", "brightness",
      "contrast",
    ]
    let expected = try fixture.floats("statistics/\(preset)/moments").map(Double.init)
    for (index, values) in actual.enumerated() {
      let (centre, spread) = (expected[2 * index], expected[2 * index + 1])
      // Four standard errors of the difference of two means, and what rounding to bytes makes.
      let tolerance =
        4 * max(spread, deviation(values)) * (1.0 / 200 + 1.0 / 400).squareRoot()
        + (index < 6 ? 0.003 : 0.3)
      #expect(
        abs(mean(values) - centre) <= tolerance, "\(names[index]): \(mean(values)), published \(centre)")
    }
    let published = slope(try fixture.floats("statistics/\(preset)/spectrum").map(Double.init))
    #expect(abs(slope(spectrum(thickness)) - published) < 0.25, "\(slope(spectrum(thickness))), \(published)")
  }

  @Test(arguments: CloudPreset.allCases) func thicknessStaysInThePresetsRange(preset: CloudPreset) throws {
    let picture = try picture()
    let parameters = preset.parameters
    for item in 0..<40 {
      let mask = cloud(picture, CloudSettings(preset), UInt64(item)).mask
      let shift = 1 + parameters.channelShift
      let highest = 255 * max(parameters.minLevel.upperBound, parameters.maxLevel.upperBound) * shift
      let lowest = 255 * parameters.minLevel.lowerBound * (2 - shift)
      #expect(mask.thickness.allSatisfy { Double($0) <= highest + 1 && Double($0) >= lowest - 1 })
      #expect(mask.shadow.allSatisfy { Double($0) <= 255 * parameters.shadowLevel.upperBound + 1 })
      #expect(preset != .fog || mask.shadow.allSatisfy { $0 == 0 })
    }
  }

  @Test func thicknessZeroChangesNothing() throws {
    let picture = try picture()
    for shadows in CloudShadows.allCases {
      var settings = CloudSettings(.default)
      settings.shadows = shadows
      settings.parameters.minLevel = 0...0
      settings.parameters.maxLevel = 0...0
      settings.parameters.shadowLevel = 0...0
      #expect(cloud(picture, settings, 1).picture == picture)
      // With nothing but clear sky there are no clouds either.
      settings.parameters.maxLevel = 1...1
      settings.parameters.clear = 1...1
      #expect(cloud(picture, settings, 1).picture == picture)
    }
  }

  @Test(arguments: [
    (0.0, Sun.Distance.pixels(7), 7, 0), (90, .pixels(7), 0, -7), (180, .pixels(7), -7, 0),
    (270, .share(0.125), 0, 8), (135, .pixels(10), -7, -7), (30, .share(0), 0, 0),
  ]) func ownShadowsAreTheCloudsDisplaced(azimuth: Double, distance: Sun.Distance, down: Int, right: Int)
    throws
  {
    var settings = CloudSettings(.big)
    settings.shadows = .own
    settings.sun = Sun(azimuth: azimuth, distance: distance)
    settings.parameters.shadowLevel = 1...1
    settings.parameters.channelShift = 0
    settings.parameters.offset = 0
    let vector = settings.sun.displacement(height: 64, width: 64)
    #expect(vector.down == down && vector.right == right)
    let result = cloud(try picture(), settings, 5)
    #expect(result.mask.shadow.contains { $0 > 200 })
    for y in max(0, down)..<min(64, 64 + down) {
      for x in max(0, right)..<min(64, 64 + right) {
        let difference =
          Int(result.mask.shadow[y * 64 + x]) - Int(result.mask.thickness[(y - down) * 64 + x - right])
        #expect(abs(difference) <= 1)
      }
    }
  }

  @Test func shadowsLeaveTheCloudsAlone() throws {
    let picture = try picture()
    let masks = CloudShadows.allCases.map { shadows in
      var settings = CloudSettings(.big)
      settings.shadows = shadows
      return cloud(picture, settings, 8).mask
    }
    #expect(masks.allSatisfy { $0.thickness == masks[0].thickness })
    #expect(masks[0].shadow != masks[1].shadow && masks[2].shadow.allSatisfy { $0 == 0 })
  }

  @Test func picturesOfAnySizeAreClouded() {
    for (height, width) in [(1, 1), (1, 9), (7, 2), (16, 16), (40, 300), (0, 0)] {
      for preset in CloudPreset.allCases {
        let picture = RGBPicture(height: height, width: width, red: 50, green: 70, blue: 20)
        let result = cloud(picture, CloudSettings(preset), 2)
        #expect(result.picture.pixels.count == height * width * 3)
        #expect(result.mask.classes.count == height * width)
      }
    }
  }

  /// How much of real tiles lies under clouds and shadows, measured from two scenes of New York.
  @Test func cumulusCoversAsTheRealScene() throws {
    let picture = try picture()
    let classes = (0..<600).map { cloud(picture, CloudSettings(.cumulus), $0).mask.classes }
    func shares(_ kinds: [CloudMask.Class]) -> [Double] {
      classes.map { all in Double(all.count { value in kinds.contains { $0.rawValue == value } }) / 4096 }
    }
    let (clouds, shadows) = (shares([.thick, .thin]), shares([.shadow]))
    // By these masks, which find more than a detector that has only the pictures.
    #expect(abs(mean(clouds) - 0.12) < 0.035)
    #expect(abs(mean(shadows) - 0.08) < 0.025)
    #expect(abs(Double(clouds.count { $0 > 0.02 }) / 600 - 0.45) < 0.1)
  }
}
