package import HDF5

extension RankingReport {
  /// Writes the table as columns under `/ranking`, and the main numbers as attributes of the file.
  package func write(to file: borrowing HDF5File) throws {
    try file.setAttribute("ranked_facts", rows[0].metrics.count / 2)
    try file.setAttribute("mrr", main.reciprocal)
    for (cutoff, hits) in zip(RankingMetrics.cutoffs, main.hits) {
      try file.setAttribute("hits_at_\(cutoff)", hits)
    }
    func layout(_ text: String) -> HDF5Layout { HDF5Layout(text, dimensions: ["rankings"]) }
    try file.write(
      rows.map(\.direction.rawValue), to: "/ranking/direction", layout("which entity was asked for"))
    try file.write(rows.map(\.ties.rawValue), to: "/ranking/ties", layout("place among equal scores"))
    func write(_ name: String, _ text: String, _ value: (RankingMetrics) -> Double) throws {
      try file.write(
        rows.map { value($0.metrics) }, to: "/ranking/\(name)", shape: [rows.count], layout(text))
    }
    try write("mrr", "mean reciprocal filtered rank", \.reciprocal)
    for (index, cutoff) in RankingMetrics.cutoffs.enumerated() {
      try write("hits_at_\(cutoff)", "fraction of filtered ranks at most \(cutoff)") { $0.hits[index] }
    }
    try write("mean_rank", "mean filtered rank", \.mean)
  }
}
