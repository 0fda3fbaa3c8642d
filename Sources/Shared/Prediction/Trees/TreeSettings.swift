/// What limits a tree's growth.
package struct TreeSettings: Sendable, Equatable {
  /// Most questions from root to leaf.
  package var depth: Int
  /// Least rows of a leaf.
  package var leaf: Int
  /// Features that a split is chosen from, drawn anew for each.
  package var features: Int

  package init(depth: Int = .max, leaf: Int, features: Int) {
    self.depth = depth
    self.leaf = leaf
    self.features = features
  }
}

/// The limits of trees that a user may set; what is nil is chosen on the validation part.
struct TreeLimits {
  static let names = ["max-features", "min-leaf", "max-depth"]

  /// Share of the features that a split is chosen from.
  let share: Double?
  let leaf: Int
  let depth: Int?

  init(_ settings: PredictorSettings) throws {
    share = try settings.number("max-features", "above 0 and at most 1") { $0 > 0 && $0 <= 1 }
    leaf = try settings.integer("min-leaf", in: 1...1_000_000) ?? 5
    depth = try settings.integer("max-depth", in: 1...1000)
  }

  /// So many of `features`, at least one.
  static func part(_ share: Double, of features: Int) -> Int {
    max(1, Int((share * Double(features)).rounded()))
  }
}
