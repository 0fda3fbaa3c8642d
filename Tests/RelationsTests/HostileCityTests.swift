import Foundation
internal import Graphs
internal import Logging
internal import Relations
internal import Schemas
internal import Support
internal import Tables
internal import TestSupport
import Testing

/// Whatever trips, places, visits and facts look like, their readers give what they say, or refuse them.
@Suite struct HostileCityTests {
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func file<R>(_ bytes: [UInt8], _ body: (InputFile) throws -> R) throws -> R {
    try withTemporaryPath(".txt") { path in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try body(InputFile(path: path, name: "t"))
    }
  }

  /// Four squares in a row, Z1 to Z4.
  private func city() throws -> RawCity {
    let zones = (1...4).map { index in
      let x = 10 + Double(index) * 0.01
      let ring = "[[\(x),45],[\(x + 0.01),45],[\(x + 0.01),45.01],[\(x),45.01],[\(x),45]]"
      return
        "{\"type\": \"Feature\", \"properties\": {\"region\": \"Z\(index)\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [\(ring)]}}"
    }
    return try file(Array(zones.joined(separator: "\n").utf8)) {
      try RawCity(polygons: $0, idProperty: nil, only: nil, log: log)
    }
  }

  /// Reads a table of which wrong rows are left out where they are few.
  /// - Parameter read: gives what it found in the rows that are right.
  private func check<R: Equatable>(
    _ table: HostileTable, _ rows: [[String]], expected: ([[String]]) -> R,
    _ read: (TableRules) throws -> R
  ) throws {
    var rules = TableRules()
    if table.isUTF16 { rules.dialect.encoding = .utf16 }
    let found = try HostileRun.answer { try read(rules) }
    if table.isNoise { return }
    let mayLeaveOut = table.wrong.count <= min(5, rows.count / 2)
    func shown() -> String { String(decoding: table.bytes, as: UTF8.self).debugDescription }
    guard let found else {
      if table.isFatal || table.isMisquoted || !mayLeaveOut { return }
      throw WrongAnswer(what: "refused \(shown())")
    }
    if table.isFatal || !mayLeaveOut { throw WrongAnswer(what: "took \(shown())") }
    let right = expected(rows.indices.filter { !table.wrong.contains($0) }.map { rows[$0] })
    if found != right { throw WrongAnswer(what: "\(found) for \(right): \(shown())") }
  }

  @Test func hostileFlowsAreReadRightlyOrRefused() throws {
    let zones = try city()
    try HostileRun.forEach("flows") { random in
      let rows = (0..<(3 + random.index(below: 8))).map { _ in
        ["Z\(1 + random.index(below: 4))", "Z\(1 + random.index(below: 4))", "\(1 + random.index(below: 9))"]
      }
      let table = HostileTable(
        header: ["origin", "destination", "count"], rows: rows, numberMayMiss: false, random: &random)
      try check(table, rows) { rows in
        var sums: [String: Double] = [:]
        for row in rows { sums["\(row[0])>\(row[1])", default: 0] += Double(row[2]) ?? 0 }
        return sums.map { "\($0)=\($1)" }.sorted()
      } _: { rules in
        var city = zones
        try file(table.bytes) { try city.readFlows($0, tolerance: 5, rules, log: log) }
        return city.flowTexts.sorted()
      }
    }
  }

  @Test func hostilePlacesAreReadRightlyOrRefused() throws {
    try HostileRun.forEach("places") { random in
      let rows = (0..<(3 + random.index(below: 8))).map {
        ["p\($0)", "\(random.index(below: 180))", "\(random.index(below: 80))"]
      }
      let table = HostileTable(
        header: ["id", "lon", "lat"], rows: rows, numberMayMiss: false, random: &random)
      try check(table, rows) { rows in
        rows.map { "\($0[0]) \(Double($0[1]) ?? 0) \(Double($0[2]) ?? 0)" }
      } _: { rules in
        var city = try RawCity(centres: ["c": SIMD2(10, 45)], name: "c", log: log)
        try file(table.bytes) {
          try city.readPOIs($0, POIColumns(), tolerance: 5, keepsOutside: true, rules, log: log)
        }
        guard let pois = city.pois else { return [] }
        return (0..<pois.names.count).map {
          "\(pois.names.string($0)) \(pois.positions[$0].x) \(pois.positions[$0].y)"
        }
      }
    }
  }

  @Test func hostileVisitsAreReadRightlyOrRefused() throws {
    var places = try RawCity(centres: ["c": SIMD2(10, 45)], name: "c", log: log)
    try file(Array("id,lon,lat\np0,10,45\np1,10,45\np2,10,45\n".utf8)) {
      try places.readPOIs($0, POIColumns(), tolerance: 5, keepsOutside: true, TableRules(), log: log)
    }
    let city = places
    try HostileRun.forEach("visits") { random in
      let rows = (0..<(3 + random.index(below: 8))).map { _ in
        ["u\(random.index(below: 3))", "p\(random.index(below: 3))", "\(random.index(below: 100))"]
      }
      let table = HostileTable(
        header: ["user", "poi", "time"], rows: rows, numberMayMiss: false, random: &random)
      try check(table, rows) { rows in
        var users: [String] = []
        for row in rows where !users.contains(row[0]) { users.append(row[0]) }
        return users.flatMap { user in
          rows.filter { $0[0] == user }.enumerated().sorted {
            (Int($0.element[2]) ?? 0, $0.offset) < (Int($1.element[2]) ?? 0, $1.offset)
          }.map {
            "\(users.firstIndex(of: user) ?? -1) \($0.element[1].dropFirst()) \(Double($0.element[2]) ?? 0)"
          }
        }
      } _: { rules in
        var city = city
        try file(table.bytes) { try city.readCheckIns($0, POIColumns(), rules, log: log) }
        return city.checkIns?.visits.map { "\($0.user) \($0.poi) \($0.time)" } ?? []
      }
    }
  }

  /// The facts of a graph as lines, in their order.
  private func facts(_ bytes: [UInt8], _ rules: TableRules) throws -> [[String]] {
    try file(bytes) { file in
      var builder = GraphBuilder(KnownRelations.vocabulary)
      try builder.addTriples(file, rules)
      let (graph, _) = try builder.build(regions: .pattern("."))
      return (0..<graph.factCount).map {
        [
          graph.entityIDs[Int(graph.heads[$0])], graph.relationNames[Int(graph.relations[$0])],
          graph.entityIDs[Int(graph.tails[$0])],
        ]
      }
    }
  }

  private static func rows(_ random: inout Philox) -> [[String]] {
    var rows: [[String]] = []
    for _ in 0..<(2 + random.index(below: 8)) {
      let row = [
        "e\(random.index(below: 5))", ["near", "São", "r 2"][random.index(below: 3)],
        "e\(random.index(below: 5))",
      ]
      if !rows.contains(row) { rows.append(row) }
    }
    return rows
  }

  /// Of facts each matters.
  @Test func hostileTablesOfFactsAreReadRightlyOrRefused() throws {
    try HostileRun.forEach("facts") { random in
      let rows = Self.rows(&random)
      let table = HostileTable(
        header: ["head", "relation", "tail"], rows: rows, numberMayMiss: false, namesOnly: true,
        random: &random)
      var rules = TableRules()
      rules.columns = try ColumnRoles(parsing: ["head=head", "relation=relation", "tail=tail"])
      if table.isUTF16 { rules.dialect.encoding = .utf16 }
      let found = try HostileRun.answer { try facts(table.bytes, rules) }
      if table.isNoise { return }
      let mustRefuse = table.isFatal || !table.wrong.isEmpty
      if found != (mustRefuse ? nil : rows) {
        throw WrongAnswer(
          what:
            "\(found.map { "\($0)" } ?? "refused"): \(String(decoding: table.bytes, as: UTF8.self).debugDescription)"
        )
      }
    }
  }

  /// Lines between tabs, the format that graphs come in.
  @Test func hostileLinesOfFactsAreReadRightlyOrRefused() throws {
    try HostileRun.forEach("triples") { random in
      func one<T>(_ values: [T]) -> T { values[random.index(below: values.count)] }
      let rows = Self.rows(&random)
      var lines = rows.map { Array($0.joined(separator: "\t").utf8) }
      let isWrong = random.bernoulli(0.5)
      if isWrong {
        let bad: [[UInt8]] =
          [
            "a\tb", "a\tb\tc\td", "\tnear\te1", "e1\t\te2", "e1\tnear\t", "e1\u{0}\tnear\te2", "e1",
            "e1,near,e2",
          ].map { Array($0.utf8) } + [[0x65, 0xFF, 9, 0x6E, 9, 0x65], [0x65, 9, 0xC3, 9, 0x65]]
        lines.insert(one(bad), at: 1 + random.index(below: lines.count))
      }
      if random.bernoulli(0.2) { lines.insert([], at: random.index(below: lines.count)) }
      if random.bernoulli(0.2) { lines.insert(Array("head\trelation\ttail".utf8), at: 0) }
      let newline: [UInt8] = one([[10], [13, 10]])
      var bytes = Array(lines.joined(separator: newline)) + (random.bernoulli(0.7) ? newline : [])
      if random.bernoulli(0.2) { bytes = [0xEF, 0xBB, 0xBF] + bytes }
      let isNoise = random.bernoulli(0.15)
      if isNoise { HostileNoise.add(to: &bytes, &random) }
      let found = try HostileRun.answer { try facts(bytes, TableRules()) }
      if isNoise { return }
      if found != (isWrong ? nil : rows) {
        throw WrongAnswer(
          what:
            "\(found.map { "\($0)" } ?? "refused"): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
        )
      }
    }
  }
}
