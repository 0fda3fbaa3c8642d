internal import Foundation
internal import Support

/// Messages of the Chrome DevTools protocol, JSON objects that end with a zero byte, to and from a browser.
final class DevToolsConnection {
  private let commands: FileHandle
  private let answers: FileHandle
  private var received = Data()
  private var count = 0
  /// What happened since: messages that answer no call.
  private(set) var events: [[String: Any]] = []

  /// How long an answer may take.
  private static let patience: TimeInterval = 60

  init(_ commands: FileHandle, _ answers: FileHandle) {
    self.commands = commands
    self.answers = answers
  }

  /// Calls a method and waits for its result.
  /// - Throws: `Failure` when it is refused, or the browser is gone.
  @discardableResult
  func call(_ method: String, _ parameters: [String: Any] = [:], session: String? = nil) throws -> [String:
    Any]
  {
    count += 1
    var message: [String: Any] = ["id": count, "method": method, "params": parameters]
    message["sessionId"] = session
    try commands.write(contentsOf: try JSONSerialization.data(withJSONObject: message) + [0])
    while true {
      let answer = try next()
      guard answer["id"] as? Int == count else {
        events.append(answer)
        continue
      }
      if let error = answer["error"] { throw Failure(.software, method, "is refused: \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  /// Waits until an event of a name has come since `start`, an index into `events`.
  func wait(for method: String, since start: Int) throws {
    var from = start
    while !events[from...].contains(where: { $0["method"] as? String == method }) {
      from = events.count
      events.append(try next())
    }
  }

  /// A browser whose pipe is closed ends.
  func close() { try? commands.close() }

  private func next() throws -> [String: Any] {
    let end = Date() + Self.patience
    while true {
      if let zero = received.firstIndex(of: 0) {
        let message = try JSONSerialization.jsonObject(with: received[..<zero])
        received = Data(received[(zero + 1)...])
        return message as? [String: Any] ?? [:]
      }
      var ready = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, Int32(max(0, end.timeIntervalSinceNow) * 1000)) > 0 else {
        throw Failure(.software, nil, "Chromium does not answer")
      }
      let piece = answers.availableData
      guard !piece.isEmpty else { throw Failure(.software, nil, "Chromium ended") }
      received += piece
    }
  }
}
