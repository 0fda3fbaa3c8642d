internal import Evaluation
import Foundation
internal import Support
internal import TestSupport
import Testing

@Suite struct StatisticsTests {
  private func coordinates(_ fixture: borrowing NumericFixture) throws -> [SIMD2<Double>] {
    let values = try fixture.doubles("moran/lonlat")
    return stride(from: 0, to: values.count, by: 2).map { SIMD2(values[$0], values[$0 + 1]) }
  }

  @Test(arguments: ["alike", "strewn"]) func moranAgreesWithEsda(name: String) throws {
    let fixture = try NumericFixture("evaluation.h5")
    let moran = MoranI(try coordinates(fixture), neighbours: 8)
    let values = try fixture.doubles("moran/\(name)/values")
    expectClose(
      [moran(values), moran.expectation, moran.normalScore(values)],
      try fixture.doubles("moran/\(name)/expected"), within: 1e-9, name)
    let p = moran.permutationP([values], permutations: 9999, seed: 1)
    let expected = try fixture.doubles("moran/\(name)/p")[0]
    #expect(abs(p - expected) < 5 * (expected * (1 - expected) / 9999).squareRoot(), "\(p), \(expected)")
    #expect(moran.permutationP([values, values], permutations: 99, seed: 1) <= p + 0.1)
  }

  @Test func equalValuesAndPlacesHaveNoMoran() {
    let spot = [SIMD2<Double>](repeating: SIMD2(3, 4), count: 5)
    let moran = MoranI(spot, neighbours: 8)
    #expect(moran([0.1, 0.1, 0.1, 0.1, 0.1]).isNaN)
    #expect(moran.permutationP([[2, 2, 2, 2, 2]], permutations: 9, seed: 1).isNaN)
    // Every other place is a neighbour, so I is its expectation.
    #expect(abs(moran([1, 5, 2, 9, 4]) - moran.expectation) < 1e-12)
  }

  @Test func clustersAgreeWithScikitLearn() throws {
    let fixture = try NumericFixture("evaluation.h5")
    func points(_ path: String) throws -> [SIMD3<Double>] {
      let values = try fixture.doubles(path)
      return stride(from: 0, to: values.count, by: 3).map {
        SIMD3(values[$0], values[$0 + 1], values[$0 + 2])
      }
    }
    let clusters = KMeans(try points("clusters/points"), start: try points("clusters/start"))
    #expect(clusters.labels == (try fixture.indices("clusters/labels")).map(Int.init))
    expectClose(
      clusters.centres.flatMap { [$0.x, $0.y, $0.z] }, try fixture.doubles("clusters/centres"),
      within: 1e-12, "centres")
  }

  @Test func blocksByClustersAreCompactAndDrawnBySeed() {
    // Four towns far apart: four clusters are the towns.
    var random = Philox(seed: 5, "towns")
    let towns = [SIMD2(179.9, 0), SIMD2(-73, 41), SIMD2(2, 48), SIMD2(139, 35)]
    let places = (0..<80).map {
      towns[$0 % 4] + SIMD2(random.uniform(-0.3, 0.3), random.uniform(-0.3, 0.3))
    }.map { SIMD2($0.x > 180 ? $0.x - 360 : $0.x, $0.y) }
    let blocks = SpatialBlocks.clustered(places, count: 4, seed: 1)
    #expect(blocks.count == 4 && blocks.flatMap { $0 }.sorted() == Array(0..<80))
    #expect(blocks.allSatisfy { Set($0.map { $0 % 4 }).count == 1 })
    let city = places.indices.map { SIMD2(Double($0 % 10) * 0.01, Double($0 / 10) * 0.01) }
    let finer = SpatialBlocks.clustered(city, count: 12, seed: 1)
    #expect(finer.count == 12 && finer == SpatialBlocks.clustered(city, count: 12, seed: 1))
    #expect(finer != SpatialBlocks.clustered(city, count: 12, seed: 2))
    let spot = SpatialBlocks.clustered(Array(repeating: SIMD2(1, 1), count: 5), count: 3, seed: 1)
    #expect(spot.flatMap { $0 }.sorted() == Array(0..<5))
  }
}
