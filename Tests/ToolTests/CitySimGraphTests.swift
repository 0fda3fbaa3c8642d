import Foundation
import Testing

/// Polygons and triples, each relation computed anew from the other files by its definition.
@Suite struct CitySimGraphTests {
  private static let options = "--regions 42 --image-size 8 --street-views 0 --seed 3"

  @Test func polygonsFollowRFC7946() throws {
    try SimulatedCity.with(Self.options) { city in
      let regions = try city.polygons("regions.geojson", "region")
      #expect(regions.count == 42)
      var borders: [[SIMD2<Double>]: Int] = [:]
      for region in regions {
        for part in region.parts {
          for (index, ring) in part.enumerated() {
            #expect(ring.count >= 4 && ring.first == ring.last, "\(region.id) is not closed")
            let area = zip(ring, ring.dropFirst()).reduce(0) {
              $0 + ($1.0.x - ring[0].x) * ($1.1.y - ring[0].y) - ($1.1.x - ring[0].x) * ($1.0.y - ring[0].y)
            }
            #expect(index == 0 ? area > 0 : area < 0, "\(region.id) breaks the right-hand rule")
          }
        }
        for (a, b) in zip(region.parts[0][0], region.parts[0][0].dropFirst()) {
          #expect(borders.updateValue(1, forKey: [a, b]) == nil, "an edge belongs to one region on its left")
        }
      }
      // An edge between two regions occurs once in each direction; the rest is the city's outline.
      let shared = borders.keys.filter { borders[[$0[1], $0[0]]] != nil }.count
      #expect(shared > borders.count * 7 / 10)
      #expect(regions.contains { $0.parts.count == 2 && $0.parts[0].count == 2 }, "a lake with an island")
    }
  }

  @Test func spatialRelationsAreThoseOfThePolygons() throws {
    try SimulatedCity.with(Self.options) { city in
      let triples = try city.triples()
      let regions = try city.polygons("regions.geojson", "region")
      for (relation, limit) in [("BorderBy", 50.0), ("NearBy", 1000.0)] {
        let facts = try #require(triples[relation])
        #expect(facts.allSatisfy { facts.contains([$0[1], $0[0]]) && $0[0] != $0[1] })
        for a in regions {
          for b in regions where a.id < b.id {
            let distance = Plane.distance(a, b)
            // The two projections differ by less than a metre at such distances.
            if abs(distance - limit) > 1 {
              #expect(facts.contains([a.id, b.id]) == (distance <= limit), "\(a.id) \(relation) \(b.id)")
            }
          }
        }
      }
    }
  }

  @Test func placesLieWhereTheGraphSays() throws {
    try SimulatedCity.with(Self.options) { city in
      let triples = try city.triples()
      let regions = try city.polygons("regions.geojson", "region")
      let areas = try city.polygons("areas.geojson", "area")
      let located = try #require(triples["LocateAt"])
      let belongs = try #require(triples["BelongTo"])
      let pois = try city.table("pois.csv")
      #expect(located.count == pois.count)
      for poi in pois {
        let id = try #require(poi["id"])
        let p = SIMD2(
          try #require(Double(poi["lon"] ?? "")), try #require(Double(poi["lat"] ?? "")))
        let homes = regions.filter { Plane.contains($0, p) }.map(\.id)
        #expect(homes.count == 1 && located.contains([id, homes.first ?? ""]), "\(id) lies in \(homes)")
        #expect(triples["Cate1Of"]?.contains([id, "Cate1_" + (poi["cate1"] ?? "")]) == true)
        #expect(triples["Cate2Of"]?.contains([id, "Cate2_" + (poi["cate2"] ?? "")]) == true)
        let brand = try #require(poi["brand"])
        #expect(brand.isEmpty || triples["BrandOf"]?.contains([id, "Brand_" + brand]) == true)
        for area in areas {
          let distance = Plane.contains(area, p) ? 0 : Plane.distance(Plane.metres(p), area)
          if abs(distance - 3000) > 2 { #expect(belongs.contains([id, area.id]) == (distance <= 3000)) }
        }
      }
      #expect(triples["BrandOf"]?.count == pois.filter { $0["brand"] != "" }.count)
    }
  }

  @Test func competitorsAreNearAndOfAnotherBrand() throws {
    try SimulatedCity.with(Self.options) { city in
      let facts = try #require(try city.triples()["Competitive"])
      let pois = try city.table("pois.csv").filter { $0["brand"] != "" }
      let places = try pois.map { poi in
        Plane.metres(SIMD2(try #require(Double(poi["lon"] ?? "")), try #require(Double(poi["lat"] ?? ""))))
      }
      var expected = 0
      for (a, p) in zip(pois, places) {
        for (b, q) in zip(pois, places)
        where a["id"] != b["id"] && a["cate2"] == b["cate2"] && a["brand"] != b["brand"] {
          let distance = ((p - q) * (p - q)).sum().squareRoot()
          guard abs(distance - 500) > 0.5 else { continue }
          let fact = [a["id"] ?? "", b["id"] ?? ""]
          #expect(facts.contains(fact) == (distance <= 500), "\(fact) \(distance)")
          if distance <= 500 { expected += 1 }
        }
      }
      #expect(expected > 0 && abs(facts.count - expected) <= 2)
    }
  }

  @Test func largeFlowsAreTheTwentyLargest() throws {
    try SimulatedCity.with(Self.options) { city in
      let triples = try city.triples()
      let flows = try city.table("flows.csv").map { row in
        (row["origin"] ?? "", row["destination"] ?? "", try #require(Int(row["count"] ?? "")))
      }
      func expected(_ own: ((String, String, Int)) -> String, _ other: ((String, String, Int)) -> String)
        -> Set<
          [String]
        >
      {
        let rows = Dictionary(grouping: flows, by: own)
        return Set(
          rows.flatMap { region, row in
            row.sorted { ($1.2, other($0)) < ($0.2, other($1)) }.prefix(20).map { [region, other($0)] }
          })
      }
      #expect(triples["LargeFlowTo"] == expected(\.0, \.1))
      #expect(triples["LargeFlowFrom"] == expected(\.1, \.0))
      #expect(triples["LargeFlowTo"]?.contains { $0[0] == $0[1] } == true, "flows within a region count")
    }
  }

  @Test func similarRegionsHaveTheSameMixOfPlaces() throws {
    try SimulatedCity.with(Self.options + " --poi-density 60") { city in
      let triples = try city.triples()
      let facts = triples["SimilarFunc"] ?? []
      let category = Dictionary(
        uniqueKeysWithValues: (triples["Cate1Of"] ?? []).map { ($0[0], $0[1]) })
      var counts: [String: [String: Double]] = [:]
      for fact in triples["LocateAt"] ?? [] {
        counts[fact[1], default: [:]][category[fact[0]] ?? "", default: 0] += 1
      }
      func product(_ a: [String: Double], _ b: [String: Double]) -> Double {
        a.reduce(0) { $0 + $1.value * (b[$1.key] ?? 0) }
      }
      var similar = 0
      for (a, x) in counts {
        for (b, y) in counts where a != b {
          let cosine = product(x, y) / (product(x, x) * product(y, y)).squareRoot()
          if cosine >= 0.95 + 1e-9 { similar += 1 }
          if abs(cosine - 0.95) > 1e-9 { #expect(facts.contains([a, b]) == (cosine >= 0.95)) }
        }
      }
      #expect(similar > 0 && facts.count >= similar)
    }
  }

  @Test func visitsInARowJoinPlaces() throws {
    try SimulatedCity.with(Self.options) { city in
      let facts = try #require(try city.triples()["CoCheckin"])
      let visits = try city.table("checkins.csv")
      var counts: [[String]: Int] = [:]
      for (a, b) in zip(visits, visits.dropFirst()) where a["user"] == b["user"] {
        let pair = [a["poi"] ?? "", b["poi"] ?? ""]
        #expect((a["time"] ?? "") < (b["time"] ?? ""), "visits are in order of time")
        if pair[0] != pair[1] { counts[pair.sorted(), default: 0] += 1 }
      }
      let often = counts.filter { $0.value >= 3 }.keys
      #expect(!often.isEmpty && facts == Set(often.flatMap { [$0, [$0[1], $0[0]]] }))
    }
  }
}
