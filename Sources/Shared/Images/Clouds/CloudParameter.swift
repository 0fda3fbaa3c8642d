/// A parameter of clouds by name, as options of tools set it.
package enum CloudParameter: String, CaseIterable, Sendable {
  case minLevel = "min-level"
  case maxLevel = "max-level"
  case decay, clear, locality, offset
  case channelShift = "channel-shift"
  case blur, gain, extent
  case shadowLevel = "shadow-level"
  case shadowTint = "shadow-tint"

  /// What values may be.
  package var bounds: ClosedRange<Double> {
    switch self {
    case .minLevel, .maxLevel, .clear, .channelShift, .shadowLevel, .shadowTint: 0...1
    case .decay: 0...10
    case .locality: 1...16
    case .offset: 0...64
    case .blur: 0...10
    case .gain: 1...1000
    case .extent: 1...32
    }
  }

  /// Whether values are whole numbers.
  package var isWhole: Bool { self == .locality || self == .offset }

  /// Whether a picture's value is drawn from a range.
  package var isRange: Bool { ![.offset, .channelShift, .blur, .shadowTint].contains(self) }
}

extension CloudParameters {
  /// - Precondition: `range` is within the parameter's bounds, whole where it must be, and one value where it
  ///   is no range.
  package mutating func set(_ parameter: CloudParameter, _ range: ClosedRange<Double>) {
    let value = range.lowerBound
    switch parameter {
    case .minLevel: minLevel = range
    case .maxLevel: maxLevel = range
    case .decay: decay = range
    case .clear: clear = range
    case .locality: locality = Int(range.lowerBound)...Int(range.upperBound)
    case .offset: offset = Int(value)
    case .channelShift: channelShift = value
    case .blur: blur = value
    case .gain: gain = range
    case .extent: extent = range
    case .shadowLevel: shadowLevel = range
    case .shadowTint: shadowTint = value
    }
  }

  /// The values that a picture's is drawn from.
  package func range(of parameter: CloudParameter) -> ClosedRange<Double> {
    switch parameter {
    case .minLevel: minLevel
    case .maxLevel: maxLevel
    case .decay: decay
    case .clear: clear
    case .locality: Double(locality.lowerBound)...Double(locality.upperBound)
    case .offset: Double(offset)...Double(offset)
    case .channelShift: channelShift...channelShift
    case .blur: blur...blur
    case .gain: gain
    case .extent: extent
    case .shadowLevel: shadowLevel
    case .shadowTint: shadowTint...shadowTint
    }
  }
}
