internal import Support

/// New observations given those nearest to them.
struct NearestConditioning: Sendable {
  let points: [SIMD3<Double>]
  let smoothness: Smoothness
  let index: SphereIndex
  private let neighbours: Int

  private static let grain = 256

  /// - Parameters:
  ///   - places: longitude and latitude in degrees.
  ///   - neighbours: the most that one is conditioned on.
  init(_ places: [SIMD2<Double>], _ smoothness: Smoothness, neighbours: Int) {
    points = places.map(EarthChord.point)
    self.smoothness = smoothness
    self.neighbours = min(neighbours, places.count)
    index = SphereIndex(places, members: Array(places.indices))
  }

  /// As `FieldCovariance.conditional`.
  func conditional(
    _ places: [SIMD2<Double>], _ design: [Double], columns: Int, _ parameters: KrigingParameters
  ) -> (variances: [Double], rows: [Double]) {
    let kernel = MaternKernel(smoothness, range: parameters.range)
    var variances = [Double](repeating: .nan, count: places.count)
    var rows = [Double](repeating: 0, count: places.count * columns)
    variances.withUnsafeMutableBufferPointer { variances in
      rows.withUnsafeMutableBufferPointer { rows in
        let results = Unchecked((variances: variances, rows: rows))
        Parallel.forRanges(places.count, grain: Self.grain) { part in
          let block = VecchiaBlock(capacity: neighbours)
          for place in part {
            let set = index.nearest(to: places[place], k: neighbours).map(Int32.init)
            let others = set.lazy.map { points[Int($0)] }
            let row = results.value.rows.baseAddress! + place * columns
            guard
              block.condition(
                EarthChord.point(places[place]), on: others, field: parameters.field, kernel, slopes: false)
            else {
              for column in 0..<columns { row[column] = .nan }
              continue
            }
            results.value.variances[place] = block.variance
            VecchiaBlock.add(set[...], block.weights, times: 1, design, columns, to: row)
          }
        }
      }
    }
    return (variances, rows)
  }
}
