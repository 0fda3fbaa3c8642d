package import HDF5

extension PredictionFile {
  /// Writes what saved models say of regions, whose labels are unknown and whose part is none.
  ///
  /// The runs are those of the model with the most; models with fewer take theirs in turn, as they do where
  /// they are evaluated. Regions that a model did not predict are NaN.
  /// - Parameter place: longitude and latitude of a region, if known.
  package static func write(
    _ models: [AppliedModel], to file: borrowing HDF5File, place: (String) -> SIMD2<Double>?
  ) throws {
    let ids = Set(models.flatMap(\.ids)).sorted()
    let rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let seeds = models.map(\.seeds).max { $0.count < $1.count } ?? []
    try writeSeeds(seeds, to: file)
    try writeRegions(
      ids, ids.contains { place($0) != nil } ? ids.map { place($0) ?? SIMD2(.nan, .nan) } : [], below: "",
      axis: "regions", to: file)
    try writeSplit(
      [Int32](repeating: -1, count: seeds.count * ids.count), .parts, name: "none",
      shape: [seeds.count, ids.count],
      to: file)
    let known = Dictionary(models.map { ($0.indicator, $0.transform) }) { first, _ in first }
    for (indicator, transform) in known.sorted(by: { $0.key < $1.key }) {
      try writeTruth(
        [Double](repeating: .nan, count: ids.count), of: indicator, on: transform, below: "",
        axis: "regions", to: file)
      guard models.contains(where: { $0.indicator == indicator && $0.estimates != nil }) else { continue }
      try writeValues(
        [Double](repeating: .nan, count: ids.count), of: indicator, below: "", axis: "regions", to: file)
    }
    for model in models {
      let runs = model.predictions.map { values in
        var all = [Double](repeating: .nan, count: ids.count)
        for (id, value) in zip(model.ids, values) { if let row = rows[id] { all[row] = value } }
        return all
      }
      try writePredictions(
        seeds.indices.map { runs[$0 % runs.count] }, by: model.label, of: model.indicator,
        on: model.transform, below: "", axis: "regions", to: file)
      guard var estimates = model.estimates else { continue }
      var all = [RegionEstimate?](repeating: nil, count: ids.count)
      for (id, region) in zip(model.ids, estimates.regions) { if let row = rows[id] { all[row] = region } }
      estimates.regions = all
      try write(estimates, below: "", axis: "regions", to: file)
    }
  }
}
