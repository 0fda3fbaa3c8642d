internal import Foundation
internal import Synchronization

/// A line on a terminal that says how far a loop is and how long it will take.
package final class ProgressLine: Sendable {
  private let tool: String
  private let label: String
  private let total: Int
  private let enabled: Bool
  private let start = ContinuousClock.now
  private let state = Lock((done: 0, note: "", shown: ContinuousClock.now - .seconds(1)))

  package init(tool: String, label: String, total: Int, enabled: Bool) {
    self.tool = tool
    self.label = label
    self.total = total
    self.enabled = enabled
  }

  /// Counts `count` more items as done; safe from any thread. `note` stands at the end of the line.
  package func advance(by count: Int = 1, note: String? = nil) {
    guard enabled else { return }
    state.withLock { state in
      state.done += count
      if let note { state.note = note }
      let now = ContinuousClock.now
      guard now - state.shown > .milliseconds(100) || state.done == total else { return }
      state.shown = now
      let elapsed =
        Double((now - start).components.seconds) + 1e-18 * Double((now - start).components.attoseconds)
      let left = elapsed / Double(max(state.done, 1)) * Double(max(total - state.done, 0))
      let rate = Double(state.done) / max(elapsed, 1e-9)
      let percent = total > 0 ? 100 * state.done / total : 100
      let line =
        "\(tool): \(label) \(state.done)/\(total) \(percent)%  \(Self.rate(rate))  ETA \(Self.clock(left))  \(state.note)"
      StandardError.write("\r\u{1B}[K\(line)")
    }
  }

  /// Clears the line.
  package func finish() {
    if enabled { StandardError.write("\r\u{1B}[K") }
  }

  private static func rate(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f/s" : "%.0f/s", value)
  }

  private static func clock(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 359_999))
    return seconds < 3600
      ? String(format: "%d:%02d", seconds / 60, seconds % 60)
      : String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
