internal import Support

/// Estimates scaled so that they add up to totals that are known by group: ratio benchmarking (Rao & Molina 2015,
/// *Small Area Estimation*, 2nd edition, §6.4.6), one factor a group, on the indicator's own scale.
///
/// With weights wᵢ (1, or the people of a region where the indicator is a share) and the total T of a group, the
/// factor is T / Σ wᵢ eᵢ over its regions, and where T is a weighted mean T Σ wᵢ / Σ wᵢ eᵢ. Regions that are kept, whose
/// values are known, take their part of T as they are; the others share what is left. Bounds are multiplied as
/// their estimates are: the factor is taken as known, so what bounds promise holds as far as totals and model agree.
package struct RatioBenchmark: Sendable {
  /// What a known total is of its group.
  package enum Measure: String, Sendable, CaseIterable {
    /// Σ wᵢ yᵢ.
    case sum
    /// Σ wᵢ yᵢ / Σ wᵢ.
    case mean
  }

  /// How messages name the table of totals.
  package let name: String
  package let totals: [String: Double]
  package let measure: Measure

  /// - Throws: `Failure` (EX_DATAERR) for a total that is no number.
  package init(_ totals: [String: Double], _ measure: Measure, name: String) throws {
    if let bad = totals.filter({ !$0.value.isFinite }).keys.min() {
      throw Failure.data(name, "the total of \(bad) is \(totals[bad] ?? .nan), where a number is needed")
    }
    self.totals = totals
    self.measure = measure
    self.name = name
  }

  /// A region as far as totals concern it.
  package struct Region: Sendable {
    package let id: String
    package let group: String
    package let estimate: Double
    package let weight: Double
    /// Whether its estimate stands, since it is known.
    package let isKept: Bool

    package init(_ id: String, in group: String, estimate: Double, weight: Double = 1, isKept: Bool = false) {
      self.id = id
      self.group = group
      self.estimate = estimate
      self.weight = weight
      self.isKept = isKept
    }
  }

  /// What each region's estimate and bounds are to be multiplied with, at least 0; 1 where it is kept.
  /// - Throws: `Failure` (EX_DATAERR) that names a group without total or regions, one whose estimates add up
  ///   to nothing or less, or whose known values exceed its total; and a region without estimate or weight.
  package func factors(_ regions: [Region]) throws -> [Double] {
    for region in regions {
      guard region.estimate.isFinite else {
        throw Failure.data(
          name, "the total of \(region.group) cannot be shared out: \(region.id) has no estimate")
      }
      guard region.weight >= 0, region.weight.isFinite else {
        throw Failure.data(
          name,
          "the total of \(region.group) cannot be shared out: \(region.id) has the weight \(region.weight)")
      }
    }
    let members = Dictionary(grouping: regions.indices) { regions[$0].group }
    if let empty = totals.keys.filter({ members[$0] == nil }).min() {
      throw Failure.data(name, "has a total of \(empty), where no region is")
    }
    var factors = [Double](repeating: 1, count: regions.count)
    for (group, rows) in members.sorted(by: { $0.key < $1.key }) {
      let factor = try factor(of: group, rows.map { regions[$0] })
      for row in rows where !regions[row].isKept { factors[row] = factor }
    }
    return factors
  }

  private func factor(of group: String, _ regions: [Region]) throws -> Double {
    guard let given = totals[group] else {
      throw Failure.data(name, "has no total of \(group), where \(regions.count) regions are")
    }
    func sum(_ value: (Region) -> Double) -> Double { CompensatedSum(regions.map(value)).value }
    let total = measure == .mean ? given * sum(\.weight) : given
    let known = sum { $0.isKept ? $0.weight * $0.estimate : 0 }
    let free = sum { $0.isKept ? 0 : $0.weight * $0.estimate }
    let rest = CompensatedSum([total, -known]).value
    // What only rounding leaves of a total that known values make up is nothing.
    let isUsedUp = abs(rest) <= 1e-12 * max(abs(total), abs(known))
    if regions.allSatisfy(\.isKept) {
      guard isUsedUp else {
        throw Failure.data(
          name,
          "the known values of \(group) make \(known), not its total of \(total), and leave nothing to scale")
      }
      return 1
    }
    guard rest >= 0 || isUsedUp else {
      let words = known == 0 ? "is negative" : "is less than the \(known) that its known values make"
      throw Failure.data(name, "the total of \(group), \(total), \(words)")
    }
    guard free > 0 else {
      // Nothing of nothing.
      if free == 0 && isUsedUp { return 1 }
      throw Failure.data(name, "the estimates of \(group) make \(free), which no factor turns into \(rest)")
    }
    return isUsedUp ? 0 : rest / free
  }
}

extension PredictionInterval {
  /// Both bounds multiplied with a factor of at least 0; of nothing nothing, also without bounds.
  package func scaled(by factor: Double) -> PredictionInterval {
    factor == 0
      ? PredictionInterval(low: 0, high: 0) : PredictionInterval(low: low * factor, high: high * factor)
  }
}
