import Foundation
internal import TestSupport
import Testing

/// The commands of docs/your-city.md and docs/predicting.md, as they are written.
@Suite struct GuideTests {
  /// What a page has in its ```sh blocks.
  private func script(of page: String) throws -> String {
    let guide = Repository.root.appendingPathComponent("docs/\(page)")
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```sh\n").dropFirst()
    return blocks.compactMap { $0.components(separatedBy: "\n```").first }.joined(separator: "\n")
  }

  @Test func everyCommandFromASurveyToAMapRuns() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let script = try script(of: "predicting.md")
    try #require(["--fill", "--to-geojson", "--totals", "--from"].allSatisfy { script.contains($0) })
    try shell.write("set -eux\n" + script, to: "guide.sh")
    let result = try shell.run("bash guide.sh")
    #expect(result.status == 0, "\(result.error.suffix(1000))")
    #expect(result.output.contains("graph+ridge,filled,") && result.output.contains("pop_estimate"))
    // Estimates of each borough add up to its total, and a saved model says what it said before.
    let totals = String(decoding: try shell.read("totals.csv"), as: UTF8.self).split(separator: "\n")
      .dropFirst()
    #expect(totals.count == 2)
    for total in totals {
      #expect(result.output.contains(total.replacing(",", with: " ") + ".000000\n"), "\(total)")
    }
    #expect(result.output.hasSuffix("96\n"))
  }

  @Test func everyCommandOfTheGuideRuns() throws {
    let script = try script(of: "your-city.md")
    try #require(["--pois extract.osm", "img-crop --raster", "si-predict"].allSatisfy(script.contains))
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("set -eux\n" + script, to: "guide.sh")
    let result = try shell.run("bash guide.sh")
    #expect(result.status == 0, "\(result.error.suffix(1000))")
    #expect(result.output.contains("R100 is a region at longitude"))
    #expect(result.output.contains("graph+ridge") && result.output.contains("scene+ridge"))
  }
}
