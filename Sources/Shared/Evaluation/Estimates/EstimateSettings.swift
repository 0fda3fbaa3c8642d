/// What an estimate of an indicator is to be.
package struct EstimateSettings: Sendable, Equatable {
  /// Which middle of what a region's indicator may be.
  package enum Statistic: String, Sendable, CaseIterable {
    /// The inverse of the prediction, for the order of values survives an increasing transform.
    case median
    /// By smearing (Duan 1983).
    case mean
  }

  package var statistic: Statistic
  /// Of intervals, above 0 and below 1.
  package var level: Double
  /// Whether intervals are wider where errors are.
  package var isScaled: Bool

  package init(statistic: Statistic = .median, level: Double = 0.9, isScaled: Bool = false) {
    precondition(level > 0 && level < 1, "a level between 0 and 1")
    self.statistic = statistic
    self.level = level
    self.isScaled = isScaled
  }
}
