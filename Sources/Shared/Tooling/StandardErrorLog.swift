internal import Logging
internal import Support

/// swift-log backend of the tools: `tool: message`, with the level named from warnings up.
struct StandardErrorLog: LogHandler {
  let tool: String
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(tool: String) { self.tool = tool }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix = event.level >= .warning ? "\(event.level): " : ""
    StandardError.write("\(tool): \(prefix)\("\(event.message)".printable(bytes: String.lineBytes))\n")
  }
}
