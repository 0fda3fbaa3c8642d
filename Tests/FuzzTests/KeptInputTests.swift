import Foundation
internal import FuzzTargets
internal import TestSupport
import Testing

/// What `make fuzz` found once stays found: the smallest input of each fault that was mended, by target.
@Suite struct KeptInputTests {
  private static let folder = Repository.fixture("fuzz")

  static let inputs: [String] = {
    let targets = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return targets.flatMap { target in
      let files = try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(target)")
      return (files ?? []).map { "\(target)/\($0)" }
    }.sorted()
  }()

  @Test(arguments: inputs) func whatWasFoundIsMended(input: String) throws {
    let target = try #require(FuzzTarget.named(String(input.prefix { $0 != "/" })))
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent(input))
    try target.run(Array(bytes))
  }

  /// A target that reads nothing of what it is given would find nothing.
  @Test func everyTargetRefusesNoise() throws {
    #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    for target in FuzzTarget.all { try target.run(Array("noise, \u{0}\u{FF}\n\"".utf8)) }
  }
}
