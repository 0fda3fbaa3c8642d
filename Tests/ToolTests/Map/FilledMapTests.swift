import Foundation
internal import TestSupport
import Testing

/// From a half-surveyed city to its map, as `make demo` goes.
@Suite(.serialized, .enabled(if: Browser.program != nil, "\(Browser.isMissing)"))
struct FilledMapTests {
  @Test func everyRegionOfTheCityIsOnTheMapWithTheNumbersOfTheTable() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let tool = Repository.root.appendingPathComponent("pipelines/inline-map").path
    let made = try shell.run(
      """
      city-sim -o city --regions 60 --image-size 8 --street-views 0 --seed 7 -q > city.tsv &&
      kg-build city/triples.tsv --regions city/indicators.csv --coordinates city/coordinates.csv -o kg.h5 -q &&
      kg-embed kg.h5 --dimension 16 --epochs 5 -o kge.h5 -q > ranking.tsv &&
      awk 'NR == 1 || NR % 3' city/indicators.csv > survey.csv &&
      si-predict graph=kge.h5 -i survey.csv --indicator pop,edu --regions city/coordinates.csv --folds 5 --fill \
        --metrics scores.tsv -o estimates.h5 -q &&
      si-predict --to-tsv estimates.h5 --estimates table.csv -q &&
      si-predict --to-geojson estimates.h5 --regions city/regions.geojson -o estimates.geojson -q &&
      si-report --outlines pop_estimate estimates.geojson > map.tsv && ! grep -q NaN map.tsv &&
      '\(tool)' estimates.geojson > map.html && cat table.csv
      """)
    try #require(made.status == 0, "\(made.error)")
    let rows = made.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let pop = rows.filter { $0[1] == "pop" }
    #expect(pop.count == 60 && pop.count { $0[3] == "filled" } == 20)
    let page = try Browser().page()
    try page.open(shell.directory + "/map.html")
    try page.show(indicator: "pop")
    #expect(try page.number("document.querySelectorAll('#shapes path').length") == 60)
    #expect(try page.words("#source") == "model graph+ridge · 60 regions · 90 % intervals")
    #expect(try page.marks("filled.over").count == 20)
    #expect(try page.marks("outside").count == pop.count { $0[7] == "outside" })
    func shown(_ text: String) throws -> String { try page.text("formatNumber(\(text))") }
    for row in pop {
      let label = try page.label(of: row[0])
      let numbers =
        "estimate \(try shown(row[4])), 90 % interval \(try shown(row[5])) to \(try shown(row[6]))"
      #expect(label.hasPrefix("\(row[0]): \(numbers), \(row[3] == "filled" ? "filled in" : "surveyed")"))
    }
    // The index and its limit are colours of their own layer.
    try page.show(layer: "applicability")
    #expect(try page.number("document.querySelectorAll('.bar').length") == 1)
    #expect(page.complaints.isEmpty && page.requests.count == 1)
  }
}
