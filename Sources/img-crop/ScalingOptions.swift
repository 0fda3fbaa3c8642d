import ArgumentParser
internal import Scenes
internal import Schemas
internal import Support

enum SampleBits: String, ExpressibleByArgument, CaseIterable {
  case u8, u16

  var sample: PixelLayout.Sample { self == .u8 ? .uint8 : .uint16 }
}

/// How samples of a scene become those of pictures.
struct ScalingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What becomes 0 and what 255: LOW,HIGH of all bands, or of each in turn.", valueName: "list"))
  var limits: String?

  @Option(help: ArgumentHelp("The same by percentiles of the scene, such as 2,98.", valueName: "low,high"))
  var percentiles: String?

  @Flag(
    help: "The same by reflectance, 0 to 1: samples are ten-thousandths unless the raster says otherwise.")
  var reflectance = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --sd: each band's mean, less and plus two of its standard deviations.", valueName: "list"))
  var mean: String?

  @Option(help: ArgumentHelp("See --mean.", valueName: "list"))
  var sd: String?

  @Option(
    help: ArgumentHelp(
      "Samples to write: u8 or u16 (default: u8 where they are scaled, else the scene's).",
      valueName: "type"))
  var sample: SampleBits?

  /// Whether nothing is asked for.
  var isStandard: Bool {
    limits == nil && percentiles == nil && !reflectance && mean == nil && sd == nil && sample == nil
  }

  func validate() throws { _ = try rule() }

  func rule() throws -> PixelScaling.Rule {
    let given = [limits != nil, percentiles != nil, reflectance, mean != nil || sd != nil].count { $0 }
    guard given <= 1 else {
      throw ValidationError("--limits, --percentiles, --reflectance and --mean with --sd exclude each other")
    }
    guard (mean == nil) == (sd == nil) else { throw ValidationError("--mean and --sd go together") }
    if let limits {
      let numbers = try Self.numbers(limits, "limits")
      guard numbers.count % 2 == 0 else { throw ValidationError("--limits must be pairs LOW,HIGH") }
      let pairs = stride(from: 0, to: numbers.count, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
      guard pairs.allSatisfy({ $0.x < $0.y }) else {
        throw ValidationError("--limits: LOW must be below HIGH")
      }
      return .limits(pairs)
    }
    if let percentiles {
      let numbers = try Self.numbers(percentiles, "percentiles")
      guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1], numbers[1] <= 100 else {
        throw ValidationError("--percentiles must be LOW,HIGH within 0 and 100")
      }
      return .percentiles(numbers[0], numbers[1])
    }
    if reflectance { return .reflectance }
    guard let mean, let sd else { return .none }
    let (means, deviations) = try (Self.numbers(mean, "mean"), Self.numbers(sd, "sd"))
    guard deviations.allSatisfy({ $0 > 0 }) else { throw ValidationError("--sd must be above 0") }
    return .moments(mean: means, sd: deviations)
  }

  private static func numbers(_ text: String, _ option: String) throws -> [Double] {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard numbers.allSatisfy(\.isFinite) else {
      throw ValidationError("--\(option) '\(text)' is no list of numbers between commas")
    }
    return numbers
  }
}
