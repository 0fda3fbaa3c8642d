internal import Support

/// Clusters of points by Lloyd's algorithm (1982), from centres drawn by k-means++ (Arthur & Vassilvitskii 2007).
package struct KMeans: Sendable {
  package private(set) var centres: [SIMD3<Double>]
  /// The cluster of each point.
  package private(set) var labels: [Int] = []

  /// - Parameters:
  ///   - start: the first centres; one that no point is nearest to stays where it is.
  ///   - most: rounds after which it stops, settled or not.
  package init(_ points: [SIMD3<Double>], start: [SIMD3<Double>], most: Int = 300) {
    precondition(!start.isEmpty, "a centre")
    centres = start
    for _ in 0..<most {
      let nearest = points.map { Self.nearest($0, centres).index }
      guard nearest != labels else { return }
      labels = nearest
      var sums = [SIMD3<Double>](repeating: .zero, count: centres.count)
      var counts = [Double](repeating: 0, count: centres.count)
      for (point, label) in zip(points, labels) {
        sums[label] += point
        counts[label] += 1
      }
      for cluster in centres.indices where counts[cluster] > 0 {
        centres[cluster] = sums[cluster] / counts[cluster]
      }
    }
  }

  /// The clustering of least squared distance among several, each from centres of its own.
  package init(_ points: [SIMD3<Double>], count: Int, seed: UInt64, attempts: Int = 10) {
    precondition(count > 0 && count <= points.count, "as many points as clusters")
    let runs = (0..<max(1, attempts)).map { attempt in
      KMeans(points, start: Self.spread(points, count: count, seed: seed, attempt: attempt))
    }
    let errors = runs.map { run in
      zip(points, run.labels).reduce(0) { $0 + Self.distance($1.0, run.centres[$1.1]) }
    }
    self = runs[errors.indices.min { errors[$0] < errors[$1] } ?? 0]
  }

  /// k-means++: each centre is a point drawn by its squared distance from the centres so far.
  private static func spread(_ points: [SIMD3<Double>], count: Int, seed: UInt64, attempt: Int)
    -> [SIMD3<Double>]
  {
    var random = Philox(seed: seed, "k-means", UInt64(attempt))
    var centres = [points[random.index(below: points.count)]]
    var distances = points.map { distance($0, centres[0]) }
    while centres.count < count {
      var left = random.uniform() * distances.reduce(0, +)
      let drawn = distances.firstIndex { distance in
        left -= distance
        return left < 0
      }
      // Rounding can run past the end; points may all lie on centres.
      let centre = points[drawn ?? random.index(below: points.count)]
      centres.append(centre)
      for (index, point) in points.enumerated() {
        distances[index] = min(distances[index], distance(point, centre))
      }
    }
    return centres
  }

  private static func nearest(_ point: SIMD3<Double>, _ centres: [SIMD3<Double>]) -> (
    index: Int, distance: Double
  ) {
    var best = (index: 0, distance: Double.infinity)
    for (index, centre) in centres.enumerated() {
      let distance = distance(point, centre)
      if distance < best.distance { best = (index, distance) }
    }
    return best
  }

  private static func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let difference = a - b
    return (difference * difference).sum()
  }
}
