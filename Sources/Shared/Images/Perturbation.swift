internal import Foundation
internal import Support

/// Random changes to a picture, each made with a probability of its own, in this order: clouds,
/// mirror, flip, brightness, noise, blur.
///
/// Every draw depends on the seed, the operation and the picture alone: neither the order of pictures
/// nor the other operations change it.
package struct Perturbation: Sendable, Equatable {
  /// Probability of clouds.
  package var clouds = 0.0
  package var cloudGenerator = CloudGenerator(CloudSettings(.default))
  /// Probability of exchanging left and right.
  package var mirror = 0.0
  /// Probability of exchanging top and bottom.
  package var flip = 0.0
  /// Probability of darkening by a factor uniform in `brightnessFactors`.
  package var brightness = 0.0
  var brightnessFactors = 0.5..<1.0
  /// Probability of adding a standard normal deviate, truncated to an integer, to every sample.
  package var noise = 0.0
  package var noiseMode = NoiseMode.modulo
  /// Probability of a Gaussian blur of `blurRadius` pixels.
  package var blur = 0.0
  package var blurRadius = 1.0

  package init() {}

  /// The augmentation of the study that KnowCL's authors published after it.
  package static var augmentation: Perturbation {
    var result = Perturbation()
    result.mirror = 0.5
    result.flip = 0.5
    result.brightness = 0.2
    result.noise = 0.1
    result.blur = 0.1
    return result
  }

  package var changesNothing: Bool { [clouds, mirror, flip, brightness, noise, blur].allSatisfy { $0 == 0 } }

  /// The picture changed.
  /// - Parameter item: what identifies the picture, such as `Perturbation.item(region:view:)`.
  package func apply(to picture: RGBImage, seed: UInt64, item: String) -> RGBImage {
    applyWithMask(to: picture, seed: seed, item: item).picture
  }

  /// The picture changed, and where the clouds are that were laid over it.
  func applyWithMask(to picture: RGBImage, seed: UInt64, item: String) -> CloudedPicture {
    func draw(_ operation: String) -> Philox { Philox(seed: seed, "perturb \(operation)", item: item) }
    var picture = picture
    var mask = CloudMask(height: picture.height, width: picture.width)
    var random = draw("clouds")
    if random.bernoulli(clouds) {
      let clouded = cloudGenerator.apply(to: picture, random: &random)
      (picture, mask) = (clouded.picture, clouded.mask)
    }
    random = draw("mirror")
    if random.bernoulli(mirror) {
      picture = picture.mirrored()
      mask.mirror()
    }
    random = draw("flip")
    if random.bernoulli(flip) {
      picture = picture.flipped()
      mask.flip()
    }
    random = draw("brightness")
    if random.bernoulli(brightness) {
      let factor = random.uniform(brightnessFactors.lowerBound, brightnessFactors.upperBound)
      picture = picture.darkened(by: factor)
    }
    random = draw("noise")
    if random.bernoulli(noise) {
      picture = picture.adding(TruncatedNormal.standard.draws(picture.pixels.count, &random), noiseMode)
    }
    random = draw("blur")
    if random.bernoulli(blur) { picture = picture.blurred(radius: blurRadius) }
    return CloudedPicture(picture: picture, mask: mask)
  }

  /// The name of a region's picture in random draws.
  /// - Parameter view: which street view; nil where a region has one picture.
  package static func item(region: String, view: Int?) -> String {
    view.map { "\(region)\u{0}\($0)" } ?? region
  }
}

/// A standard normal deviate truncated towards zero, drawn by inverting its distribution function at 32
/// uniform bits, which costs a few comparisons a sample.
struct TruncatedNormal: Sendable {
  package static let standard = TruncatedNormal()

  /// P(value ≤ k) of k = -7, -6, … 6, times 2^32.
  private let thresholds: [UInt32]
  private static let lowest = -7

  private init() {
    thresholds = (Self.lowest...6).map { value in
      // Truncation towards zero: at most k means below k + 1 for k ≥ 0, and up to k for k < 0.
      let bound = Double(value < 0 ? value : value + 1)
      return UInt32(clamping: Int64(erfc(-bound / 2.0.squareRoot()) / 2 * 0x1p32))
    }
  }

  package func draws(_ count: Int, _ random: inout Philox) -> [Int8] {
    (0..<count).map { _ in
      let bits = random.next32()
      var value = Self.lowest
      for threshold in thresholds where bits >= threshold { value += 1 }
      return Int8(value)
    }
  }
}
