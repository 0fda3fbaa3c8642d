internal import Schemas
internal import Support

/// A kriging model: a linear function of standardised features plus what the training regions around say of
/// the field (universal kriging; Cressie, Statistics for Spatial Data, 1993, section 3.4), with the weights of
/// the features under a normal prior.
package struct KrigingModel: FittedPredictor {
  let sample: KrigingSample
  let smoothness: Smoothness
  /// Of Vecchia's conditioning; 0 where all regions were.
  let neighbours: Int
  package let parameters: KrigingParameters
  /// σ² of the noise.
  package let noise: Double
  /// b, then the weight of each standardised feature.
  package let coefficients: [Double]
  /// A⁻¹(y − Hβ) where all regions were conditioned on, else y − Hβ: what the field's prediction is made of.
  let residuals: [Double]
  /// What the model says of each training region without its label, the parameters kept.
  package let leaveOneOut: LeaveOneOut

  package struct LeaveOneOut: Sendable, Equatable {
    package let predictions: [Double]
    /// Of the label, noise included.
    package let variances: [Double]
  }

  /// - Returns: nil where the parameters are too extreme for double precision.
  init?(
    _ sample: KrigingSample, _ field: any FieldCovariance, _ smoothness: Smoothness, neighbours: Int,
    _ parameters: KrigingParameters, noise: Double
  ) {
    let width = sample.dimension + 2
    let design = sample.design()
    guard let fit = Self.leastSquares(sample, field, design, parameters),
      let precision = field.precision(design, columns: width, parameters)
    else { return nil }
    self.sample = sample
    self.smoothness = smoothness
    self.neighbours = neighbours
    self.parameters = parameters
    self.noise = noise
    let mean = sample.labelMean
    coefficients = [fit.coefficients[0] + mean] + fit.coefficients.dropFirst()

    let rows = sample.labels.indices.map { ($0 * width)..<(($0 + 1) * width) }
    func remainder(_ row: ArraySlice<Double>) -> Double {
      zip(row, fit.coefficients).reduce(row[row.endIndex - 1]) { $0 - $1.0 * $1.1 }
    }
    let weighted = rows.map { remainder(precision.product[$0]) }
    residuals = neighbours == 0 ? weighted : rows.map { remainder(design[$0]) }

    // P = A⁻¹ − A⁻¹H (HᵀA⁻¹H + Λ)⁻¹ HᵀA⁻¹ has Py = A⁻¹(y − Hβ); without region i its residual is
    // (Py)ᵢ / Pᵢᵢ, of variance σ² / Pᵢᵢ (Dubrule, Mathematical Geology 15(6), 1983).
    let leverages = fit.leverages(rows.flatMap { precision.product[$0].dropLast() })
    let diagonal = zip(precision.diagonal, leverages).map { max($0 - $1, .leastNormalMagnitude) }
    leaveOneOut = LeaveOneOut(
      predictions: sample.labels.indices.map { sample.labels[$0] - weighted[$0] / diagonal[$0] },
      variances: diagonal.map { noise / $0 })
  }

  private static func leastSquares(
    _ sample: KrigingSample, _ field: any FieldCovariance, _ design: [Double],
    _ parameters: KrigingParameters
  ) -> GeneralisedLeastSquares? {
    field.moments(design, columns: sample.dimension + 2, parameters, slopes: false).flatMap {
      GeneralisedLeastSquares(
        $0.product,
        penalties: RestrictedLikelihood.penalties(
          parameters, columns: sample.dimension, dimension: sample.dimension))
    }
  }

  package func predictions(_ inputs: PredictorInputs) -> [Double] {
    let width = coefficients.count
    let linear = sample.linear(inputs.features)
    return fieldPredictions(inputs.coordinates).enumerated().map { row, field in
      (0..<width).reduce(field) { $0 + linear[row * width + $1] * coefficients[$1] }
    }
  }

  private func fieldPredictions(_ places: [SIMD2<Double>]) -> [Double] {
    guard neighbours == 0 else {
      return NearestConditioning(sample.places, smoothness, neighbours: neighbours)
        .conditional(places, residuals, columns: 1, parameters).rows
    }
    let kernel = MaternKernel(smoothness, range: parameters.range)
    let points = sample.places.map(EarthChord.point)
    var result = [Double](repeating: 0, count: places.count)
    result.withUnsafeMutableBufferPointer { result in
      let result = Unchecked(result)
      Parallel.forRanges(places.count, grain: 64) { part in
        for place in part {
          let own = EarthChord.point(places[place])
          var sum = 0.0
          for (point, residual) in zip(points, residuals) {
            sum += residual * kernel(EarthChord.distance(own, point))
          }
          result.value[place] = parameters.field * sum
        }
      }
    }
    return result
  }

  /// Of the label at each region, had it not been seen: of field and noise, of the coefficients, but not of
  /// the parameters.
  package func variances(_ inputs: PredictorInputs) -> [Double]? {
    let width = sample.dimension + 2
    let design = sample.design()
    let field = sample.field(smoothness, neighbours: neighbours)
    guard let fit = Self.leastSquares(sample, field, design, parameters) else { return nil }
    let (variances, rows) = field.conditional(inputs.coordinates, design, columns: width, parameters)
    let linear = sample.linear(inputs.features)
    // What of a region's linear part its neighbours do not tell.
    let open = variances.indices.flatMap { row in
      (0..<(width - 1)).map { linear[row * (width - 1) + $0] - rows[row * width + $0] }
    }
    return zip(variances, fit.leverages(open)).map { noise * ($0 + $1) }
  }
}
