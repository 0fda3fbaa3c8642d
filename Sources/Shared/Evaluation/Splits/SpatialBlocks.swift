internal import Prediction

/// Groups of neighbouring regions that a spatial fold holds out together.
package enum SpatialBlocks {
  /// The regions of each occupied cell of a grid of `size` degrees, from south-west to north-east.
  /// - Parameter coordinates: longitude and latitude in degrees.
  package static func grid(_ coordinates: [SIMD2<Double>], size: Double) -> [[Int]] {
    let cells = coordinates.map { ($0 / size).rounded(.down) }
    return group(cells) { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  /// The regions of each label, in the labels' order.
  package static func labelled(_ labels: [String]) -> [[Int]] {
    group(labels, by: <)
  }

  /// At most `count` clusters of regions by k-means of their places on the sphere, from south-west to
  /// north-east by their centres.
  /// - Parameter coordinates: longitude and latitude in degrees; at least `count`.
  package static func clustered(_ coordinates: [SIMD2<Double>], count: Int, seed: UInt64) -> [[Int]] {
    let labels = KMeans(coordinates.map(SphereIndex.unitVector), count: count, seed: seed).labels
    return group(labels, by: <).map { members in
      (members, members.reduce(into: SIMD2<Double>.zero) { $0 += coordinates[$1] } / Double(members.count))
    }.sorted { ($0.1.x, $0.1.y) < ($1.1.x, $1.1.y) }.map(\.0)
  }

  private static func group<Key: Hashable>(_ keys: [Key], by precedes: (Key, Key) -> Bool) -> [[Int]] {
    let groups = Dictionary(grouping: keys.indices) { keys[$0] }
    return groups.sorted { precedes($0.key, $1.key) }.map(\.value)
  }
}
