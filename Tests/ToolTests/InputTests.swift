import Foundation
internal import TestSupport
import Testing

/// What an input is taken for: one value of a key, one state of a file, one line of a text.
@Suite struct InputTests {
  @Test(arguments: [
    (
      #"{"a": {"pop": 1, "pop": 2}, "b": {"pop": 3}}"#, "si-predict x=e.h5 -i t --indicator pop --folds 2",
      "'pop' twice"
    ),
    (
      #"{"a": {"pop": 1}, "b": {"pop": 3}, "a": {"pop": 1}}"#,
      "si-predict x=e.h5 -i t --indicator pop --folds 2", "'a' twice"
    ),
    (
      #"{"a": {"pop": 1}, "\u0061": {"pop": 1}}"#, "si-predict x=e.h5 -i t --indicator pop --folds 2",
      "'a' twice"
    ),
    (
      #"{"a": [1, 2], "a": [1, 3]}"#, "si-predict x=e.h5 -i i.csv --indicator pop --folds 2 --coordinates t",
      "'a' twice"
    ),
    (#"{"a": ["x.png"], "a": ["y.png"]}"#, "img-pack . --street-views t -o none.h5", "'a' twice"),
    (#"{"a": 1, "b": 2, "a": 3}"#, "img-pack . --regions t -o none.h5", "'a' twice"),
    (
      #"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"region": "a", "region": "b"}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}]}"#,
      "kg-build --regions t -o none.h5", "'region' twice"
    ),
    (
      #"{"type": "Feature", "properties": {"region": "a"}, "geometry": null, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}"#,
      "kg-build --regions t -o none.h5", "'geometry' twice"
    ),
  ])
  func aKeyThatComesTwiceIsRefused(text: String, line: String, words: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(text, to: "t")
    try shell.write("region,pop\na,1\nb,2\n", to: "i.csv")
    let result = try shell.run("\(line) -q")
    // Where another input is read before there is none to read.
    guard result.status != 66 else { return try Self.withEmbeddings(text, line, words) }
    #expect(
      result.status == 65 && result.error.contains(words) && result.error.split(separator: "\n").count == 1,
      "\(result.error)")
  }

  private static func withEmbeddings(_ text: String, _ line: String, _ words: String) throws {
    try TinyCity.with { shell in
      try shell.write(text, to: "t")
      try shell.write("region,pop\na,1\nb,2\n", to: "i.csv")
      let result = try shell.run("cp embeddings.h5 e.h5 && \(line) -q")
      #expect(
        result.status == 65 && result.error.contains(words) && result.error.split(separator: "\n").count == 1,
        "\(result.error)")
    }
  }

  @Test func aKeyOfWeightsThatComesTwiceIsRefused() throws {
    try TinyCity.with { shell in
      let header =
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
      try (length + Data(header.utf8) + Data(count: 4)).write(
        to: URL(fileURLWithPath: shell.directory + "/w"))
      let result = try shell.run("img-embed w images.h5 -o none.h5 -q")
      #expect(result.status == 65 && result.error.contains("'a' twice"), "\(result.error)")
    }
  }

  @Test func anInputThatIsWrittenToWhileItIsReadIsNoticed() throws {
    try TinyCity.with { shell in
      for (name, expected) in [("kg.h5", 74), ("images.h5", 74), ("city/split.csv", 0)] {
        let result = try shell.run(
          """
          cl-train images.h5 --graph kg.h5 --embedding kge.h5 --epochs 100000 --batch 9 -q -o model2.h5 --history h.tsv &
          p=$!; until ls -l /proc/$p/fd 2> /dev/null | grep -q images.h5; do sleep 0.1; done; sleep 3; printf x | dd of=\(name) bs=1 seek=40 conv=notrunc 2> /dev/null
          kill -TERM $p; wait $p
          """)
        let status = expected == 0 ? 143 : 74
        #expect(
          result.status == status
            && (expected == 0 || result.error.contains("\(name): was changed while it was read")),
          "\(name): \(result.status) \(result.error)")
        #expect(shell.files.contains("model2.h5") == (expected == 0), "\(name)")
        // Whole again for the next.
        _ = try shell.run(
          "rm -f model2.h5 h.tsv; \(TinyCity.build) -o kg.h5 -q; \(TinyCity.pack) -o images.h5 -q")
      }
    }
  }

  @Test func aTextWithoutLinesIsNoTableOfFacts() throws {
    let shell = try Shell()
    defer { shell.remove() }
    for megabytes in [2, 8, 9, 40] {
      for tail in ["", "\\na\\tNearBy\\tb\\n"] {
        let result = try shell.run(
          "(head -c \(megabytes)M /dev/zero | tr '\\0' a; printf '\(tail)') > t.tsv; kg-build t.tsv -o none.h5"
        )
        #expect(
          result.status == 65 && result.error.contains("t.tsv: line 1: is longer than 1048576 bytes"),
          "\(megabytes): \(result.status) \(result.error)")
      }
    }
  }

  @Test func flowsWithoutACountSayThatEachRowCountsOne() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("region,lon,lat\na,0,0\nb,0.01,0\n", to: "r.csv")
    try shell.write("origin,destination\na,b\nb,a\n", to: "f.csv")
    let result = try shell.run("kg-build --regions r.csv --flows f.csv -o kg.h5")
    #expect(
      result.error.contains("f.csv: no column count, so that each of 2 rows counts 1"), "\(result.error)")
  }

  @Test(.timeLimit(.minutes(1))) func aPolygonOfManyHolesTakesNoTime() throws {
    let shell = try Shell()
    defer { shell.remove() }
    func ring(_ x: Double, _ y: Double, _ side: Double) -> String {
      "[[\(x),\(y)],[\(x),\(y + side)],[\(x + side),\(y + side)],[\(x + side),\(y)],[\(x),\(y)]]"
    }
    let holes = (0..<20_000).map {
      ring(0.001 + 0.00005 * Double($0 % 150), 0.001 + 0.00005 * Double($0 / 150), 0.00002)
    }
    let polygons = [[ring(0, 0, 0.01)] + holes, [ring(0.01, 0, 0.01)]].enumerated().map { index, rings in
      "{\"type\":\"Feature\",\"properties\":{\"region\":\"R\(index)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[\(rings.joined(separator: ","))]}}"
    }
    try shell.write(
      "{\"type\":\"FeatureCollection\",\"features\":[\(polygons.joined(separator: ","))]}", to: "r.geojson")
    try shell.write("id,lon,lat,cate1\np,0.00101,0.00101,food\nq,0.0009,0.005,food\n", to: "p.csv")
    let result = try shell.run(
      "ulimit -t 20; kg-build --regions r.geojson --pois p.csv -o kg.h5 -q && kg-build --to-tsv kg.h5 | grep LocateAt"
    )
    #expect(
      result.status == 0 && result.output.contains("q\tLocateAt\tR0"),
      "\(result.status) \(result.error) \(result.output)")
  }
}
