/// How many of the messages that an entity receives in a direction a layer sums.
package enum NeighbourLimit: Sendable, Equatable {
  case all
  /// A random sample of so many of those that have more.
  case atMost(Int)

  /// What a sample of so many may be: it is drawn into a sorted list.
  package static let bounds = 1...65536
}

extension NeighbourLimit: CustomStringConvertible {
  package var description: String {
    switch self {
    case .all: "all"
    case .atMost(let count): String(count)
    }
  }

  /// From `all` or a number within `bounds`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    if text == "all" {
      self = .all
    } else if let count = Int(text), Self.bounds.contains(count) {
      self = .atMost(count)
    } else {
      return nil
    }
  }
}
