import Foundation
import Testing

/// kg-build on the raw files of a simulated city, whose triples city-sim derived by brute force.
@Suite struct RawCityTests {
  static let all =
    "--regions city/regions.geojson --pois city/pois.csv --flows city/flows.csv --checkins city/checkins.csv"
    + " --areas city/areas.geojson"
  /// Those that city-sim writes facts of: none about categories and brands themselves.
  static let simulated =
    "--relations BorderBy,NearBy,LargeFlowTo,LargeFlowFrom,SimilarFunc,ServedBy,LocateAt,Cate1Of,Cate2Of,BrandOf,"
    + "Competitive,CoCheckin,BelongTo"

  @Test(arguments: [
    "--regions 60 --seed 1", "--regions 42 --seed 3 --poi-density 60",
    "--regions 150 --seed 7 --poi-density 5",
    "--regions 4 --seed 2",
  ])
  func givesTheTriplesThatWereDerivedIndependently(options: String) throws {
    try SimulatedCity.with(options + " --image-size 8 --street-views 0") { city in
      let result = try city.shell.run(
        """
        kg-build \(Self.all) \(Self.simulated) -o kg.h5 && kg-build --to-tsv kg.h5 > kg.tsv &&
        cmp kg.tsv city/triples.tsv && kg-build city/triples.tsv --regions city/indicators.csv -o facts.h5 &&
        kg-build --to-tsv facts.h5 | cmp - kg.tsv
        """)
      #expect(result.status == 0, "\(result.output)\(result.error)")
    }
  }

  @Test func gzipPipesThreadsAndFormatsGiveTheSameGraph() throws {
    try SimulatedCity.with("--regions 30 --image-size 8 --street-views 0") { city in
      // The same places as GeoJSON.
      let features = try city.table("pois.csv").map { poi in
        func field(_ name: String) -> String { "\"\(name)\": \"\(poi[name] ?? "")\"" }
        let properties = ["cate1", "cate2", "brand"].map(field).joined(separator: ", ")
        return """
          {"geometry": {"coordinates": [\(poi["lon"] ?? ""), \(poi["lat"] ?? ""), 3], "type": "Point"},
           "id": "\(poi["id"] ?? "")", "properties": {\(properties), "deep": {"a": [1, {"b": null}]}}, "type": "Feature"}
          """
      }
      try city.shell.write(features.joined(separator: "\n"), to: "pois.geojsonl")
      let result = try city.shell.run(
        """
        kg-build \(Self.all) -o a.h5 --threads 1 && kg-build \(Self.all) --threads 2 > b.h5 && cmp a.h5 b.h5 &&
        kg-build --to-tsv a.h5 > a.tsv && gzip -r city &&
        kg-build --regions city/regions.geojson.gz --pois - --flows city/flows.csv.gz \
          --checkins city/checkins.csv.gz --areas city/areas.geojson.gz -o c.h5 < city/pois.csv.gz &&
        kg-build --to-tsv c.h5 | cmp - a.tsv && gunzip -c city/regions.geojson.gz | tr '\\n' ' ' > one.geojson &&
        cat one.geojson | kg-build --regions - --pois pois.geojsonl --flows city/flows.csv.gz \
          --checkins city/checkins.csv.gz --areas city/areas.geojson.gz -o d.h5 &&
        kg-build --to-tsv d.h5 | cmp - a.tsv
        """)
      #expect(result.status == 0, "\(result.output)\(result.error)")
    }
  }

  @Test func categoriesAndBrandsAreRelatedByTheirPlaces() throws {
    try SimulatedCity.with("--regions 60 --image-size 8 --street-views 0") { city in
      let result = try city.shell.run(
        """
        kg-build \(Self.all) --relations LocateAt,SubCateOf,RelatedBrand --brand-regions 2 -o kg.h5 &&
        kg-build --to-tsv kg.h5
        """)
      try #require(result.status == 0, "\(result.error)")
      let facts = result.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
      let home = Dictionary(uniqueKeysWithValues: facts.filter { $0[1] == "LocateAt" }.map { ($0[0], $0[2]) })
      let pois = try city.table("pois.csv")
      let sub = Set(pois.map { ["Cate2_\($0["cate2"] ?? "")", "SubCateOf", "Cate1_\($0["cate1"] ?? "")"] })
      #expect(Set(facts.filter { $0[1] == "SubCateOf" }) == sub && sub.count == 40)
      let branded = pois.filter { $0["brand"] != "" }
      var shared: [[String]: Set<String>] = [:]
      for a in branded {
        for b in branded where a["cate2"] == b["cate2"] && a["brand"] != b["brand"] {
          guard let region = home[a["id"] ?? ""], region == home[b["id"] ?? ""] else { continue }
          shared[["Brand_\(a["brand"] ?? "")", "RelatedBrand", "Brand_\(b["brand"] ?? "")"], default: []]
            .insert(region)
        }
      }
      let related = Set(shared.filter { $0.value.count >= 2 }.keys)
      #expect(!related.isEmpty && Set(facts.filter { $0[1] == "RelatedBrand" }) == related)
    }
  }

  @Test func everythingIsTypedAndPlaced() throws {
    try SimulatedCity.with("--regions 30 --image-size 8 --street-views 0") { city in
      let shell = city.shell
      let result = try shell.run("kg-build \(Self.all) --names knowcl -o kg.h5 && kg-build --to-tsv kg.h5")
      try #require(result.status == 0, "\(result.error)")
      #expect(result.output.contains("\tProvideService\tR") && !result.output.contains("ServedBy"))
      #expect(result.output.contains("\tSimilarFunction\t") && !result.output.contains("SimilarFunc\t"))
      let explained = try shell.run("kg-build --explain R010 kg.h5")
      #expect(explained.status == 0)
      for words in ["R010 is a region at longitude ", "It borders on", "It is near", "It has "] {
        #expect(explained.output.contains(words), "\(explained.output)")
      }
      #expect(try shell.run("kg-build --explain R999 kg.h5").status == 65)
      let stats = try shell.run("kg-build --stats kg.h5").output.split(separator: "\n").map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      }
      for type in ["region", "poi", "category", "brand", "area"] {
        let row = try #require(stats.first { $0[0] == "type" && $0[1] == type })
        let spread = stats.filter { $0[0] == "degree" && $0[1].hasPrefix(type + " ") }.compactMap {
          Int($0[2])
        }
        #expect(Int(row[2]) == spread.reduce(0, +))
      }
      #expect(!stats.contains { $0[1] == "other" })
      let map = try shell.run("kg-build --to-geojson BelongTo kg.h5 -o belong.geojson")
      #expect(map.status == 0 && map.error.isEmpty, "\(map.error)")
      let root = try JSONSerialization.jsonObject(with: try shell.read("belong.geojson")) as? [String: Any]
      let lines = try #require(root?["features"] as? [[String: Any]])
      #expect(lines.count == result.output.split(separator: "\n").count { $0.contains("\tBelongTo\t") })
      #expect(try shell.run("kg-build --to-geojson Nothing kg.h5").status == 65)
    }
  }

  @Test func thresholdsAndSwitchesAreObeyed() throws {
    try SimulatedCity.with("--regions 40 --image-size 8 --street-views 0") { city in
      func counts(_ options: String) throws -> [String: Int] {
        let result = try city.shell.run(
          "kg-build \(Self.all) \(options) -o kg.h5 -q && kg-build --to-tsv kg.h5")
        try #require(result.status == 0, "\(options): \(result.error)")
        return result.output.split(separator: "\n").reduce(into: [:]) {
          $0[String($1.split(separator: "\t")[1]), default: 0] += 1
        }
      }
      let base = try counts("")
      func value(_ name: String, _ options: String) throws -> Int { try counts(options)[name] ?? 0 }
      #expect(try counts("--relations NearBy,borderby").keys.sorted() == ["BorderBy", "NearBy"])
      #expect(try counts("--relations=-NearBy").keys.sorted() == base.keys.filter { $0 != "NearBy" }.sorted())
      #expect(try value("NearBy", "--near-distance 500") < base["NearBy"] ?? 0)
      // Neighbours share their edges, and 50 m reach no further than a corner.
      let touching = try value("BorderBy", "--border-tolerance 0")
      #expect(touching <= base["BorderBy"] ?? 0)
      let rook = try value("BorderBy", "--border-tolerance 0 --contiguity rook")
      #expect(rook > 0 && rook < touching)
      #expect(try value("BorderBy", "--contiguity rook") <= base["BorderBy"] ?? 0)
      #expect(try value("LargeFlowTo", "--flow-top 3") == 3 * 40)
      #expect(try counts("--no-self-flows --flow-top 1000")["LargeFlowTo"] ?? 0 > 0)
      #expect(try value("CoCheckin", "--checkin-count 1") > base["CoCheckin"] ?? 0)
      #expect(try value("Competitive", "--competitive-distance 100") < base["Competitive"] ?? 0)
      #expect(try value("BelongTo", "--service-distance 500") < base["BelongTo"] ?? 0)
      #expect(try value("SimilarFunc", "--similarity 0.5") > base["SimilarFunc"] ?? 0)
      let top = try value("SimilarFunc", "--similar-top 4")
      #expect(top >= 4 * 40 && top <= 8 * 40)
      #expect(try value("NearBy", "--near-measure centre") < base["NearBy"] ?? 0)
    }
  }

  @Test func centresAloneGiveDistancesOfCentres() throws {
    try SimulatedCity.with("--regions 40 --image-size 8 --street-views 0") { city in
      let centres = try city.table("coordinates.csv").map { row in
        (
          row["region"] ?? "",
          Plane.metres(SIMD2(Double(row["lon"] ?? "") ?? .nan, Double(row["lat"] ?? "") ?? .nan))
        )
      }
      let result = try city.shell.run(
        "kg-build --regions city/coordinates.csv --flows city/flows.csv -o kg.h5 && kg-build --to-tsv kg.h5")
      try #require(result.status == 0, "\(result.error)")
      let facts = Set(result.output.split(separator: "\n").filter { $0.contains("NearBy") })
      for a in centres {
        for b in centres where a.0 != b.0 {
          let d = a.1 - b.1
          let distance = (d * d).sum().squareRoot()
          if abs(distance - 1000) > 1 {
            #expect(facts.contains("\(a.0)\tNearBy\t\(b.0)") == (distance <= 1000))
          }
        }
      }
      #expect(!facts.isEmpty && !result.output.contains("BorderBy"))
      // A table with coordinates beside given facts only names the regions, as ever.
      let given = try city.shell.run(
        "kg-build city/triples.tsv --regions city/coordinates.csv -o 2.h5 -q && kg-build --to-tsv 2.h5 | cmp - city/triples.tsv"
      )
      #expect(given.status == 0, "\(given.output)")
    }
  }
}
