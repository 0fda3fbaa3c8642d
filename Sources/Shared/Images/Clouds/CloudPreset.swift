/// Kinds of clouds: those of SatelliteCloudGenerator and, last, one fitted to a real scene.
package enum CloudPreset: String, CaseIterable, Sendable {
  case `default`, wide, big, local, thin, fog
  /// Thick clouds with steep edges that are larger than a picture; with their own shadows.
  case cumulus

  package var parameters: CloudParameters {
    var result = CloudParameters()
    switch self {
    case .default: break
    case .wide:
      result.minLevel = 0...0.8
      result.maxLevel = 0...1
      result.decay = 0.8...1.2
      result.clear = 0...0.1
      result.locality = 1...3
    case .big:
      result.minLevel = 0...0
      result.maxLevel = 1...1
      result.clear = 0...0.2
    case .local:
      result.minLevel = 0...0
      result.maxLevel = 1...1
      result.clear = 0...0.2
      result.locality = 2...4
    case .thin:
      result.minLevel = 0...0.1
      result.maxLevel = 0.4...0.7
      result.locality = 1...3
      result.offset = 4
    case .fog:
      result.minLevel = 0.3...0.6
      result.maxLevel = 0.6...0.7
    case .cumulus:
      result.minLevel = 0...0
      result.maxLevel = 1...1
      result.clear = 0.4...0.6
      result.locality = 2...3
      result.gain = 3...6
      result.extent = 10...14
      result.offset = 0
      result.channelShift = 0
      result.blur = 1
      result.shadowLevel = 0.55...0.65
      result.shadowTint = 0.08
    }
    return result
  }
}
