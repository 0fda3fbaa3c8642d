internal import Support

extension PredictionPool {
  /// Shifts the predictions of each group, on the scale that models are fitted on, so that their mean is that of its
  /// labels, run by run: what models would be worth where the means of groups were known.
  /// - Parameter groups: the group of each region.
  /// - Throws: `Failure` (EX_DATAERR) for a region without a group.
  package mutating func shift(toMeansOf groups: BlockTable) throws {
    for key in keys {
      guard let scale = truths[key.indicator]?.scale else { continue }
      runs[key] = try runs[key]?.mapValues { run in
        let members = Dictionary(grouping: run.keys.sorted()) { groups.labels[$0] }
        if let first = members[nil]?.first {
          throw Failure.data(groups.name, "names no group of region \(first)")
        }
        var shifted = run
        for regions in members.values {
          let errors = regions.compactMap { run[$0].map { $0.truth.transformed - $0.prediction.transformed } }
          let shift = errors.reduce(0, +) / Double(errors.count)
          for region in regions {
            guard let prediction = run[region]?.prediction.transformed else { continue }
            shifted[region]?.prediction = ValueOnBothScales(transformed: prediction + shift, on: scale)
          }
        }
        return shifted
      }
    }
  }
}
