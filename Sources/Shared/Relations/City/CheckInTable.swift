internal import Graphs
internal import Support
internal import Tables

/// Visits of people to points of interest.
struct CheckInTable: Sendable {
  struct Visit: Sendable {
    var user: Int32
    /// -1 where it is not in the table of points of interest.
    var poi: Int32
    var time: Double
  }

  /// By user, then time, then line of the file.
  private(set) var visits: [Visit] = []
  /// Visits to places that are not in the table.
  private(set) var unknown = 0

  /// Reads a table of user, place and time (ISO 8601 or a number); without times a user's visits count in the
  /// order of the file.
  init(reading file: InputFile, pois: NameList, prefix: String) throws {
    var rows = try ColumnReader(try ContentStream(file))
    let user = try rows.required(["user", "user_id", "uid", "userid"], "users")
    let poi = try rows.required(["poi", "poi_id", "venue", "venue_id", "venueid", "place", "id"], "places")
    let time = rows.column(["time", "timestamp", "datetime", "utc_time", "date"])
    let users = NameTable()
    while try rows.next() {
      let name = try rows.intern(user, into: users)
      guard name >= 0 else { throw Failure.data(rows.subject, "names no user") }
      let place = pois.index(of: prefix + rows.string(poi)).map(Int32.init) ?? -1
      if place < 0 { unknown += 1 }
      var seconds = 0.0
      if let time {
        guard let value = rows.withBytes(time, { Timestamp.seconds($0) }) else {
          throw Failure.data(
            rows.subject,
            "has the time '\(rows.string(time))', where one such as 2012-04-03T18:00:09 is needed")
        }
        seconds = value
      }
      visits.append(Visit(user: name, poi: place, time: seconds))
    }
    guard unknown < visits.count else {
      throw Failure.data(file.name, visits.isEmpty ? "has no visits" : "has no visit to a place of --pois")
    }
    let order = visits.indices.sorted {
      (visits[$0].user, visits[$0].time, $0) < (visits[$1].user, visits[$1].time, $1)
    }
    visits = order.map { visits[$0] }
  }
}
