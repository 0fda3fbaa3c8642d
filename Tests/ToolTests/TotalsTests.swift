import Foundation
import Testing

/// `si-predict --totals`.
@Suite struct TotalsTests {
  private static let tool =
    "si-predict x=e.h5 -i i.csv --indicator pop,edu --transform edu=sqrt --model ridge,knn --folds 3 -q"

  /// Six boroughs of ten regions; some regions have no label. Totals of pop, means of edu by people.
  private static func city() throws -> Shell {
    let shell = try PredictTests.city()
    let lines = String(decoding: try shell.read("i.csv"), as: UTF8.self).split(separator: "\r\n").dropFirst()
    var table = "region,pop,edu,borough,people\n"
    for (row, line) in lines.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      table += "\(fields[0]),\(row % 3 == 0 ? "" : String(fields[3])),\(row % 5),b\(row / 10),\(100 + row)\n"
    }
    try shell.write(table, to: "i.csv")
    try shell.write(
      "name,borough,pop,edu\n"
        + (0..<6).map { "\($0),b\($0),\(9000 + 100 * $0),\(1.5 + 0.1 * Double($0))\n" }.joined(),
      to: "t.csv")
    return shell
  }

  private func lines(_ shell: Shell, _ name: String, _ indicator: String) throws -> [FillTests.Line] {
    let text = String(decoding: try shell.read(name), as: UTF8.self)
    let own = text.split(separator: "\n").enumerated()
      .filter { $0.offset == 0 || $0.element.contains("\t\(indicator)\t") }.map(\.element)
    return try FillTests.Line.all(own.joined(separator: "\n"))
  }

  private func borough(_ line: FillTests.Line) throws -> Int {
    try (#require(Int(line.region.dropFirst())) - 100) / 10
  }

  /// Ids that a spreadsheet wrote otherwise, in labels, groups, coordinates and the split, change no estimate.
  @Test func spellingsOfIDsChangeNothing() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let ids = (100..<160).map { "t\($0)" }
    func own(_ id: String) -> String { "\"=\"\"\(id)\"\"\"" }
    let places = ids.enumerated().map { row, id in
      (id, "\(10 + 0.01 * Double(row % 8)),\(45 + 0.01 * Double(row / 8))\n")
    }
    try shell.write("region,lon,lat\n" + places.map { "\($0),\($1)" }.joined(), to: "c.csv")
    try shell.write("region,lon,lat\n" + places.map { "\(own($0)),\($1)" }.joined(), to: "odd-c.csv")
    let table = String(decoding: try shell.read("i.csv"), as: UTF8.self)
    var odd = table
    for id in ids { odd = odd.replacingOccurrences(of: "\n\(id),", with: "\n\(own(id)),") }
    #expect(odd != table)
    try shell.write(odd, to: "odd-i.csv")
    let rest =
      "--indicator pop,edu --model ridge --baselines coordinates --folds 3 -q --fill --totals t.csv --by borough"
    let result = try shell.run(
      """
      si-predict x=e.h5 -i i.csv --coordinates c.csv \(rest) --weights edu=people --estimates e.tsv > 1 &&
      si-predict x=e.h5 -i odd-i.csv --coordinates odd-c.csv \(rest) --weights edu=people --normalise-ids \
        --estimates odd.tsv > 2 && cmp 1 2 && cmp e.tsv odd.tsv
      """)
    #expect(result.status == 0, "\(result.error)\(result.output)")
    let refused = try shell.run(
      "si-predict x=e.h5 -i odd-i.csv --coordinates c.csv \(rest) --estimates no.tsv")
    #expect(refused.status == 65 && refused.error.contains("--normalise-ids"), "\(refused.error)")
  }

  @Test func estimatesAddUpAndBoundsGoWithThem() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) --fill --estimates free.tsv -o free.h5 > free.txt &&
      \(Self.tool) --fill --totals t.csv --by borough --weights edu=people --estimates e.tsv -o e.h5 > e.txt &&
      cmp e.txt free.txt && si-predict --to-tsv e.h5 --estimates again.tsv &&
      sort e.tsv > 1 && sort again.tsv | cmp - 1
      """)
    #expect(result.status == 0, "\(result.error)")
    for model in ["x+ridge", "x+knn"] {
      let pop = try lines(shell, "e.tsv", "pop").filter { $0.model == model }
      let edu = try lines(shell, "e.tsv", "edu").filter { $0.model == model }
      #expect(pop.count == 60 && edu.count == 60)
      for number in 0..<6 {
        let total = try pop.filter { try borough($0) == number }.reduce(0) { $0 + $1.estimate }
        #expect(abs(total / Double(9000 + 100 * number) - 1) < 1e-12)
        let own = try edu.filter { try borough($0) == number }
        let weights = own.map { Double($0.region.dropFirst()) ?? .nan }
        let sum = zip(own, weights).reduce(0) { $0 + $1.0.estimate * $1.1 }
        #expect(abs(sum / weights.reduce(0, +) / (1.5 + 0.1 * Double(number)) - 1) < 1e-12)
      }
      let free = try lines(shell, "free.tsv", "pop").filter { $0.model == model }
      for (line, other) in zip(pop, free) {
        let factor = line.estimate / other.estimate
        let (low, high) = (try #require(line.low), try #require(line.high))
        #expect(abs(low / (try #require(other.low)) / factor - 1) < 1e-12)
        #expect(abs(high / (try #require(other.high)) / factor - 1) < 1e-12)
      }
    }
  }

  /// What is known counts as it is, and the rest of a total is shared out among the others.
  @Test func knownRegionsMayCountAsTheyAre() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    try shell.write("borough,pop\n" + (0..<6).map { "b\($0),90000\n" }.joined(), to: "t.csv")
    let tool = Self.tool.replacing("pop,edu --transform edu=sqrt", with: "pop")
    let result = try shell.run(
      """
      \(tool) --fill --estimates free.tsv --metrics m.tsv > free.txt &&
      \(tool) --fill --totals t.csv --by borough --keep-known --estimates e.tsv > e.txt; cut -d, -f 1,2 i.csv
      """)
    #expect(result.status == 0, "\(result.error)")
    let known = Dictionary(
      result.output.split(separator: "\n").dropFirst().compactMap { line -> (String, Double)? in
        let fields = line.split(separator: ",")
        return fields.count == 2 ? Double(fields[1]).map { (String(fields[0]), $0) } : nil
      }
    ) { first, _ in first }
    #expect(known.count == 40)
    let (free, scaled) = (try lines(shell, "free.tsv", "pop"), try lines(shell, "e.tsv", "pop"))
    for (line, other) in zip(scaled, free) where line.kind == "out-of-fold" { #expect(line == other) }
    for number in 0..<6 {
      let own = try scaled.filter { try $0.model == "x+knn" && borough($0) == number }
      #expect(abs(own.reduce(0) { $0 + (known[$1.region] ?? $1.estimate) } / 90000 - 1) < 1e-12)
    }
  }

  @Test(arguments: [
    ("--totals t.csv", 64, "--totals needs --by COLUMN"), ("--by borough", 64, "go with --totals"),
    ("--totals t.csv --by ward", 65, "t.csv: has no column ward; it has name, borough, pop, edu"),
    ("--totals t.csv --by borough --groups s.csv", 65, "s.csv: has no column borough"),
    ("--totals s.csv --by region", 65, "s.csv: has no column of pop, edu"),
    ("--totals less.csv --by borough", 65, "less.csv: has no total of b1, where 10 regions are"),
    ("--totals more.csv --by borough", 65, "more.csv: has a total of b9, where no region is"),
    ("--totals word.csv --by borough", 65, "word.csv: line 2: the total of pop of b0 is 'many'"),
    ("--totals t.csv --by borough --weights crime=people", 64, "names 'crime', which is no --indicator"),
    ("--totals t.csv --by borough --weights edu=men", 65, "i.csv: has no indicator 'men'"),
    ("--totals t.csv --by borough --keep-known", 65, "is less than the"),
    ("--totals none.csv --by borough", 66, "none.csv: cannot be opened"),
  ]) func wrongTotalsAreRefused(options: String, status: Int32, message: String) throws {
    let shell = try Self.city()
    defer { shell.remove() }
    try shell.write("borough,pop\nb0,5\n", to: "less.csv")
    try shell.write("borough,pop\n" + [0, 1, 2, 3, 4, 5, 9].map { "b\($0),5\n" }.joined(), to: "more.csv")
    try shell.write("borough,pop\nb0,many\n", to: "word.csv")
    try shell.write("borough,pop\n" + (0..<6).map { "b\($0),5\n" }.joined(), to: "small.csv")
    let options = options.replacing(
      "t.csv --by borough --keep-known", with: "small.csv --by borough --keep-known")
    let result = try shell.run("\(Self.tool) --fill \(options) --estimates out.tsv -o out.h5")
    #expect(result.status == status && result.error.contains(message), "\(result.error)")
    #expect(result.output.isEmpty && !shell.files.contains { $0.hasPrefix("out.") })
  }
}
