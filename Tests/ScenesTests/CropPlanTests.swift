internal import GDAL
internal import Geography
internal import TestSupport
import Testing

internal import Scenes

@Suite struct CropPlanTests {
  @Test func squaresLieAroundThePointFarthestFromTheBorder() throws {
    let regions = try SceneFixture.regions()
    let scene = try SceneFixture.scene("utm.tif")
    let plan = try CropPlan(.square(200), of: regions, in: scene.crs, scene: scene)
    #expect(plan.windows.map(\.region) == Array(0..<5))
    let tiny = try #require(regions.ids.firstIndex(of: "tiny"))
    let middle = (plan.windows[tiny].box.low + plan.windows[tiny].box.high) / 2
    #expect((middle - SIMD2(500_703.3, 4_509_206.1)).norm < 1)
    for window in plan.windows {
      #expect((window.box.high - window.box.low - SIMD2(200, 200)).norm < 1e-6)
    }
    // A ring's own middle lies in its hole.
    let hole = try #require(regions.ids.firstIndex(of: "hole"))
    let place = (plan.windows[hole].box.low + plan.windows[hole].box.high) / 2
    #expect((place - SIMD2(500_850, 4_509_520)).norm > 90)
  }

  @Test func tilesThatCoverARegionShowAllOfItTogether() throws {
    let regions = try SceneFixture.regions()
    let scene = try SceneFixture.scene("utm.tif")
    let plan = try CropPlan(.cover(100), of: regions, in: scene.crs, scene: scene)
    for region in regions.ids.indices {
      let tiles = plan.windows.filter { $0.region == region }
      #expect(abs(tiles.reduce(0) { $0 + $1.share } - 1) < 1e-9, "\(regions.ids[region])")
      #expect(tiles.allSatisfy { $0.share > 0 && ($0.box.high - $0.box.low - SIMD2(100, 100)).norm < 1e-6 })
    }
    let counts = Dictionary(grouping: plan.windows, by: \.region).mapValues(\.count)
    #expect(Set(counts.values).count > 2 && plan.windows.map(\.region) == plan.windows.map(\.region).sorted())
  }

  @Test func theSquareAroundAPolygonHoldsIt() throws {
    let regions = try SceneFixture.regions()
    for crs in ["EPSG:32618", "EPSG:4326", "EPSG:3857"] {
      let map = try SpatialReference(crs)
      let plan = try CropPlan(.bounds, of: regions, in: map, scene: SceneFixture.scene("utm.tif"), margin: 5)
      let transform = try CoordinateTransform(from: .wgs84(), to: map)
      for window in plan.windows {
        let box = regions.shapes[window.region].mapPoints(together: transform.callAsFunction).box
        #expect(window.box.low.x < box.low.x && window.box.low.y < box.low.y, "\(crs)")
        #expect(window.box.high.x > box.high.x && window.box.high.y > box.high.y, "\(crs)")
      }
    }
  }

  /// A kilometre on the ground is a degree's part in degrees, and longer in Web Mercator.
  @Test func sidesAreMetresOnTheGround() throws {
    let place = SIMD2(-75.0, 60.0)
    let mercator = try GroundScale(of: SpatialReference("EPSG:3857")).sides(1000, at: place)
    // The scale of the projection at 60° on the ellipsoid: cos 60° once, and the ellipsoid's curvatures.
    #expect(abs(mercator.x - 1995) < 5 && abs(mercator.y - 1995) < 15)
    let degrees = try GroundScale(of: .wgs84()).sides(1000, at: place)
    #expect(abs(degrees.x - 1 / 55.8) < 1e-3 && abs(degrees.y - 1 / 111.4) < 1e-3)
    #expect(try GroundScale(of: SpatialReference("EPSG:32618")).sides(1000, at: place) == SIMD2(1000, 1000))
  }
}
