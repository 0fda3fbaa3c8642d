internal import Synchronization

/// What could not be closed, because a `deinit` cannot throw.
enum FailedCloses {
  private static let all = Mutex<[(subject: String, reason: String)]>([])

  static func add(_ subject: String, _ reason: String) {
    // One tells enough of a file; inputs are never asked for.
    all.withLock { if $0.count < 64 { $0.append((subject, reason)) } }
  }

  /// The first of a file and its datasets, which are forgotten.
  static func take(of file: String) -> (subject: String, reason: String)? {
    all.withLock { all in
      let own = all.filter { $0.subject == file || $0.subject.hasPrefix(file + ":") }
      all.removeAll { $0.subject == file || $0.subject.hasPrefix(file + ":") }
      return own.first
    }
  }
}
