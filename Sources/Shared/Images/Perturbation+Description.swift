extension Perturbation: CustomStringConvertible {
  /// What it does, whole and in one line, as options would say it: equal text, equal perturbation.
  package var description: String {
    var words: [String] = []
    if clouds > 0 { words.append("clouds \(clouds) (\(cloudGenerator.settings))") }
    if mirror > 0 { words.append("mirror \(mirror)") }
    if flip > 0 { words.append("flip \(flip)") }
    if brightness > 0 {
      words.append(
        "brightness \(brightness) (\(brightnessFactors.lowerBound):\(brightnessFactors.upperBound))")
    }
    if noise > 0 { words.append("noise \(noise) (\(noiseMode.rawValue))") }
    if blur > 0 { words.append("blur \(blur) (radius \(blurRadius))") }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }
}

extension CloudSettings: CustomStringConvertible {
  package var description: String {
    var words = CloudParameter.allCases.map { parameter in
      let range = parameters.range(of: parameter)
      let values =
        range.lowerBound == range.upperBound ? [range.lowerBound] : [range.lowerBound, range.upperBound]
      return parameter.rawValue + "=" + values.map { String($0) }.joined(separator: ":")
    }
    words.append("shadows=\(shadows.rawValue)")
    if shadows == .own { words.append("sun=\(sun.azimuth):\(sun.distance)") }
    return words.joined(separator: " ")
  }
}

extension Sun.Distance: CustomStringConvertible {
  package var description: String {
    switch self {
    case .pixels(let pixels): String(pixels)
    case .share(let share): "\(100 * share)%"
    }
  }
}
