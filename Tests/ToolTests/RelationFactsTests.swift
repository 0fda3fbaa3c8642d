import Foundation
internal import Graphs
internal import Relations
internal import Schemas
import Testing

/// What every registered relation promises, on a simulated city.
@Suite struct RelationFactsTests {
  /// The entities of each type, as the city's files have them.
  private func members(_ city: SimulatedCity) throws -> [EntityType: Set<String>] {
    let pois = try city.table("pois.csv")
    func column(_ name: String, _ prefix: String) -> [String] {
      pois.compactMap { $0[name] }.filter { !$0.isEmpty }.map { prefix + $0 }
    }
    return [
      .region: Set(try city.table("coordinates.csv").compactMap { $0["region"] }),
      .poi: Set(column("id", "")), .brand: Set(column("brand", "Brand_")),
      .category: Set(column("cate1", "Cate1_") + column("cate2", "Cate2_")),
      .area: Set(try city.polygons("areas.geojson", "area").map(\.id)),
    ]
  }

  @Test(arguments: RelationNames.allCases) func everyRelationJoinsWhatItSays(names: RelationNames) throws {
    try SimulatedCity.with("--regions 60 --image-size 8 --street-views 0") { city in
      let result = try city.shell.run(
        "kg-build \(RawCityTests.all) --names \(names.rawValue) -o kg.h5 && kg-build --to-tsv kg.h5")
      try #require(result.status == 0, "\(result.error)")
      let facts = Dictionary(
        grouping: result.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
      ) { $0[1] }
      let members = try members(city)
      for relation in KnownRelations.all where relation.name != "Cate3Of" {
        let meaning = relation.meaning
        let spelling = meaning.spelling(names)
        let pairs = Set(
          (facts[spelling.name] ?? []).map { spelling.isReversed ? [$0[2], $0[0]] : [$0[0], $0[2]] })
        #expect(!pairs.isEmpty, "\(relation.name)")
        let (heads, tails) = (members[meaning.head] ?? [], members[meaning.tail] ?? [])
        #expect(pairs.allSatisfy { heads.contains($0[0]) && tails.contains($0[1]) }, "\(relation.name)")
        let mirrored = pairs.allSatisfy { pairs.contains([$0[1], $0[0]]) && $0[0] != $0[1] }
        #expect(mirrored == meaning.isSymmetric, "\(relation.name)")
      }
      // The simulated city has two levels of categories.
      #expect(facts["Cate3Of"] == nil)
    }
  }

  @Test func everyOptionIsAFlag() throws {
    let help = try Shell.run("kg-build --help").output
    let dump = try Shell.run("kg-build --experimental-dump-help").output
    for (flag, relations) in KnownRelations.options {
      #expect(help.contains("--\(flag.name)") && dump.contains("\"\(flag.name)\""), "\(flag.name)")
      #expect(dump.contains("\(relations.joined(separator: ", ")): \(flag.help)."), "\(flag.name)")
    }
    for relation in KnownRelations.all { #expect(help.contains(relation.name), "\(relation.name)") }
  }

  @Test func anyEntityIsExplained() throws {
    try SimulatedCity.with("--regions 30 --image-size 8 --street-views 0") { city in
      let poi = try #require(try city.table("pois.csv").first { $0["brand"] != "" }?["id"])
      let result = try city.shell.run(
        "kg-build \(RawCityTests.all) -o kg.h5 -q && kg-build --explain \(poi) kg.h5")
      #expect(result.status == 0, "\(result.error)")
      for words in [
        "\(poi) is a point of interest at longitude ", "It lies in the region R", "It is of the brand Brand_",
      ] {
        #expect(result.output.contains(words), "\(result.output)")
      }
    }
  }
}
