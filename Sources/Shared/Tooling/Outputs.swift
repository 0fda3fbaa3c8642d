internal import Foundation
internal import Support

extension Context {
  private static let standardOutput = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]

  /// Fails where two of a tool's outputs are one file, of which only the last would be left; standard output may be led
  /// into one as well.
  /// - Parameter outputs: what the command line calls them, and where they go; nil is none.
  /// - Throws: `Failure` (EX_USAGE) that names both.
  package func requireDifferent(_ outputs: [(option: String, target: String?)]) throws {
    var known: [OutputIdentity: String] = [:]
    let standard = ("standard output", Self.standardOutput[0])
    for case (let option, let target?) in outputs.filter({ !Self.standardOutput.contains($0.target ?? "-") })
      + [standard]
    {
      guard let place = OutputIdentity(target) else { continue }
      if let other = known.updateValue(option, forKey: place) {
        throw Failure.usage("\(other) and \(option) are one file (\(target)), where each needs its own")
      }
    }
  }
}
