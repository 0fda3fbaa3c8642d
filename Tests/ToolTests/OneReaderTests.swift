import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Coordinates and lists of regions are read alike by every tool that takes them, plain or gzip.
@Suite struct OneReaderTests {

  /// Six regions in two rows, written in every way.
  private static func coordinates(_ write: (String, Double, Double) -> String) -> String {
    (0..<6).map { write("t\(100 + $0)", -74 + Double($0 % 3) / 100, 40.5 + Double($0 / 3) / 100) }.joined()
  }

  static let spellings = [
    "region,lon,lat\n" + coordinates { "\($0),\($1),\($2)\n" },
    "id,x,y\n" + coordinates { " \($0) , \($1),\($2)\n" },
    "Latitude\tlongitude\tGEOID\r\n" + coordinates { "\($2)\t\($1)\t\($0)\r\n" },
    coordinates { "\($0),\($1),\($2)\n" },
    "{" + coordinates { "\"\($0)\": [\($1), \($2)]," }.dropLast() + "}",
    "{" + coordinates { "\"\($0)\": {\"center\": [\($1), \($2)]}," }.dropLast() + "}",
  ]

  private func positions(_ shell: Shell, _ file: String, _ path: String, _ ids: String) throws
    -> [String: SIMD2<Double>]
  {
    let file = try HDF5File(reading: shell.directory + "/" + file, name: file)
    let names = try file.readStrings(ids)
    let lonlat = try file.read(path, as: Double.self, shape: [names.count, 2], allowing: .any)
    return Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, SIMD2(lonlat[2 * $0], lonlat[2 * $0 + 1])) })
  }

  private func city() throws -> Shell {
    let shell = try PredictTests.city()
    try shell.write((100..<105).map { "t\($0)\tNearBy\tt\($0 + 1)\n" }.joined(), to: "t.tsv")
    try shell.write("region,pop\n" + (100..<160).map { "t\($0),\($0 % 7)\n" }.joined(), to: "plain.csv")
    return shell
  }

  @Test(arguments: spellings) func coordinatesAreReadAlike(text: String) throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write(text, to: "c")
    let result = try shell.run(
      """
      gzip -k c && for f in c c.gz; do
      kg-build t.tsv --coordinates $f -o $f.kg.h5 -q &&
      si-predict e.h5 -i plain.csv --indicator pop --folds 2 --block-size 0.01 --coordinates $f --allow-missing \
        --model ridge -o $f.p.h5 -q > /dev/null &&
      si-predict e.h5 -i plain.csv --indicator pop --folds 2 --block-size 0.01 --coordinates $f.kg.h5 \
        --allow-missing --model ridge -o $f.q.h5 -q > /dev/null || exit; done
      """)
    try #require(result.status == 0, "\(result.error)")
    let expected = try positions(shell, "c.kg.h5", "/entity/lonlat", "/entity/id")
    #expect(expected.count == 6 && expected["t104"] == SIMD2(-73.99, 40.51), "\(expected)")
    for file in ["c", "c.gz"] {
      #expect(try positions(shell, "\(file).kg.h5", "/entity/lonlat", "/entity/id") == expected)
      #expect(try positions(shell, "\(file).p.h5", "/region/lonlat", "/region/id") == expected)
      #expect(try positions(shell, "\(file).q.h5", "/region/lonlat", "/region/id") == expected)
    }
  }

  @Test(arguments: [
    ("id,lon,lat\nt100,286,40\n", "c: line 2: has longitude 286.0, beyond ±180, where -74.0 is needed"),
    ("id,lon,lat\nt100,40,-174\n", "c: line 2: has latitude -174.0, beyond ±90: longitude comes first"),
    ("id,x,y\nt100,583960,4507523\n", "c: line 2: has the position 583960.0, 4507523.0"),
    ("id,lon,lat\nt100,1,2\nt100,1,2\n", "c: line 3: lists region t100 again"),
    ("id,lon\nt100,1\n", "c: has no columns lon and lat; it has id, lon"),
    ("{\"t100\": [1]}", "c: line 1: gives 't100' no position"),
  ]) func wrongCoordinatesAreRefusedAlike(text: String, message: String) throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write(text, to: "c")
    for line in [
      "kg-build t.tsv --coordinates c -o out.h5",
      "si-predict e.h5 -i plain.csv --indicator pop --folds 2 --coordinates c -o out.h5",
    ] {
      let result = try shell.run(line)
      let tool = line.prefix { $0 != " " }
      #expect(result.status == 65 && result.error.hasPrefix("\(tool): \(message)"), "\(result.error)")
      #expect(result.error.split(separator: "\n").count == 1 && !shell.files.contains("out.h5"))
    }
  }

  @Test func brokenCoordinatesBesideIndicatorsAreSaid() throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write(
      "region,pop,x,y\n" + (100..<160).map { "t\($0),1,583960,4507523\n" }.joined(), to: "far.csv")
    let options = "e.h5 -i far.csv --indicator pop --folds 2 --model ridge -o out.h5"
    let unused = try shell.run("si-predict \(options)")
    #expect(unused.status == 0)
    #expect(
      unused.error.contains("warning: far.csv: has 60 rows that cannot be taken: line 2 has the position")
        && unused.error.contains("is it projected?; and 55 more; its coordinates are not used"),
      "\(unused.error)")
    let needed = try shell.run("si-predict \(options) --baselines coordinates")
    #expect(
      needed.status == 65
        && needed.error.contains("far.csv: has 60 rows that cannot be taken: line 2 has the position"))
  }

  @Test(arguments: [
    "t104\nt101\nt102\n", "region\nt104\nt101\nt102\n", "pop,GEOID\n1, t104\n2,t101 \n\n3,t102\n",
    #"["t104", "t101", "t102"]"#, #"{"t104": {}, "t101": 1, "t102": [2, "x"]}"#,
  ]) func listsOfRegionsAreReadAlike(text: String) throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write(text, to: "l")
    let result = try shell.run(
      """
      gzip -k l && city-sim -o city --regions 4 --image-size 8 --street-views 0 -q > /dev/null && mkdir in &&
      for t in $(seq 100 106); do cp $(ls city/satellite/* | head -1) in/t$t.png; done &&
      for f in l l.gz; do
      kg-build t.tsv --regions $f -o $f.kg.h5 -q && img-pack in --size 8 --regions $f -o $f.images.h5 -q &&
      si-predict e.h5 -i plain.csv --indicator pop --folds 2 --regions $f --model ridge -o $f.p.h5 -q > /dev/null \
        || exit; done
      """)
    try #require(result.status == 0, "\(result.error)")
    for file in ["l", "l.gz"] {
      func ids(_ suffix: String, _ path: String) throws -> [String] {
        let name = file + suffix
        return try HDF5File(reading: shell.directory + "/" + name, name: name).readStrings(path)
      }
      let regions = try KnowledgeGraph(
        from: HDF5File(reading: shell.directory + "/\(file).kg.h5", name: file)
      )
      #expect(regions.entityIDs.prefix(regions.regionCount) == ["t101", "t102", "t104"])
      #expect(try ids(".images.h5", "/region/id").sorted() == ["t101", "t102", "t104"])
      #expect(try ids(".p.h5", "/region/id") == ["t101", "t102", "t104"])
    }
  }

  @Test func listsThatNameARegionTwiceAreRefusedAlike() throws {
    let shell = try city()
    defer { shell.remove() }
    try shell.write("t100\nt101\nt100\n", to: "l")
    #expect(try shell.run("mkdir in").status == 0)
    for line in [
      "kg-build t.tsv --regions l -o out.h5", "img-pack in --regions l -o out.h5",
      "si-predict e.h5 -i plain.csv --indicator pop --folds 2 --regions l -o out.h5",
    ] {
      let result = try shell.run(line)
      let tool = line.prefix { $0 != " " }
      #expect(
        result.status == 65 && result.error == "\(tool): l: line 3: lists region t100 again\n",
        "\(result.error)")
    }
  }
}
