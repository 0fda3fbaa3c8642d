internal import GDAL
internal import Geography
internal import Support
internal import TestSupport
import Testing

internal import Scenes

@Suite struct SceneChoiceTests {
  @Test func rulesOfQualityBands() throws {
    let scl = try QualityRule(parsing: "scl")
    #expect((0...11).filter { scl.accepts($0) } == [2, 4, 5, 6, 7, 11])
    let bits = try QualityRule(parsing: "bits:1,3-4")
    #expect([0, 1, 4, 5, 32].allSatisfy(bits.accepts) && ![2, 8, 16, 24, 3].contains(where: bits.accepts))
    for wrong in ["", "scl2", "bits:", "bits:64", "values:a", "values:3-1", "values:1,,2"] {
      #expect(throws: Failure.self) { try QualityRule(parsing: wrong) }
    }
  }

  @Test(arguments: [
    ("S2L2A_2021-06-16.tif", "2021-06-16"), ("T18TWL_20210724T154819_B04.jp2", "2021-07-24"),
    ("2021:07:24 10:00:00", "2021-07-24"), ("2021/07/24", "2021-07-24"),
  ])
  func daysAreFoundInNames(text: String, day: String) { #expect(RasterDate.date(in: text) == day) }

  @Test(arguments: ["scene.tif", "20211301.tif", "120210724", "2021-0724", "12345678.tif"])
  func otherNumbersAreNoDays(text: String) { #expect(RasterDate.date(in: text) == nil) }

  @Test func statisticsByName() throws {
    let names = try ZonalStatistic.parsing("mean,sd,quantiles,q90,max").map(\.name)
    #expect(names == ["mean", "sd", "q5", "q25", "q50", "q75", "q95", "q90", "max"])
    for wrong in ["", "mode", "q101", "mean,mean", "median,q50"] {
      #expect(throws: Failure.self) { try ZonalStatistic.parsing(wrong) }
    }
  }

  @Test func theMapOfPicturesIsTheScenesWhereItHasMetres() throws {
    let place = SIMD2(-74.99, 40.73)
    #expect(try CropPlan.crs(for: SceneFixture.scene("utm.tif"), around: place).name == "EPSG:32618")
    #expect(try CropPlan.crs(for: SceneFixture.scene("geographic.tif"), around: place).name == "EPSG:32618")
    #expect(try SpatialReference.utm(lon: 3.4, lat: -1).name == "EPSG:32731")
    #expect(try SpatialReference.utm(lon: 180, lat: 10).name == "EPSG:32601")
    #expect(try SpatialReference.utm(lon: 10, lat: 86).name == "EPSG:5041")
  }

  @Test func whatUsuallyStandsForNoneHasToBeDeclared() throws {
    let file = try RasterFile(SceneFixture.path("utm.tif"))
    let open = UsualNodata(file, band: file.bands[0])
    #expect(throws: Failure.self) { try open.check(-9999) }
    try open.check(0)
    let all = try RasterFile(SceneFixture.path("utm.tif"), remarks: .init(allCount: true))
    try UsualNodata(all, band: all.bands[0]).check(-9999)
  }
}
