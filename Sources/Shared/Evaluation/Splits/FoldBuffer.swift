package import Prediction

/// Leaves out of a fold what lies too near to the regions that it tests: what is left to learn from is as far away as
/// a survey that never came near (Le Rest et al., *Global Ecology and Biogeography* 23:811, 2014; Roberts et al.,
/// *Ecography* 40:913, 2017).
package struct FoldBuffer: Sendable {
  /// Longitude and latitude in degrees of every region.
  let coordinates: [SIMD2<Double>]
  package let metres: Double

  /// - Parameters:
  ///   - coordinates: longitude and latitude in degrees of every region.
  ///   - metres: great-circle distance from the nearest tested region below which a region trains no model.
  package init(_ coordinates: [SIMD2<Double>], metres: Double) {
    self.coordinates = coordinates
    self.metres = metres
  }

  /// The fold without the training and validation regions that are nearer than that to a tested one.
  package func applied(_ fold: Fold) -> Fold {
    let tested = SphereIndex(coordinates, members: fold.test)
    var result = fold
    let isFar = { row in
      tested.metresToNearest(coordinates[row]) >= metres
    }
    result.train = fold.train.filter(isFar)
    result.validation = fold.validation.filter(isFar)
    return result
  }
}
