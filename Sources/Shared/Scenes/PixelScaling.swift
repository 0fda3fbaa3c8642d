package import Schemas
internal import Support

/// How samples become those of a picture: what stands for the lowest and the highest of them.
package struct PixelScaling: Sendable {
  /// What was asked for.
  package enum Rule: Sendable, Equatable {
    /// The samples as they are.
    case none
    /// Lowest and highest value of all bands, or of each.
    case limits([SIMD2<Double>])
    /// Percentiles of the scene, from 0 to 100.
    case percentiles(Double, Double)
    /// Reflectance from 0 to 1: samples are ten-thousandths unless the raster says what they are.
    case reflectance
    /// Mean less and plus two standard deviations of each band, as pictures of satellites are shown to networks.
    case moments(mean: [Double], sd: [Double])
  }

  /// Limits of each band, in what its samples mean.
  package let limits: [SIMD2<Double>]
  package let sample: PixelLayout.Sample
  /// Scale and offset of each band.
  private let units: [SIMD2<Double>]
  /// What becomes of every value of a band, where there are few; else nil.
  private(set) var tables: [Table?] = []

  /// Samples of a picture by samples of a scene.
  struct Table: Sendable {
    let first: Int32
    private let values: [UInt16]

    init(_ range: ClosedRange<Int32>, _ scaled: (Double) -> UInt16) {
      first = range.lowerBound
      values = range.map { scaled(Double($0)) }
    }

    subscript(value: Int32) -> UInt16 { values[Int(value &- first)] }
  }

  init(_ limits: [SIMD2<Double>], bands: [Scene.Band], sample: PixelLayout.Sample) {
    self.limits = limits
    self.sample = sample
    units = bands.map { SIMD2($0.source.scale, $0.source.offset) }
    let ranges: [String: ClosedRange<Int32>] = [
      "Byte": 0...255, "UInt16": 0...65535, "Int16": -32768...32767,
    ]
    tables = bands.enumerated().map { number, band in
      ranges[band.source.type].map { range in Table(range) { scaled($0, band: number) } }
    }
  }

  package var highest: Double { sample == .uint8 ? 255 : 65535 }

  /// The sample of a picture for a sample of the scene: the nearest, within what there is.
  func scaled(_ value: Double, band: Int) -> UInt16 {
    let meaning = value * units[band].x + units[band].y
    let part = (meaning - limits[band].x) / (limits[band].y - limits[band].x)
    return UInt16(min(highest, max(0, (part * highest + 0.5).rounded(.down))))
  }
}

extension PixelScaling.Rule {
  /// The limits of each band.
  /// - Parameter percentiles: finds those of the scene.
  /// - Throws: `Failure` (EX_USAGE, EX_DATAERR) where the rule does not fit the bands.
  package func limits(_ scene: Scene, percentiles: (Double, Double) throws -> [SIMD2<Double>]) throws
    -> [SIMD2<Double>]?
  {
    let bands = scene.bands
    func each<T>(_ values: [T], _ option: String) throws -> [T] {
      if values.count == 1 { return [T](repeating: values[0], count: bands.count) }
      guard values.count == bands.count else {
        throw Failure.usage("\(option) is given for \(values.count) bands, where \(bands.count) are taken")
      }
      return values
    }
    switch self {
    case .none: return nil
    case .limits(let limits): return try each(limits, "--limits")
    case .percentiles(let low, let high):
      let limits = try percentiles(low, high)
      for (band, limits) in zip(bands, limits) where limits.x >= limits.y {
        throw Failure.data(
          scene.name,
          "has the same value \(limits.x) at both percentiles of band \(band.name); --limits sets them")
      }
      return limits
    case .reflectance:
      return bands.map { $0.source.isScaled ? SIMD2(0, 1) : SIMD2(0, 10_000) }
    case .moments(let mean, let sd):
      return try zip(each(mean, "--mean"), each(sd, "--sd")).map { SIMD2($0 - 2 * $1, $0 + 2 * $1) }
    }
  }

  /// How files name the rule.
  package var name: String? {
    switch self {
    case .none: nil
    case .limits: "limits"
    case .percentiles(let low, let high): "percentiles \(low) and \(high) of the scene"
    case .reflectance: "reflectance 0 to 1"
    case .moments: "mean and two standard deviations"
    }
  }
}
