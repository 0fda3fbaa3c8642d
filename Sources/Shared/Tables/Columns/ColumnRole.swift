/// What a column of a table is to a reader, by the name that --columns knows.
package enum ColumnRole: String, CaseIterable, Sendable {
  case region, longitude = "lon", latitude = "lat"
  case origin, destination, count
  case originLongitude = "origin_lon", originLatitude = "origin_lat"
  case destinationLongitude = "destination_lon", destinationLatitude = "destination_lat"
  case user, place = "poi", time
  case category1 = "cate1", category2 = "cate2", category3 = "cate3", brand
  case split, block
  case head, relation, tail

  /// What such a column is usually called; the first that is there counts.
  package var usualNames: [String] {
    switch self {
    case .region: ColumnNames.region
    case .longitude: ColumnNames.longitude
    case .latitude: ColumnNames.latitude
    case .origin: ["origin", "origin_region", "o", "from", "source", "src"]
    case .destination: ["destination", "destination_region", "d", "to", "target", "dest", "dst"]
    case .count: ["count", "flow", "trips", "weight", "n", "volume"]
    case .originLongitude: Self.end(["origin", "o", "start", "pickup", "from"], ColumnNames.longitude)
    case .originLatitude: Self.end(["origin", "o", "start", "pickup", "from"], ColumnNames.latitude)
    case .destinationLongitude: Self.end(["destination", "d", "end", "dropoff", "to"], ColumnNames.longitude)
    case .destinationLatitude: Self.end(["destination", "d", "end", "dropoff", "to"], ColumnNames.latitude)
    case .user: ["user", "user_id", "uid", "userid"]
    case .place: ["poi", "poi_id", "venue", "venue_id", "venueid", "place", "place_id", "id"]
    case .time:
      [
        "time", "timestamp", "datetime", "utc_time", "date", "utctimestamp", "utc_timestamp", "checkin_time",
        "check_in_time", "visit_time", "visited_at", "created_at", "local_time", "datetime_utc", "date_time",
      ]
    case .category1:
      [
        "cate1", "category1", "category_1", "cat1", "category", "fclass", "amenity", "shop", "leisure",
        "tourism", "office", "healthcare", "craft", "type",
      ]
    case .category2: ["cate2", "category2", "category_2", "cat2", "subcategory"]
    case .category3: ["cate3", "category3", "category_3", "cat3"]
    case .brand: ["brand"]
    case .split: ["split", "part", "set", "fold"]
    case .block: ["block", "group", "cluster"]
    case .head: ["head", "h", "subject", "head_entity"]
    case .relation: ["relation", "rel", "r", "predicate", "edge"]
    case .tail: ["tail", "t", "object", "tail_entity"]
    }
  }

  private static func end(_ ends: [String], _ axis: [String]) -> [String] {
    ends.flatMap { end in axis.flatMap { ["\(end)_\($0)", "\($0)_\(end)", "\(end)\($0)"] } }
  }

  /// In words, for messages.
  package var title: String {
    switch self {
    case .region: "region ids"
    case .longitude: "longitudes"
    case .latitude: "latitudes"
    case .origin: "origins"
    case .destination: "destinations"
    case .count: "counts"
    case .user: "users"
    case .place: "places"
    case .time: "times"
    case .split: "parts"
    case .block: "blocks"
    default: rawValue
    }
  }
}
