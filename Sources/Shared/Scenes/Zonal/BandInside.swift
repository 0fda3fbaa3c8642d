/// What is gathered of a band's pixels inside a polygon.
struct BandInside {
  private let keepsAll: Bool
  private(set) var moments = WeightedMoments()
  /// All samples, where their order is wanted.
  private var all = WeightedValues()

  init(keepsAll: Bool) { self.keepsAll = keepsAll }

  /// - Parameters:
  ///   - shares: of the pixels, how much lies inside.
  ///   - ground: 0 where a quality band says that a pixel shows none.
  mutating func add(_ pixels: ValidPixels, _ shares: [Double], _ ground: [UInt8]?) {
    var inside: [WeightedValue] = []
    inside.reserveCapacity(shares.count)
    shares.withUnsafeBufferPointer { shares in
      for index in shares.indices where shares[index] > 0 {
        guard pixels.isValid(index), ground.map({ $0[index] != 0 }) ?? true else { continue }
        inside.append(WeightedValue(value: pixels.values[index], weight: shares[index]))
      }
    }
    moments.add(inside[...])
    if keepsAll { all.add(inside) }
  }

  /// The statistics of what samples mean: times `scale`, plus `offset`.
  mutating func values(_ statistics: [ZonalStatistic], scale: Double, offset: Double) -> [Double] {
    guard moments.weight > 0 else { return statistics.map { _ in .nan } }
    let quantiles = keepsAll ? WeightedQuantiles(all.sorted()) : nil
    func meaning(_ value: Double) -> Double { value * scale + offset }
    return statistics.map { statistic in
      switch statistic {
      case .mean: meaning(moments.mean)
      case .sd: moments.sd * abs(scale)
      case .sum: moments.sum * scale + moments.weight * offset
      case .min: meaning(scale < 0 ? moments.highest : moments.lowest)
      case .max: meaning(scale < 0 ? moments.lowest : moments.highest)
      case .quantile(let share): meaning(quantiles?(scale < 0 ? 1 - share : share) ?? .nan)
      }
    }
  }
}
