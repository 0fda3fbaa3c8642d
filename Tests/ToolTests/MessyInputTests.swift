import Foundation
import Testing

/// What people's files are like, through the tools: each is read, or refused in words that help.
@Suite struct MessyInputTests {
  private func shell(_ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try body(shell)
  }

  @Test func aHeadingOverFactsIsNoFact() throws {
    try shell { shell in
      try shell.write("Head\tRelation\tTail\na\tNearBy\tb\n", to: "named.tsv")
      try shell.write("a,NearBy,b\n", to: "commas.csv")
      try shell.write("object,predicate,subject,year\nb,NearBy,a,2020\n", to: "columns.csv")
      try shell.write("a NearBy b\n", to: "blanks.txt")
      let build = "kg-build --region-pattern . -o kg.h5"
      for (line, note) in [
        ("\(build) named.tsv", "named.tsv: the first line is taken for a header"),
        ("\(build) --delimiter , commas.csv", ""),
        (
          "\(build) --delimiter comma --columns head=subject,tail=object columns.csv",
          "columns.csv: the first line"
        ),
        ("\(build) --delimiter space blanks.txt", ""),
      ] {
        let result = try shell.run("\(line) && kg-build --to-tsv kg.h5")
        #expect(result.output == "a\tNearBy\tb\n", "\(line)")
        #expect(note.isEmpty || result.error.contains(note), "\(line): \(result.error)")
      }
      for name in ["commas.csv", "blanks.txt"] {
        let result = try shell.run("\(build) \(name)")
        #expect(
          result.status == 65
            && result.error.contains("has 1 column, where head, relation, tail are needed, between tabs"))
      }
    }
  }

  @Test func factsJoinByIDsThatASpreadsheetWrote() throws {
    try shell { shell in
      try shell.write("06037101110\n06037101122\n", to: "regions.txt")
      try shell.write("6037101110.0\tNearBy\t6037101122\ncafé, a\tLocateAt\t 06037101122\n", to: "facts.tsv")
      let result = try shell.run(
        "kg-build facts.tsv --regions regions.txt --normalise-ids -q -o kg.h5 && kg-build --to-tsv kg.h5")
      #expect(
        result.output == "06037101110\tNearBy\t06037101122\ncafé, a\tLocateAt\t06037101122\n",
        "\(result.output)\(result.error)")
      #expect(try shell.run("kg-build facts.tsv --regions regions.txt -o kg.h5").status == 65)
      // Facts to rank may be a table of another shape, too.
      try shell.write("r,t,h\nNearBy,6037101122,6037101110\n", to: "test.csv")
      try shell.write(
        "06037101110\tNearBy\t06037101122\n06037101122\tNearBy\t06037101110\na\tLocateAt\t06037101110\n",
        to: "more.tsv")
      let ranked = try shell.run(
        """
        kg-build more.tsv --regions regions.txt -q -o kg.h5 &&
        kg-embed kg.h5 --epochs 1 --dimension 4 --test test.csv --columns head=h,relation=r,tail=t --normalise-ids -q -o k.h5
        """)
      #expect(
        ranked.status == 0 && ranked.output.contains("both\trealistic\t2\t"),
        "\(ranked.output)\(ranked.error)")
    }
  }

  @Test func tripsBetweenStationsNeedTheirTable() throws {
    try shell { shell in
      let square = { (id: String, x: Double) in
        "{\"type\":\"Feature\",\"properties\":{\"region\":\"\(id)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[\(x),45],[\(x + 0.01),45],[\(x + 0.01),45.01],[\(x),45.01],[\(x),45]]]}}\n"
      }
      try shell.write(square("A", 10) + square("B", 10.01) + square("C", 10.02), to: "r.geojson")
      try shell.write("trip_id,from_station_id,to_station_id\n1,7,8\n2,7,8\n3,7,9\n", to: "trips.csv")
      try shell.write(
        "id,name,latitude,longitude\n7,x,45.005,10.005\n8,y,45.005,10.025\n", to: "stations.csv")
      let build = "kg-build --regions r.geojson --flows trips.csv --relations LargeFlowTo -q -o kg.h5"
      let refused = try shell.run(build)
      #expect(
        refused.status == 65 && refused.error.contains("--stations FILE says where they are"),
        "\(refused.error)")
      let result = try shell.run("\(build) --stations stations.csv && kg-build --to-tsv kg.h5")
      #expect(
        result.output.hasPrefix("A\t") && result.output.hasSuffix("\tC\n"), "\(result.output)\(result.error)")
      #expect(try shell.run("kg-build --regions r.geojson --stations stations.csv -o kg.h5").status == 64)
    }
  }

  @Test func tablesJoinByIDsThatASpreadsheetWrote() throws {
    try shell { shell in
      let ids = (10..<22).map { "060371011\($0)" }
      let facts = zip(ids, ids.dropFirst()).map { "\($0)\tNearBy\t\($1)\n" }.joined()
      try shell.write(facts, to: "facts.tsv")
      try shell.write(
        "GEOID;pop;;\n" + ids.map { "\($0.dropFirst());\($0.suffix(2)),5;;\n" }.joined() + ";;;\n",
        to: "i.csv")
      let made = try shell.run(
        "kg-build facts.tsv --region-pattern . -q -o kg.h5 && kg-embed kg.h5 --epochs 1 -q -o kge.h5")
      #expect(made.status == 0, "\(made.error)")
      let predict = "si-predict kge.h5 -i i.csv --indicator pop --folds 3 --model ridge"
      let refused = try shell.run(predict)
      #expect(
        refused.status == 65 && refused.error.contains("zeros in front are lost; --normalise-ids")
          && !refused.error.contains("--allow-missing"), "\(refused.error)")
      // Nothing joins, so that nothing could be left out.
      #expect(try shell.run("\(predict) --allow-missing").status == 65)
      let joined = try shell.run(
        "\(predict) --normalise-ids -o p.h5 > /dev/null && si-predict --to-tsv p.h5 | cut -f 1 | sort -u | tail -12 | head -1"
      )
      #expect(joined.status == 0, "\(joined.error)")
      let trips = "origin,destination\n\(ids[0].dropFirst()),\(ids[1].dropFirst())\n"
      try shell.write(trips, to: "flows.csv")
      try shell.write(
        ids.enumerated().map { "\($1),\(10 + 0.01 * Double($0)),45\n" }.joined(), to: "centres.csv")
      try shell.write(
        "region,lon,lat\n" + ids.enumerated().map { "\($1),\(10 + 0.01 * Double($0)),45\n" }.joined(),
        to: "centres.csv")
      let flows = try shell.run(
        "kg-build --regions centres.csv --flows flows.csv --relations LargeFlowTo --normalise-ids -o f.h5 && kg-build --to-tsv f.h5"
      )
      #expect(flows.output == "\(ids[0])\tLargeFlowTo\t\(ids[1])\n", "\(flows.error)")
    }
  }

  @Test func damagedPicturesAreAllNamedAndMayBeLeftOut() throws {
    try shell { shell in
      let made = try shell.run(
        """
        city-sim -o city --regions 6 --image-size 16 --street-views 0 -q > /dev/null && cd city/satellite &&
        head -c 100 R002.png > cut && mv cut R002.png && echo no picture > R004.png && echo GIF89a > R.gif && mkdir sub
        """)
      #expect(made.status == 0, "\(made.error)")
      for size in ["--size 8", "--size 0"] {
        let refused = try shell.run("img-pack city/satellite \(size) -o im.h5")
        #expect(
          refused.status == 65
            && refused.error.contains("has 2 of 6 pictures that cannot be taken: R002.png, R004.png")
            && refused.error.contains("--allow-missing leaves them out"), "\(refused.error)")
        #expect(!shell.files.contains("im.h5"))
      }
      let packed = try shell.run("img-pack city/satellite --size 8 --allow-missing -o im.h5")
      #expect(
        packed.status == 0 && packed.error.contains("packed 4 regions")
          && packed.error.contains("left out 2 of 6 pictures")
          && packed.error.contains("(1 .gif) and 1 folders within"), "\(packed.error)")
    }
  }

  @Test func whatATerminalWouldObeyIsNotPrinted() throws {
    try shell { shell in
      try shell.write("region,pop\n\u{1B}[31mred\u{9B}0m,1\n\u{1B}[31mred\u{9B}0m,2\n", to: "i.csv")
      let result = try shell.run("si-predict --baselines mean -i i.csv --indicator pop --folds 2")
      #expect(result.status == 65 && result.error.contains("\\u{1B}[31mred\\u{9B}0m"), "\(result.error)")
      #expect(
        !result.error.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }
  }
}
