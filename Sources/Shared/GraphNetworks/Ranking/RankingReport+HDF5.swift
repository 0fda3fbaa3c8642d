package import HDF5

extension RankingReport {
  /// Writes the table as columns under `/ranking`, and the main numbers as attributes of the file.
  package func write(to file: borrowing HDF5File) throws {
    try file.setAttribute("ranked_facts", rows[0].metrics.count / 2)
    try setAttributes(of: main, prefix: "", file)
    if let mainUnconstrained { try setAttributes(of: mainUnconstrained, prefix: "unconstrained_", file) }
    if let mainTyped { try setAttributes(of: mainTyped, prefix: "typed_", file) }
    func layout(_ text: String) -> HDF5Layout { HDF5Layout(text, dimensions: ["rankings"]) }
    try file.write(
      rows.map(\.direction.rawValue), to: "/ranking/direction", layout("which entity was asked for"))
    try file.write(rows.map(\.ties.rawValue), to: "/ranking/ties", layout("place among equal scores"))
    func write(_ metrics: [RankingMetrics], prefix: String, among: String) throws {
      func write(_ name: String, _ text: String, _ value: (RankingMetrics) -> Double) throws {
        try file.write(
          metrics.map(value), to: "/ranking/\(prefix)\(name)", shape: [metrics.count], layout(text + among))
      }
      try write("mrr", "mean reciprocal filtered rank", \.reciprocal)
      for (index, cutoff) in RankingMetrics.cutoffs.enumerated() {
        try write("hits_at_\(cutoff)", "fraction of filtered ranks at most \(cutoff)") { $0.hits[index] }
      }
      try write("mean_rank", "mean filtered rank", \.mean)
    }
    try write(rows.map(\.metrics), prefix: "", among: "")
    let typed = rows.compactMap(\.typed)
    if !typed.isEmpty { try write(typed, prefix: "typed_", among: " among entities of the answer's types") }
    let unconstrained = rows.compactMap(\.unconstrained)
    if !unconstrained.isEmpty {
      try write(
        unconstrained, prefix: "unconstrained_",
        among: " among all entities, by scores of a model that has compared those of one type alone")
    }
  }

  private func setAttributes(of metrics: RankingMetrics, prefix: String, _ file: borrowing HDF5File) throws {
    try file.setAttribute("\(prefix)mrr", metrics.reciprocal)
    for (cutoff, hits) in zip(RankingMetrics.cutoffs, metrics.hits) {
      try file.setAttribute("\(prefix)hits_at_\(cutoff)", hits)
    }
  }
}
