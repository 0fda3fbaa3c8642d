import Foundation
internal import HDF5
internal import Schemas
internal import Support
internal import Tables
import Testing

@Suite struct KgBuildTests {
  private func graph(_ shell: Shell, _ name: String = "kg.h5") throws -> KnowledgeGraph {
    try KnowledgeGraph(from: HDF5File(reading: shell.directory + "/" + name, name: name))
  }

  @Test func entitiesAreTypedAndInNaturalOrder() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      """
      r10\tNearBy\tr2
      poi_360\tLocateAt\tr10\r

      poi_360\tCate1Of\tcafé
      poi_7\tLocateAt\tr2
      r10\tNearBy\tr2
      r1\tLikes\tthing
      poi_7\tBrandOf\tAcme
      r1\tBorderBy\tr2
      """, to: "t.tsv")
    let result = try shell.run("kg-build t.tsv -o kg.h5 && kg-build --to-tsv kg.h5")
    #expect(result.status == 0)
    #expect(result.error.contains("dropped 1 repeated fact"))
    let graph = try graph(shell)
    #expect(graph.entityIDs == ["r1", "r2", "r10", "Acme", "café", "poi_7", "poi_360", "thing"])
    #expect(graph.entityTypes == [.region, .region, .region, .brand, .category, .poi, .poi, .other])
    #expect(graph.relationNames == ["BorderBy", "BrandOf", "Cate1Of", "Likes", "LocateAt", "NearBy"])
    #expect(graph.regionCount == 3)
    #expect(
      result.output == """
        r10\tNearBy\tr2
        poi_360\tLocateAt\tr10
        poi_360\tCate1Of\tcafé
        poi_7\tLocateAt\tr2
        r1\tLikes\tthing
        poi_7\tBrandOf\tAcme
        r1\tBorderBy\tr2

        """)
  }

  @Test func gzipPipesAndSeveralFilesGiveTheSameGraph() throws {
    let shell = try Shell()
    defer { shell.remove() }
    // Longer than one block, so that lines cross block boundaries.
    var random = Philox(seed: 1, "facts")
    let lines = (0..<60_000).map { _ in
      "region-\(random.index(below: 5000))\tNearBy\tregion-\(random.index(below: 5000))"
    }
    try shell.write(lines[..<30_000].joined(separator: "\n") + "\n", to: "a.tsv")
    try shell.write(lines[30_000...].joined(separator: "\n"), to: "b.tsv")
    let result = try shell.run(
      """
      kg-build a.tsv b.tsv -o 1.h5 && gzip -k a.tsv && kg-build a.tsv.gz - < b.tsv > 2.h5 &&
      cat a.tsv.gz <(gzip < b.tsv) | kg-build > 3.h5 &&
      for i in 1 2 3; do kg-build --to-tsv $i.h5 > $i.tsv; done && cmp 1.tsv 2.tsv && cmp 1.tsv 3.tsv &&
      kg-build 1.tsv -o 4.h5 && kg-build 1.tsv --threads 1 -o 5.h5 && cmp 4.h5 5.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let written = String(decoding: try shell.read("1.tsv"), as: UTF8.self)
    var seen = Set<String>()
    #expect(written == lines.filter { seen.insert($0).inserted }.map { $0 + "\n" }.joined())
    let graph = try graph(shell, "1.h5")
    #expect(graph.entityIDs == graph.entityIDs.shuffled().naturallySorted())
  }

  /// More relations than are told apart at once, in an order that makes them take turns.
  @Test func relationsMayBeMany() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let lines = (0..<20_000).map { "r\($0 % 97)\trelation \($0 * 7 % 3001)\tr\($0 / 97 % 89)\n" }
    try shell.write(lines.joined(), to: "a.tsv")
    let result = try shell.run(
      """
      kg-build a.tsv --region-pattern r -o 1.h5 && kg-build --to-tsv 1.h5 > 1.tsv &&
      (cat a.tsv; printf 'r1\\t\\tr2\\n') > b.tsv; kg-build b.tsv --region-pattern r -o 2.h5
      """)
    #expect(result.error.contains("b.tsv: line 20001: has an empty relation"))
    var seen = Set<String>()
    let written = String(decoding: try shell.read("1.tsv"), as: UTF8.self)
    #expect(written == lines.filter { seen.insert($0).inserted }.joined())
    #expect(try graph(shell, "1.h5").relationNames.count == 3001)
  }

  @Test(arguments: [
    ("a\tNearBy\n", "t.tsv: line 1: has 2 columns, where head, relation, tail are needed"),
    ("a\tNearBy\tb\n\na b c\n", "t.tsv: line 3: has 1 column, where head, relation, tail are needed"),
    ("a\tNearBy\tb\tc\n", "t.tsv: line 1: has 4 columns, where head, relation, tail are needed"),
    ("a\t\tb\n", "t.tsv: line 1: has an empty relation"),
    (
      "a\tNearBy\tb\0c\n",
      "t.tsv: is not UTF-8 text, where a table of facts, head, relation and tail between tabs, is needed"
    ),
    ("a\tNearBy\tb\na\tNearBy\t\u{FFFD}\0\n", "t.tsv: is not UTF-8"),
    ("\n\n", "t.tsv: has no facts, where lines of head, relation, tail are needed"),
    ("a\tLocateAt\tb\nb\tLocateAt\tc\n", "'b' stands in relations of a region and a poi"),
    ("a\tknows\tb\n", "no relation of known meaning tells which entities are regions"),
    ("e\u{301}\tNearBy\t\u{E9}\n", "in two Unicode forms"),
  ])
  func wrongTablesAreRefused(content: String, message: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(content, to: "t.tsv")
    let result = try shell.run("kg-build t.tsv -o kg.h5")
    #expect(result.status == 65)
    #expect(result.error.hasPrefix("kg-build: ") && result.error.contains(message), "\(result.error)")
    #expect(shell.files == ["t.tsv"])
  }

  @Test func largeTablesAreReadInPiecesAsOneText() throws {
    let shell = try Shell()
    defer { shell.remove() }
    // More than one window of text; blank lines, carriage returns, repeated facts, names of every length.
    var random = Philox(seed: 2, "facts")
    func name() -> String {
      let number = random.index(below: 50_000)
      return "region-" + String(repeating: "x", count: number % 23) + "\(number)"
    }
    let lines = (0..<300_000).map { row in "\(name())\tNearBy\t\(name())" + (row % 7 == 0 ? "\r\n" : "") }
    try shell.write(lines.joined(separator: "\n"), to: "t.tsv")
    let result = try shell.run(
      "kg-build t.tsv -j 1 -o 1.h5 && kg-build t.tsv -j 3 -o 2.h5 && cmp 1.h5 2.h5 && kg-build --to-tsv 1.h5 > o.tsv"
    )
    #expect(result.status == 0, "\(result.error)")
    let facts = lines.map { $0.replacing("\r\n", with: "") }
    var seen = Set<String>()
    let written = String(decoding: try shell.read("o.tsv"), as: UTF8.self)
    #expect(written == facts.filter { seen.insert($0).inserted }.map { $0 + "\n" }.joined())
    // The first wrong line counts, wherever pieces are cut; every seventh line has a blank one after it.
    for (row, wrong, message) in [
      (250_000, "a\tb", "has 2 columns"), (140_000, "a\tNearBy\t", "has an empty tail"),
    ] {
      var spoilt = lines
      spoilt[row] = wrong
      spoilt[row + 1000] = "\t\t"
      try shell.write(spoilt.joined(separator: "\n"), to: "w.tsv")
      let line = row + 1 + (row + 6) / 7
      let refused = try shell.run("kg-build w.tsv -o w.h5")
      #expect(refused.status == 65)
      #expect(refused.error.contains("w.tsv: line \(line): \(message)"), "\(refused.error)")
    }
  }

  @Test func damagedInputsAreRefused() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write((0..<5000).map { "a\($0)\tNearBy\tb\($0 * 7919 % 5003)\n" }.joined(), to: "t.tsv")
    let cut = try shell.run("gzip -c t.tsv | head -c 9000 | kg-build -o x.h5")
    #expect(cut.status == 65)
    #expect(cut.error.contains("ends in the middle of its gzip stream"), "\(cut.error)")
    let latin = try shell.run("printf 'a\\tNearBy\\tb\\xff\\n' | kg-build -o x.h5")
    #expect(latin.status == 65)
    #expect(try shell.run("kg-build none.tsv -o x.h5").status == 66)
    #expect(try shell.run("kg-build --to-tsv t.tsv").status == 65)
    #expect(try shell.run("kg-build t.tsv --stats -o -").status == 64)
    let endless = try shell.run("head -c 3000000 /dev/zero | tr '\\0' a | kg-build -o x.h5")
    #expect(endless.status == 65)
    #expect(endless.error.contains("is longer than"), "\(endless.error)")
    #expect(shell.files == ["t.tsv"])
  }

  @Test func regionsByListPatternAndReferenceRule() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("a360\tx\tb\nb\tx\tc9\n", to: "t.tsv")
    try shell.write("region,name\nb,Bee\nlonely,\"L\"\n", to: "list.csv")
    try shell.write(
      #"{"c9": {"center": [-73.5, 40.25], "pop": 1}, "b": {"center": [1, 2]}}"#, to: "list.json")
    try shell.write("lat,lon,id\n40.5,-74,b\n", to: "places.csv")
    #expect(try shell.run("kg-build t.tsv --regions list.csv --coordinates places.csv -o 1.h5").status == 0)
    #expect(try shell.run("kg-build t.tsv --regions list.json --coordinates list.json -o 2.h5").status == 0)
    #expect(try shell.run("kg-build t.tsv --region-pattern '[0-9]$' -o 3.h5").status == 0)
    #expect(try shell.run("kg-build t.tsv --reference -o 4.h5").status == 0)
    let listed = try graph(shell, "1.h5")
    #expect(listed.entityIDs == ["b", "lonely", "a360", "c9"] && listed.regionCount == 2)
    #expect(listed.coordinates[0] == SIMD2(-74, 40.5) && listed.coordinates[1].x.isNaN)
    let keyed = try graph(shell, "2.h5")
    #expect(keyed.entityIDs == ["b", "c9", "a360"] && keyed.coordinates[1] == SIMD2(-73.5, 40.25))
    #expect(try graph(shell, "3.h5").entityIDs.prefix(2) == ["a360", "c9"])
    let reference = try graph(shell, "4.h5")
    #expect(reference.regionCount == 1 && reference.entityIDs.first == "a360")

    try shell.write("zzz\n", to: "none.csv")
    try shell.write("id,lon,lat\nb,190,0\n", to: "far.csv")
    for (options, status) in [
      ("--regions none.csv", 65), ("--region-pattern zzz", 65), ("--region-pattern '('", 64),
      ("--reference --regions list.csv", 64), ("--reference --coordinates far.csv", 65),
    ] {
      #expect(try shell.run("kg-build t.tsv \(options) -o 9.h5").status == status, "\(options)")
    }
    #expect(!shell.files.contains("9.h5"))
  }

  @Test func statisticsCountByTypeAndRelation() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("a\tNearBy\tb\nb\tNearBy\ta\np\tLocateAt\ta\n", to: "t.tsv")
    try shell.write("a\nb\nlonely\n", to: "regions.txt")
    let table = try shell.run("kg-build t.tsv --regions regions.txt --stats")
    #expect(
      table.output == """
        kind\tname\tcount\theads\ttails\tdegree_mean\tdegree_max\tisolated
        graph\tentities\t4\t\t\t1.5\t3\t1
        graph\tfacts\t3\t3\t2\t\t\t
        type\tregion\t3\t\t\t1.6666666666666667\t3\t1
        type\tpoi\t1\t\t\t1.0\t1\t0
        relation\tLocateAt\t1\t1\t1\t\t\t
        relation\tNearBy\t2\t2\t2\t\t\t
        degree\tregion 0\t1\t\t\t\t\t
        degree\tregion 2-3\t2\t\t\t\t\t
        degree\tpoi 1\t1\t\t\t\t\t
        isolated\tlonely\t0\t\t\t\t\t

        """)
    #expect(
      try shell.run("kg-build t.tsv --regions regions.txt -o s.h5 && kg-build --stats s.h5").output
        == table.output)
    let json = try shell.run("kg-build t.tsv --stats --json -o kg.h5 | grep NearBy")
    #expect(json.output == #"{"count":2,"heads":2,"kind":"relation","name":"NearBy","tails":2}"# + "\n")
    #expect(try graph(shell).factCount == 3)
  }
}
