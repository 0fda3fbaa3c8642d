import Foundation
internal import TestSupport
import Testing

/// The commands of docs/your-city.md, as they are written.
@Suite struct GuideTests {
  @Test func everyCommandOfTheGuideRuns() throws {
    let guide = Repository.root.appendingPathComponent("docs/your-city.md")
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```sh\n").dropFirst()
    var script = blocks.compactMap { $0.components(separatedBy: "\n```").first }.joined(separator: "\n")
    try #require(script.contains("osmium export") && script.contains("si-predict"))
    if !Shell.has("osmium") {
      print("osmium is not installed: the guide's OpenStreetMap lines are not tried")
      script = script.split(separator: "\n").filter {
        !$0.hasPrefix("osmium") && !$0.contains("places.geojsonseq")
      }
      .joined(separator: "\n")
    }
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("set -eux\n" + script, to: "guide.sh")
    let result = try shell.run("bash guide.sh")
    #expect(result.status == 0, "\(result.error.suffix(1000))")
    #expect(result.output.contains("R100 is a region at longitude"))
    #expect(result.output.contains("graph+ridge"))
  }
}
