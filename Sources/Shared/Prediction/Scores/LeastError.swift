/// The candidate whose predictions have the least squared error; the first of equals.
/// - Parameters:
///   - candidates: at least one.
///   - labels: of the validation regions.
///   - predictions: of the same regions by a candidate.
func leastError<Candidate>(
  _ candidates: [Candidate], _ labels: [Double], predictions: (Candidate) -> [Double]
) -> Candidate {
  guard var best = candidates.first else { preconditionFailure("a candidate") }
  var least = Double.infinity
  for candidate in candidates {
    let error = squaredError(labels, predictions(candidate))
    if error < least { (best, least) = (candidate, error) }
  }
  return best
}

/// Sum of squared differences.
func squaredError(_ labels: [Double], _ predictions: [Double]) -> Double {
  zip(labels, predictions).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
