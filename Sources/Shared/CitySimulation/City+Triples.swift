internal import Geography

/// A fact about two entities, by name.
struct Triple: Sendable, Hashable {
  let head: String
  let relation: String
  let tail: String
}

extension City {
  /// The relations in the order they are written.
  static let relations = [
    "BorderBy", "NearBy", "LargeFlowTo", "LargeFlowFrom", "SimilarFunc", "ServedBy", "LocateAt", "Cate1Of",
    "Cate2Of", "BrandOf", "Competitive", "CoCheckin", "BelongTo",
  ]

  /// The knowledge graph, straight from the definitions; symmetric relations list both directions.
  func triples() -> [Triple] {
    spatialTriples() + flowTriples() + similarityTriples() + serviceTriples() + poiTriples()
      + competitionTriples() + checkInTriples()
      + pois.flatMap { poi in
        areas.filter { $0.polygon.distance(to: poi.point) <= 3000 }
          .map { Triple(head: poi.id, relation: "BelongTo", tail: $0.id) }
      }
  }

  /// BorderBy: polygons at most 50 m apart. NearBy: at most 1 km.
  private func spatialTriples() -> [Triple] {
    let boxes = regions.map(\.polygon.bounds)
    let near = regions.indices.flatMap { a in
      regions.indices.filter { $0 > a && CityPolygon.gap(boxes[a], boxes[$0]) <= 1000 }
        .map { (a: a, b: $0, distance: regions[a].polygon.distance(to: regions[$0].polygon)) }
    }
    func pairs(_ relation: String, within limit: Double) -> [Triple] {
      symmetric(relation, near.filter { $0.distance <= limit }.map { ($0.a, $0.b) }) { regions[$0].id }
    }
    return pairs("BorderBy", within: 50) + pairs("NearBy", within: 1000)
  }

  /// LargeFlowTo: the 20 destinations with most trips from a region, itself included; ties by name.
  /// LargeFlowFrom: its 20 largest origins.
  private func flowTriples() -> [Triple] {
    func largest(_ relation: String, own: (Flow) -> Int, other: (Flow) -> Int) -> [Triple] {
      var rows = [[(count: Int, region: Int)]](repeating: [], count: regions.count)
      for flow in flows { rows[own(flow)].append((flow.count, other(flow))) }
      return rows.enumerated().flatMap { region, row in
        row.sorted { (-$0.count, $0.region) < (-$1.count, $1.region) }.prefix(20)
          .map { Triple(head: regions[region].id, relation: relation, tail: regions[$0.region].id) }
      }
    }
    return largest("LargeFlowTo", own: \.origin, other: \.destination)
      + largest("LargeFlowFrom", own: \.destination, other: \.origin)
  }

  /// SimilarFunc: the cosine of two regions' counts of POIs by coarse category is at least 0.95.
  private func similarityTriples() -> [Triple] {
    let groups = POICategory.all.map(\.group).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    let column = POICategory.all.map { groups.firstIndex(of: $0.group) ?? 0 }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: groups.count), count: regions.count)
    for poi in pois { counts[poi.region][column[poi.category]] += 1 }
    let norms = counts.map { row in row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let pairs = regions.indices.flatMap { a in
      regions.indices.filter { b in
        guard b > a, norms[a] > 0, norms[b] > 0 else { return false }
        let product = zip(counts[a], counts[b]).reduce(0) { $0 + $1.0 * $1.1 }
        return product / (norms[a] * norms[b]) >= 0.95
      }.map { (a, $0) }
    }
    return symmetric("SimilarFunc", pairs) { regions[$0].id }
  }

  /// ServedBy: a region at most 3 km from a business area.
  private func serviceTriples() -> [Triple] {
    regions.flatMap { region in
      areas.filter { $0.polygon.distance(to: region.polygon) <= 3000 }
        .map { Triple(head: region.id, relation: "ServedBy", tail: $0.id) }
    }
  }

  private func poiTriples() -> [Triple] {
    pois.map { Triple(head: $0.id, relation: "LocateAt", tail: regions[$0.region].id) }
      + pois.map {
        Triple(head: $0.id, relation: "Cate1Of", tail: "Cate1_" + POICategory.all[$0.category].group)
      }
      + pois.map {
        Triple(head: $0.id, relation: "Cate2Of", tail: "Cate2_" + POICategory.all[$0.category].name)
      }
      + pois.compactMap { poi in
        poi.brand.map { Triple(head: poi.id, relation: "BrandOf", tail: "Brand_" + $0) }
      }
  }

  /// Competitive: POIs of one fine category and different brands at most 500 m apart.
  private func competitionTriples() -> [Triple] {
    let branded = pois.indices.filter { pois[$0].brand != nil }
    let grid = PointGrid(branded.map { pois[$0].point.metres }, cell: 500)
    let pairs = branded.flatMap { a in
      grid.within(500, of: pois[a].point.metres).map { branded[$0] }
        .filter { $0 > a && pois[$0].category == pois[a].category && pois[$0].brand != pois[a].brand }
        .map { (a, $0) }
    }
    return symmetric("Competitive", pairs) { pois[$0].id }
  }

  /// CoCheckin: two POIs that people visited one after the other at least three times.
  private func checkInTriples() -> [Triple] {
    let steps = zip(checkIns, checkIns.dropFirst()).filter { $0.user == $1.user && $0.poi != $1.poi }
      .map { (min($0.poi, $1.poi), max($0.poi, $1.poi)) }.sorted { $0 < $1 }
    var pairs: [(Int, Int)] = []
    var start = 0
    for end in 1...max(steps.count, 1) where end >= steps.count || steps[end] != steps[start] {
      if start < steps.count, end - start >= 3 { pairs.append(steps[start]) }
      start = end
    }
    return symmetric("CoCheckin", pairs) { pois[$0].id }
  }

  /// Both directions of unordered pairs, by head and then tail.
  private func symmetric(_ relation: String, _ pairs: [(Int, Int)], _ name: (Int) -> String) -> [Triple] {
    (pairs + pairs.map { ($1, $0) }).sorted { $0 < $1 }
      .map { Triple(head: name($0.0), relation: relation, tail: name($0.1)) }
  }
}
