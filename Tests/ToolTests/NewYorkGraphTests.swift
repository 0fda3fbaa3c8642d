import Foundation
internal import TestSupport
import Testing

/// The graph built from New York's polygons against the published one.
@Suite(.enabled(if: NewYork.isPresent, "no New York data: set KNOWCL_DATA"))
struct NewYorkGraphTests {
  private func facts(_ text: String, _ relation: String) -> Set<Substring> {
    Set(text.split(separator: "\n").filter { $0.contains("\t\(relation)\t") })
  }

  private func build(_ shell: Shell, _ options: String) throws -> String {
    let result = try shell.run(
      "kg-build --regions \"$D/tracts2010.geojson\" \(options) -o kg.h5 && kg-build --to-tsv kg.h5",
      environment: ["D": NewYork.directory])
    try #require(result.status == 0, "\(result.error)")
    return result.output
  }

  @Test func neighboursAreThePublishedOnes() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let built = try build(shell, "--region-list \"$D/region2info.json\"")
    let published = try String(contentsOfFile: NewYork.directory + "/kg_spatial.txt", encoding: .utf8)
    for relation in ["BorderBy", "NearBy"] {
      let (ours, theirs) = (facts(built, relation), facts(published, relation))
      let common = Double(ours.intersection(theirs).count)
      let (precision, recall) = (common / Double(ours.count), common / Double(theirs.count))
      print("\(relation): \(theirs.count) published, precision \(precision), recall \(recall)")
      #expect(precision >= 0.998 && recall >= 0.999, "\(relation): \(precision), \(recall)")
    }
  }

  @Test func placesLieInTheTractsThatTheirSourceNames() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let built = try build(shell, "--pois \"$D/osm_poi_2017.csv\" --poi-prefix POI_ --relations LocateAt")
    let home = Dictionary(
      uniqueKeysWithValues: built.split(separator: "\n").map { $0.split(separator: "\t") }.map {
        (String($0[0]), String($0[2]))
      })
    let rows = try String(contentsOfFile: NewYork.directory + "/osm_poi_2017.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let agreed = rows.count { row in row.last.map(String.init) == home["POI_" + row[0]] }
    print("LocateAt: \(agreed) of \(rows.count) as the source says")
    #expect(rows.count == 14_508 && Double(agreed) / Double(rows.count) >= 0.999)
  }

  /// At most 20 of each kind, flows within a tract among them: what the published flows look like.
  @Test func publishedFlowsAreCappedAndKeepThemselves() throws {
    let published = try String(contentsOfFile: NewYork.directory + "/kg_OD.txt", encoding: .utf8)
    for relation in ["LargeFlowTo", "LargeFlowFrom"] {
      let facts = facts(published, relation).map { $0.split(separator: "\t") }
      let byRegion = Dictionary(grouping: facts) { $0[0] }
      #expect(byRegion.values.map(\.count).max() == 20)
      #expect(facts.contains { $0[0] == $0[2] })
    }
  }
}
