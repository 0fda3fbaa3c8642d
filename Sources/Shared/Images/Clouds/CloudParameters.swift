/// What a cloud field is drawn from. A range is drawn from uniformly, once a picture.
package struct CloudParameters: Sendable, Equatable {
  /// Thickness where the shape is 0; above 0 the whole picture is hazy.
  package var minLevel = 0.0...0.05
  /// Thickness where the shape is 1; never below the drawn minimum.
  package var maxLevel = 0.95...1.0
  /// Exponent of the octaves' weights.
  package var decay = 1.0...1.0
  /// Part of the noise's range that is clear sky.
  package var clear = 0.0...0.0
  /// How many independent noises are multiplied; more make smaller, separate clouds.
  var locality = 1...1
  /// Largest shift of a channel's clouds, in pixels of a picture of `offsetSide`; in proportion for others.
  package var offset = 2
  /// The side of the published example pictures. The same pixels on small ones would edge clouds in colour.
  static let offsetSide = 512.0
  /// Largest relative difference of a channel's thickness.
  package var channelShift = 0.05
  /// Standard deviation, in pixels, of the blur under a cloud of thickness 1.
  package var blur = 2.0
  /// Factor on the shape, cut at 1.
  package var gain = 1.0...1.0
  /// Side of the cloud field in sides of the picture, which lies somewhere in it.
  package var extent = 1.0...1.0
  /// Share of the light that the thickest shadow takes.
  package var shadowLevel = 0.3...0.6
  /// How much more of the red and less of the blue light a shadow takes, relative to the mean.
  package var shadowTint = 0.0

  package init() {}

  /// As published, a field that is hazy everywhere casts no shadows.
  var castsShadows: Bool { minLevel.lowerBound == 0 && shadowLevel.upperBound > 0 }
}
