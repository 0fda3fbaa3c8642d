internal import Support
internal import Synchronization

/// What of a file could not be closed, because a `deinit` cannot throw.
final class FailedCloses: Sendable {
  struct Failed {
    let subject: String
    let reason: String
  }

  private let failed = Lock<Failed?>(nil)

  var first: Failed? { failed.withLock { $0 } }

  func add(_ subject: String, _ reason: String) {
    failed.withLock { $0 = $0 ?? Failed(subject: subject, reason: reason) }
  }
}
