import Foundation
internal import Support
import Testing

/// Relations of random polygons, each against the textbook: every segment with every other.
@Suite struct RawGeometryTests {
  /// Star-shaped regions, some with a hole and some of two parts, thrown at random: they touch, overlap and
  /// hold one another.
  private func regions(_ random: inout Philox, count: Int) -> [SimulatedCity.Region] {
    func ring(_ centre: SIMD2<Double>, _ radius: Double) -> [SIMD2<Double>] {
      let corners = 3 + random.index(below: 9)
      let ring = (0..<corners).map { corner in
        let angle = 2 * Double.pi * (Double(corner) + random.uniform(0, 0.8)) / Double(corners)
        let p = centre + SIMD2(1.3 * cos(angle), sin(angle)) * radius * random.uniform(0.5, 1)
        return SIMD2((p.x * 1e6).rounded() / 1e6, (p.y * 1e6).rounded() / 1e6)
      }
      return ring + ring.prefix(1)
    }
    return (0..<count).map { index in
      func centre() -> SIMD2<Double> {
        SIMD2(-30 + random.uniform(-0.03, 0.03), 40 + random.uniform(-0.03, 0.03))
      }
      let radius = exp(random.uniform(log(0.0005), log(0.008)))
      let middle = centre()
      var parts = [[ring(middle, radius)]]
      // Within the polygon's incircle as long as that has six corners and more.
      if index % 3 == 0, parts[0][0].count > 7 { parts[0].append(ring(middle, radius * 0.2).reversed()) }
      let second = centre()
      if index % 5 == 0, abs(second.x - middle.x) > 0.03 { parts.append([ring(second, 0.002)]) }
      return SimulatedCity.Region(id: "r\(index)", parts: parts)
    }
  }

  private func geoJSON(_ regions: [SimulatedCity.Region]) -> String {
    RawInputTests.collection(
      regions.map { region in
        let parts = region.parts.map { part in
          "["
            + part.map { "[" + $0.map { "[\($0.x),\($0.y)]" }.joined(separator: ",") + "]" }.joined(
              separator: ",")
            + "]"
        }
        return RawInputTests.feature(region.id, "[" + parts.joined(separator: ",") + "]", "MultiPolygon")
      })
  }

  /// 0 where two polygons share a point, which the textbook's vertex distance does not know.
  private func distance(_ a: SimulatedCity.Region, _ b: SimulatedCity.Region) -> Double {
    func edges(_ region: SimulatedCity.Region) -> [(SIMD2<Double>, SIMD2<Double>)] {
      region.parts.joined().flatMap { zip($0, $0.dropFirst()) }
    }
    func side(_ p: SIMD2<Double>, _ q: SIMD2<Double>, _ r: SIMD2<Double>) -> Double {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    }
    for (p, q) in edges(a) {
      for (r, s) in edges(b) where side(p, q, r) * side(p, q, s) <= 0 && side(r, s, p) * side(r, s, q) <= 0 {
        return 0
      }
    }
    let inside =
      a.parts.contains { Plane.contains(b, $0[0][0]) } || b.parts.contains { Plane.contains(a, $0[0][0]) }
    return inside ? 0 : Plane.distance(a, b)
  }

  @Test(arguments: 1...6) func distancesAndPlacesAreThoseOfTheTextbook(seed: Int) throws {
    let shell = try Shell()
    defer { shell.remove() }
    var random = Philox(seed: UInt64(seed), "raw geometry")
    let regions = regions(&random, count: 70)
    let places = (0..<1500).map { _ in
      SIMD2(-30 + random.uniform(-0.03, 0.03), 40 + random.uniform(-0.03, 0.03))
    }
    try shell.write(geoJSON(regions), to: "r.geojson")
    try shell.write(
      "id,lon,lat\n" + places.enumerated().map { "p\($0),\($1.x),\($1.y)\n" }.joined(), to: "p.csv")
    let (border, near) = (random.uniform(1, 100), random.uniform(200, 1500))
    let result = try shell.run(
      """
      kg-build --regions r.geojson --pois p.csv --border-tolerance \(border) --near-distance \(near) \
        --poi-tolerance 0 -o kg.h5 && kg-build --to-tsv kg.h5
      """)
    try #require(result.status == 0, "\(result.error)")
    #expect(!result.error.contains("repaired"), "the test means valid polygons: \(result.error)")
    let facts = Set(result.output.split(separator: "\n").map(String.init))
    var found = 0
    for (index, a) in regions.enumerated() {
      for b in regions[(index + 1)...] {
        let distance = distance(a, b)
        for (relation, limit) in [("BorderBy", border), ("NearBy", near)]
        where abs(distance - limit) > 1e-3 * limit + 0.1 {
          let fact = "\(a.id)\t\(relation)\t\(b.id)"
          #expect(facts.contains(fact) == (distance <= limit), "\(fact) at \(distance), limit \(limit)")
          #expect(facts.contains("\(b.id)\t\(relation)\t\(a.id)") == facts.contains(fact))
          if facts.contains(fact) { found += 1 }
        }
      }
    }
    #expect(found > 100)
    // Regions overlap here, so the first in natural order has the place.
    for (index, place) in places.enumerated() {
      let home = regions.first { Plane.contains($0, place) }
      let given = facts.filter { $0.hasPrefix("p\(index)\t") }
      #expect(
        given == (home.map { ["p\(index)\tLocateAt\t\($0.id)"] } ?? []), "\(given) \(home?.id ?? "none")")
    }
  }
}
