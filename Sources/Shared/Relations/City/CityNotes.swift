internal import Logging

/// What is to be told of a file that was read.
struct CityNotes: Sendable {
  private var lines: [(level: Logger.Level, text: String)] = []

  mutating func add(_ text: String?) { if let text { lines.append((.info, text)) } }
  mutating func add(warning text: String?) { if let text { lines.append((.warning, text)) } }

  func tell(_ log: Logger) {
    for line in lines { log.log(level: line.level, "\(line.text)") }
  }
}
