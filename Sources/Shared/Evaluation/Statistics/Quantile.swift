/// Linear between order statistics (numpy.quantile).
/// - Parameters:
///   - sorted: ascending, at least one.
///   - share: 0 to 1.
func quantile(ofSorted sorted: [Double], _ share: Double) -> Double {
  let place = share * Double(sorted.count - 1)
  let below = min(sorted.count - 1, max(0, Int(place)))
  let above = min(sorted.count - 1, below + 1)
  return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}
