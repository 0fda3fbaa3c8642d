package import Support

/// Changes each channel as another day's light, haze and rendering would: x ∈ [0, 1] becomes gain · x^gamma + offset, cut to
/// [0, 1], with a gain, gamma and offset of the channel's own.
package struct Radiometry: Perturbation {
  package static let name = "radiometry"
  package static let help =
    "Change each channel x in 0…1 to gain · x^gamma + offset, with a gain, gamma and offset of its own."
  package static let settings: [PerturbationSetting<Radiometry>] = [
    .range(\.gains, "gains", "What gains are drawn from, by their logarithm.", in: 0.01...100)
      .described { "gain \($0.gains.text)" },
    .range(\.gammas, "gammas", "What gammas are drawn from, by their logarithm.", in: 0.01...100)
      .described { "gamma \($0.gammas.text)" },
    .range(\.offsets, "offsets", "What offsets are drawn from: 1 is all of a channel.", in: -1...1)
      .described { "offset \($0.offsets.text)" },
  ]

  package var gains = 0.85...1.18
  package var gammas = 0.85...1.18
  package var offsets = -0.05...0.05

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    let tables = (0..<3).map { _ in
      let gain = Self.draw(gains, &random)
      let gamma = Self.draw(gammas, &random)
      let offset = random.uniform(offsets.lowerBound, offsets.upperBound)
      return Self.table(gain: gain, gamma: gamma, offset: offset)
    }
    target.picture.replaceSamples(by: tables)
  }

  private static func draw(_ factors: ClosedRange<Double>, _ random: inout Philox) -> Double {
    Elementary.exp(random.uniform(Elementary.log(factors.lowerBound), Elementary.log(factors.upperBound)))
  }

  /// What stands for each sample, rounded to the nearest.
  static func table(gain: Double, gamma: Double, offset: Double) -> [UInt8] {
    (0..<256).map { sample in
      let value = gain * Elementary.pow(Double(sample) / 255, gamma) + offset
      return UInt8((255 * min(1, max(0, value))).rounded(.toNearestOrEven))
    }
  }
}
