internal import Support

/// A picture put together from those of several days, by their masks.
struct CompositePicture {
  /// [y, x, RGB]
  private(set) var samples: [UInt8]
  /// [y, x], 1 where any day is valid.
  private(set) var valid: [UInt8]

  /// - Parameter days: at least one, all of one size; what no day shows comes from the first, and is not valid.
  init(_ days: [(samples: ArraySlice<UInt8>, valid: ArraySlice<UInt8>)], by rule: CompositeRule) {
    samples = Array(days[0].samples)
    valid = Array(days[0].valid)
    guard days.count > 1 else { return }
    switch rule {
    case .first: take(days)
    case .clearest:
      let shares = days.map { $0.valid.count { $0 == 1 } }
      // The sort is not stable: days of one share keep their order by number.
      take(days.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }.map { days[$0] })
    case .median: takeMedians(days)
    }
  }

  /// Every pixel from the first day on which it is valid.
  private mutating func take(_ days: [(samples: ArraySlice<UInt8>, valid: ArraySlice<UInt8>)]) {
    for pixel in valid.indices {
      guard let day = days.first(where: { $0.valid[$0.valid.startIndex + pixel] == 1 }) else { continue }
      valid[pixel] = 1
      for channel in 0..<3 {
        samples[3 * pixel + channel] = day.samples[day.samples.startIndex + 3 * pixel + channel]
      }
    }
  }

  private mutating func takeMedians(_ days: [(samples: ArraySlice<UInt8>, valid: ArraySlice<UInt8>)]) {
    for pixel in valid.indices {
      let seen = days.filter { $0.valid[$0.valid.startIndex + pixel] == 1 }
      guard !seen.isEmpty else { continue }
      valid[pixel] = 1
      for channel in 0..<3 {
        let values = seen.map { $0.samples[$0.samples.startIndex + 3 * pixel + channel] }.sorted()
        let (low, high) = (values[(values.count - 1) / 2], values[values.count / 2])
        samples[3 * pixel + channel] = UInt8(((Double(low) + Double(high)) / 2).rounded(.toNearestOrEven))
      }
    }
  }
}
