internal import Support

/// What restricted likelihood estimates, beside the noise's variance σ²: variances as multiples of σ².
///
/// y = b + xᵀw + f(s) + e with f of covariance φσ² Matérn(d/ℓ), w of variance γσ²/D each, e of variance σ².
package struct KrigingParameters: Sendable, Equatable {
  /// φ: variance of the field over that of the noise.
  package var field: Double
  /// ℓ, in kilometres.
  package var range: Double
  /// γ: the variance of xᵀw over that of the noise, for features of length √D; nil without features.
  package var features: Double?

  package init(field: Double, range: Double, features: Double? = nil) {
    self.field = field
    self.range = range
    self.features = features
  }

  /// The logarithms, in which they are searched.
  package init(logarithms: [Double]) {
    self.init(
      field: Elementary.exp(logarithms[0]), range: Elementary.exp(logarithms[1]),
      features: logarithms.count > 2 ? Elementary.exp(logarithms[2]) : nil)
  }

  package var logarithms: [Double] {
    ([field, range] + (features.map { [$0] } ?? [])).map { Elementary.log($0) }
  }
}
