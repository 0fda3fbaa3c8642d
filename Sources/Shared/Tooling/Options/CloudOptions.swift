internal import ArgumentParser
internal import Foundation
package import Images

/// What simulated clouds are like, for every tool that makes them.
struct CloudOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Kind of clouds.", valueName: "name"))
  var cloudPreset: CloudPreset?

  @Option(
    help: ArgumentHelp(
      "Shadows: own (the clouds' thickness displaced away from the sun), independent (a field of their own, as published) or none (default: independent; own with cumulus).",
      valueName: "kind"))
  var cloudShadows: CloudShadows?

  @Option(
    help: ArgumentHelp(
      "Where the sun stands, clockwise from the top, with own shadows (default: 130).", valueName: "degrees"))
  var sunAzimuth: Double?

  @Option(
    help: ArgumentHelp(
      "From a cloud to its own shadow: pixels, or as 90% a share of the longer side (default: 90%).",
      valueName: "length"))
  var sunDistance: SunDistance?

  @Option(
    name: .customLong("cloud-parameter"),
    help: ArgumentHelp(
      "Set one parameter of the preset, to a value or a range drawn from for each picture: \(Self.names). May be repeated.",
      valueName: "name=a[:b]"))
  var cloudOverrides: [CloudOverride] = []

  private static let names = CloudParameter.allCases.map(\.rawValue).joined(separator: ", ")

  package init() {}

  /// Whether any of the options is given.
  var isGiven: Bool {
    cloudPreset != nil || cloudShadows != nil || sunAzimuth != nil || sunDistance != nil
      || !cloudOverrides.isEmpty
  }

  package var settings: CloudSettings {
    var settings = CloudSettings(cloudPreset ?? .default)
    if let cloudShadows { settings.shadows = cloudShadows }
    if let sunAzimuth { settings.sun.azimuth = sunAzimuth }
    if let sunDistance { settings.sun.distance = sunDistance.value }
    for override in cloudOverrides { settings.parameters.set(override.parameter, override.range) }
    return settings
  }

  package func validate() throws {
    if let sunAzimuth, !(0...360).contains(sunAzimuth) {
      throw ValidationError("--sun-azimuth must be between 0 and 360 degrees, not \(sunAzimuth)")
    }
    if sunAzimuth != nil || sunDistance != nil, settings.shadows != .own {
      throw ValidationError("--sun-azimuth and --sun-distance need --cloud-shadows own")
    }
  }
}

extension CloudPreset: ExpressibleByArgument {}
extension CloudShadows: ExpressibleByArgument {}

/// A length in pixels, or with a % sign in parts of the picture.
struct SunDistance: ExpressibleByArgument, Sendable {
  package let value: Sun.Distance

  package init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...10_000).contains(percent) else { return nil }
      value = .share(percent / 100)
    } else {
      guard let pixels = Double(argument), (0...1_000_000).contains(pixels) else { return nil }
      value = .pixels(pixels)
    }
  }
}

/// `name=value` or `name=low:high`.
struct CloudOverride: ExpressibleByArgument, Sendable {
  package let parameter: CloudParameter
  package let range: ClosedRange<Double>

  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let parameter = CloudParameter(rawValue: String(parts[0])) else { return nil }
    let limits = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...2).contains(limits.count), let first = limits[0], let last = limits[limits.count - 1],
      first <= last, parameter.bounds.contains(first), parameter.bounds.contains(last),
      !parameter.isWhole || (first == first.rounded() && last == last.rounded()),
      parameter.isRange || first == last
    else { return nil }
    self.parameter = parameter
    range = first...last
  }
}
