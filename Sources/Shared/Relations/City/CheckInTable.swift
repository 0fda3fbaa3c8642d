internal import Graphs
internal import Support
internal import Tables

/// Visits of people to points of interest.
package struct CheckInTable: Sendable {
  package struct Visit: Sendable {
    package var user: Int32
    /// -1 where it is not in the table of points of interest.
    package var poi: Int32
    package var time: Double
  }

  /// By user, then time, then line of the file.
  package private(set) var visits: [Visit] = []
  /// Visits to places that are not in the table.
  private(set) var unknown = 0
  /// What is to be told of the file.
  private(set) var notes = CityNotes()

  /// Reads a table of user, place and time (ISO 8601 or a number); without times a user's visits count in the
  /// order of the file. Visits that cannot be taken are left out, as far as `rules` allow.
  init(reading file: InputFile, pois: NameList, prefix: String, _ rules: TableRules) throws {
    var rows = try ColumnReader(try ContentStream(file), rules, kind: .visits)
    let user = try rows.required(.user)
    let poi = try rows.required(.place)
    let time = try Self.timeColumn(rows)
    let join = try IdentifierJoin(
      rules.normalisesIDs ? (0..<pois.count).map { pois.string($0) } : [], normalises: rules.normalisesIDs,
      of: "point of interest")
    let users = NameTable()
    var problems = RowProblems(file.name)
    var total = 0
    var unknownPlaces: [String] = []
    while try rows.next() {
      total += 1
      let visit = try problems.catching { () -> Visit in
        try rows.checkFields()
        var seconds = 0.0
        if let time {
          guard let value = rows.withBytes(time, { Timestamp.seconds($0) }) else {
            throw Failure.data(
              rows.subject,
              "has the time '\(rows.string(time))', where one such as 2012-04-03T18:00:09 is needed")
          }
          seconds = value
        }
        let name = try rows.intern(user, into: users)
        guard name >= 0 else { throw Failure.data(rows.subject, "names no user") }
        let place = pois.index(of: join.resolve(prefix + rows.string(poi))).map(Int32.init) ?? -1
        return Visit(user: name, poi: place, time: seconds)
      }
      guard let visit else { continue }
      if visit.poi < 0 {
        unknown += 1
        if unknownPlaces.count < 200 { unknownPlaces.append(prefix + rows.string(poi)) }
      }
      visits.append(visit)
    }
    notes.add(warning: try problems.leftOut(of: total, "visits", rules.badRows))
    guard unknown < visits.count else {
      throw visits.isEmpty
        ? Failure.data(file.name, "has no visits") : Self.joinsNothing(file.name, unknownPlaces, pois)
    }
    let order = visits.indices.sorted {
      (visits[$0].user, visits[$0].time, $0) < (visits[$1].user, visits[$1].time, $1)
    }
    visits = order.map { visits[$0] }
  }

  /// The column of times; nil where the table has none.
  /// - Throws: `Failure` (EX_DATAERR) where a column may be one and is not known to be.
  private static func timeColumn(_ rows: ColumnReader) throws -> Int? {
    if let column = try rows.column(.time) { return column }
    guard rows.columns[.time] == nil else { return nil }
    let likely = rows.heading.titles.filter { title in
      ["time", "date", "stamp", "when"].contains { title.lowercased().contains($0) }
        && !title.lowercased().contains("zone")
    }
    guard let first = likely.first else { return nil }
    throw Failure.data(
      rows.name,
      "has no column time, but '\(likely.listed(3))', which may be one; --columns time='\(first)' says so, --columns time= that there is none"
    )
  }

  private static func joinsNothing(_ name: String, _ places: [String], _ pois: NameList) -> Failure {
    let known = (0..<min(pois.count, 200)).map { pois.string($0) }
    return Failure.data(
      name,
      "has no visit to a place of --pois"
        + IdentifierJoin.explanation(missing: known, found: places, joinsNothing: true))
  }
}
