package import Support

/// A table that many people publish or download in the same shape, by the name of who publishes it.
package struct TableLayout: Sendable {
  /// What a table is read for.
  package enum Kind: Sendable { case flows, places, visits }

  package let name: String
  /// What it is, a line for help and messages.
  package let summary: String
  let kinds: [Kind]
  /// The columns of its several editions; one is recognised when all are there.
  private let editions: [ColumnRoles]
  /// The columns of files that have no heading.
  private let header: [String]?
  let encoding: TextEncoding?
  /// Whether a place may have several rows, of which the first counts.
  package let repeatsPlaces: Bool

  private init(
    _ name: String, _ summary: String, _ kinds: [Kind], _ editions: [[ColumnRole: String]],
    header: [String]? = nil, encoding: TextEncoding? = nil, repeatsPlaces: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.kinds = kinds
    self.editions = editions.map { ColumnRoles($0.mapValues { [$0] }) }
    self.header = header
    self.encoding = encoding
    self.repeatsPlaces = repeatsPlaces
  }

  private static func ends(_ origin: String, _ destination: String, _ lon: String, _ lat: String)
    -> [ColumnRole:
    String]
  {
    [
      .originLongitude: origin + lon, .originLatitude: origin + lat,
      .destinationLongitude: destination + lon, .destinationLatitude: destination + lat,
    ]
  }

  private static func areas(_ origin: String, _ destination: String) -> [ColumnRole: String] {
    [.origin: origin, .destination: destination]
  }

  /// The layouts that are known. A new one is an entry here.
  package static let all: [TableLayout] = [
    TableLayout(
      "tlc", "trips of New York's TLC: taxi zones (PULocationID), or positions (until 2016)", [.flows],
      [
        areas("PULocationID", "DOLocationID"),
        ends("pickup_", "dropoff_", "longitude", "latitude"),
        ends("Start_", "End_", "Lon", "Lat"),
      ]),
    TableLayout(
      "bikeshare", "trips of Citi Bike, Divvy and others: start_lng, or start station longitude (until 2020)",
      [.flows],
      [
        ends("start_", "end_", "lng", "lat"),
        ends("start station ", "end station ", "longitude", "latitude"),
      ]),
    TableLayout(
      "bikeshare-stations",
      "trips of Divvy and others until 2019: from_station_id, whose positions another table has", [.flows],
      [
        areas("from_station_id", "to_station_id"),
        areas("03 - Rental Start Station ID", "02 - Rental End Station ID"),
      ]),
    TableLayout(
      "lodes", "commuting of the US Census (LODES, OD): home to work, S000 jobs", [.flows],
      [areas("h_geocode", "w_geocode").merging([.count: "S000"]) { a, _ in a }]),
    TableLayout(
      "chicago-taxi", "taxi and ride-hailing trips of Chicago: census tracts, else centroids", [.flows],
      [
        areas("Pickup Census Tract", "Dropoff Census Tract").merging(
          ends("Pickup Centroid ", "Dropoff Centroid ", "Longitude", "Latitude")
        ) { a, _ in a }
      ]),
    TableLayout(
      "foursquare", "check-ins of Foursquare (TSMC2014), which are a table of the places as well",
      [.visits, .places],
      [
        [
          .user: "userId", .place: "venueId", .time: "utcTimestamp", .longitude: "longitude",
          .latitude: "latitude", .category1: "venueCategory",
        ]
      ],
      header: [
        "userId", "venueId", "venueCategoryId", "venueCategory", "latitude", "longitude", "timezoneOffset",
        "utcTimestamp",
      ], encoding: .latin1, repeatsPlaces: true),
    TableLayout(
      "gowalla", "check-ins of Gowalla and Brightkite (SNAP), which are a table of the places as well",
      [.visits, .places],
      [
        [
          .user: "user", .place: "location id", .time: "check-in time", .longitude: "longitude",
          .latitude: "latitude",
        ]
      ], header: ["user", "check-in time", "latitude", "longitude", "location id"], repeatsPlaces: true),
  ]

  package static func named(_ name: String) -> TableLayout? { all.first { $0.name == name.lowercased() } }

  /// A table's layout, its columns, and its heading where the file has none.
  struct Found {
    let layout: TableLayout
    let columns: ColumnRoles
    let heading: [String]?
  }

  /// The layout of a table by its first row: the one that was named, if it is for such tables, else one that is
  /// recognised.
  /// - Throws: `Failure` (EX_DATAERR) where the table is not of the layout that was named.
  static func of(_ first: [String], kind: Kind?, _ rules: TableRules, name: String) throws -> Found? {
    guard let kind else { return nil }
    if let layout = rules.layout, layout.kinds.contains(where: { $0 == kind }) {
      if let columns = try layout.edition(of: first) {
        return Found(layout: layout, columns: columns, heading: nil)
      }
      if let header = layout.header, header.count == first.count, let columns = try layout.edition(of: header)
      {
        return Found(layout: layout, columns: columns, heading: header)
      }
      throw Failure.data(
        name, "is no table of \(layout.name) (\(layout.summary)); its first line is \(first.listed(20))")
    }
    for layout in all where layout.kinds.contains(where: { $0 == kind }) {
      if let columns = try layout.edition(of: first) {
        return Found(layout: layout, columns: columns, heading: nil)
      }
    }
    return nil
  }

  private func edition(of titles: [String]) throws -> ColumnRoles? {
    let keys = Set(titles.map(TableHeading.key))
    return editions.first { edition in
      ColumnRole.allCases.allSatisfy { role in
        edition[role].map { names in names.allSatisfy { keys.contains(TableHeading.key($0)) } } ?? true
      }
    }
  }
}
