internal import Support

/// What of a band inside a polygon is wanted.
package enum ZonalStatistic: Sendable, Equatable {
  case mean
  /// Standard deviation of the population.
  case sd
  case sum, min, max
  /// From 0 to 1.
  case quantile(Double)

  /// What `quantiles` stands for.
  private static let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// - Parameter text: `mean`, `sd`, `sum`, `min`, `max`, `median`, `quantiles`, or `q` and a percentage, as in `q90`.
  /// - Throws: `Failure` (EX_USAGE) for anything else.
  package static func parsing(_ text: String) throws -> [ZonalStatistic] {
    let list = try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
      switch part {
      case "mean": [mean]
      case "sd": [sd]
      case "sum": [sum]
      case "min": [min]
      case "max": [max]
      case "median": [quantile(0.5)]
      case "quantiles": quantiles.map { quantile($0) }
      default:
        if part.hasPrefix("q"), let percent = Double(part.dropFirst()), (0...100).contains(percent) {
          [quantile(percent / 100)]
        } else {
          throw Failure.usage(
            "--zonal '\(part)' is none of mean, sd, sum, min, max, median, quantiles, or q and a percentage, as q90"
          )
        }
      }
    }
    guard list.indices.allSatisfy({ !list[..<$0].contains(list[$0]) }) else {
      throw Failure.usage("--zonal names a statistic twice")
    }
    return list
  }

  /// How features are called behind the name of the band.
  package var name: String {
    switch self {
    case .mean: "mean"
    case .sd: "sd"
    case .sum: "sum"
    case .min: "min"
    case .max: "max"
    case .quantile(let share):
      share * 100 == (share * 100).rounded() ? "q\(Int((share * 100).rounded()))" : "q\(share * 100)"
    }
  }

  var needsOrder: Bool { if case .quantile = self { true } else { false } }
}
