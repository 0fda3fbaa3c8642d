internal import Geography
internal import HDF5
import Testing

internal import Support
internal import TestSupport
internal import Scenes

@Suite struct ZonalStatisticsTests {
  /// exactextract's numbers; of rasters of whole numbers it cuts off what quantiles have behind the point.
  @Test(arguments: [("utm", true), ("geographic", true), ("scaled", false)])
  func agreeWithExactextract(name: String, cutsQuantiles: Bool) throws {
    let scene = try SceneFixture.scene("\(name).tif")
    let statistics = try ZonalStatistic.parsing("mean,sd,sum,min,max,quantiles")
    let regions = try SceneFixture.regions()
    let rows = try ZonalStatistics(scene, quality: nil, statistics).rows(of: regions)
    let path = SceneFixture.path("statistics.h5")
    let file = try HDF5File(reading: path, name: path)
    let expected = try file.dataset("/\(name)").readAll(as: Double.self)
    try #require(file.readStrings("/region") == regions.ids)
    #expect(expected.count == rows.count * rows[0].values.count)
    for (index, value) in rows.flatMap(\.values).enumerated() {
      let isQuantile = index % 10 >= 5
      let own = cutsQuantiles && isQuantile ? value.rounded(.down) : value
      // exactextract keeps shares as float32.
      let tolerance = 1e-6 * max(1, abs(expected[index]))
      let nearWhole = cutsQuantiles && isQuantile && abs(value - value.rounded()) < 1e-4
      #expect(
        abs(own - expected[index]) <= tolerance || (nearWhole && abs(value - expected[index]) < 1.001),
        "\(index)")
    }
  }

  @Test func threadsChangeNothing() throws {
    let regions = try SceneFixture.regions()
    let wanted = try ZonalStatistic.parsing("mean,sd,quantiles")
    func values() throws -> [UInt64] {
      try ZonalStatistics(SceneFixture.scene("south.tif"), quality: nil, wanted).rows(of: regions)
        .flatMap { $0.values.map(\.bitPattern) }
    }
    let before = Parallel.threads
    defer { Parallel.threads = before }
    Parallel.threads = 1
    let one = try values()
    Parallel.threads = 4
    #expect(try values() == one)
  }

  @Test func whatIsNoNumberIsNotShown() throws {
    let regions = try SceneFixture.regions()
    let rows = try ZonalStatistics(SceneFixture.scene("south.tif"), quality: nil, [.mean]).rows(of: regions)
    let parts = try #require(regions.ids.firstIndex(of: "parts"))
    #expect(rows[parts].shown < 0.9 && rows[parts].shown > 0.1)
    #expect(rows.allSatisfy { $0.values[0] >= 10 && $0.values[0] <= 30 })
    let edge = try #require(regions.ids.firstIndex(of: "edge"))
    #expect(rows[edge].shown < 0.8)
  }

  /// numpy.quantile([1, 2, 4, 10], q).
  @Test(arguments: [(0.0, 1.0), (0.25, 1.75), (0.5, 3), (0.9, 8.2), (1, 10)])
  func quantilesOfEqualWeightsAreNumPys(share: Double, expected: Double) {
    var values = WeightedValues()
    values.add([4, 1, 10, 2].map { WeightedValue(value: $0, weight: 0.3) })
    #expect(abs(WeightedQuantiles(values.sorted())(share) - expected) < 1e-12)
  }

  /// What a rule hides and what the opposite rule hides is all there is.
  @Test func classesOfAQualityBandLeavePixelsOut() throws {
    let regions = try SceneFixture.regions()
    let scene = try SceneFixture.scene("utm.tif")
    func rows(_ rule: String?) throws -> [ZonalStatistics.Row] {
      let mask = try rule.map {
        try QualityMask(
          [RasterFile(SceneFixture.path("utm_SCL.tif"))], band: 1, rule: QualityRule(parsing: $0))
      }
      return try ZonalStatistics(scene, quality: mask, [.sum]).rows(of: regions)
    }
    let (all, clear, hidden) = try (rows(nil), rows("scl"), rows("values:2,4-7,11"))
    for region in regions.ids.indices {
      #expect(abs(clear[region].shown + hidden[region].shown - all[region].shown) < 1e-9)
      let sums = [clear, hidden].map { $0[region].values[0].isNaN ? 0 : $0[region].values[0] }
      #expect(abs(sums[0] + sums[1] - all[region].values[0]) < 1e-6)
    }
    #expect(clear.contains { $0.shown > 0.1 && $0.shown < 0.9 })
  }
}
