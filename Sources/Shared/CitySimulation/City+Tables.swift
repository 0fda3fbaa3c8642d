internal import Geography

extension City {
  /// `region,pop,edu,income,unemploy,crime`.
  func indicatorTable() -> String {
    var csv = CSVText("region", "pop", "edu", "income", "unemploy", "crime")
    for (region, it) in zip(regions, indicators) {
      csv.row(
        region.id, String(it.pop), it.edu.text(decimals: 5), it.income.text(decimals: 0),
        it.unemploy.text(decimals: 5), String(it.crime))
    }
    return csv.text
  }

  /// `region,lon,lat` of the centres.
  func coordinateTable() -> String {
    var csv = CSVText("region", "lon", "lat")
    for region in regions { csv.row(region.id, region.centre.degrees.lonText, region.centre.degrees.latText) }
    return csv.text
  }

  /// `region,split`.
  func splitTable() -> String {
    var csv = CSVText("region", "split")
    for (region, split) in zip(regions, split) { csv.row(region.id, split) }
    return csv.text
  }

  /// The latents: what the indicators, graph and pictures were made from.
  func truthTable() -> String {
    var csv = CSVText("region", "density", "wealth", "greenness", "industry")
    for region in regions {
      let l = region.latents
      csv.row(
        region.id, l.density.text(decimals: 5), l.wealth.text(decimals: 5), l.greenness.text(decimals: 5),
        l.industry.text(decimals: 5))
    }
    return csv.text
  }

  /// `id,name,lon,lat,cate1,cate2,brand`.
  func poiTable() -> String {
    var csv = CSVText("id", "name", "lon", "lat", "cate1", "cate2", "brand")
    for poi in pois {
      let kind = POICategory.all[poi.category]
      csv.row(
        poi.id, "\(kind.name) \(poi.id)", poi.point.degrees.lonText, poi.point.degrees.latText, kind.group,
        kind.name, poi.brand ?? "")
    }
    return csv.text
  }

  /// `origin,destination,count`.
  func flowTable() -> String {
    var csv = CSVText("origin", "destination", "count")
    for flow in flows { csv.row(regions[flow.origin].id, regions[flow.destination].id, String(flow.count)) }
    return csv.text
  }

  /// `user,poi,time`, the time as ISO 8601 without zone.
  func checkInTable() -> String {
    var csv = CSVText("user", "poi", "time")
    for visit in checkIns { csv.row(visit.user, pois[visit.poi].id, Self.timestamp(visit.minute)) }
    return csv.text
  }

  /// The whole period lies in the year 2001, which never comes near its end.
  private static func timestamp(_ minute: Int) -> String {
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var day = minute / 1440
    var month = 0
    while month < 11, day >= months[month] {
      day -= months[month]
      month += 1
    }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
    return "2001-\(two(month + 1))-\(two(day + 1))T\(two(minute / 60 % 24)):\(two(minute % 60)):00"
  }
}

extension CityPolygon {
  /// A GeoJSON FeatureCollection (RFC 7946), one feature a line.
  static func geoJSON(_ features: [(id: String, polygon: CityPolygon)], property: String) -> String {
    let lines = features.map { feature in
      let parts = feature.polygon.parts.map { "[" + $0.map(ring).joined(separator: ", ") + "]" }
      let one = parts.count == 1
      let geometry =
        #"{ "type": "\#(one ? "Polygon" : "MultiPolygon")", "coordinates": "#
        + (one ? parts[0] : "[" + parts.joined(separator: ", ") + "]") + " }"
      return
        #"{ "type": "Feature", "properties": { "\#(property)": "\#(feature.id)" }, "geometry": \#(geometry) }"#
    }
    return "{ \"type\": \"FeatureCollection\", \"features\": [\n" + lines.joined(separator: ",\n") + "\n] }\n"
  }

  private static func ring(_ points: [MapPoint]) -> String {
    let closed = points + points.prefix(1)
    return "[" + closed.map { "[\($0.degrees.lonText), \($0.degrees.latText)]" }.joined(separator: ", ") + "]"
  }
}
