import ArgumentParser
internal import Prediction

struct TransformOptions: ParsableArguments {
  @Option(
    name: .customLong("transform"),
    help: ArgumentHelp(
      "Scale that models are fitted on: \(LabelTransform.names), for all indicators or as NAME=SCALE for one; repeat or separate by commas. (default: log1p)",
      valueName: "scales"),
    completion: .list(LabelTransform.allCases.map(\.rawValue)))
  var lists: [String] = []

  var isGiven: Bool { !lists.isEmpty }

  /// - Parameter indicators: those that may be named; nil for any.
  /// - Throws: `ValidationError` for a scale or an indicator that is unknown or given twice.
  func transforms(of indicators: [String]?) throws -> LabelTransforms {
    var all: LabelTransform?
    var named: [String: LabelTransform] = [:]
    for item in list(lists) {
      let pieces = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let transform = pieces.last.flatMap(LabelTransform.init(rawValue:)) else {
        throw ValidationError("--transform knows \(LabelTransform.names), not '\(pieces.last ?? "")'")
      }
      if pieces.count == 1 {
        guard all == nil else { throw ValidationError("--transform gives two scales for all indicators") }
        all = transform
      } else {
        guard indicators?.contains(pieces[0]) ?? true else {
          throw ValidationError("--transform names '\(pieces[0])', which is no --indicator")
        }
        guard named.updateValue(transform, forKey: pieces[0]) == nil else {
          throw ValidationError("--transform gives two scales for \(pieces[0])")
        }
      }
    }
    return LabelTransforms(all: all ?? .log1p, named: named)
  }
}

extension LabelTransform {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
