internal import CFaults
internal import Dispatch
internal import Foundation
internal import Support
internal import Synchronization

/// SIGINT, SIGTERM and SIGHUP: by default temporary files go and the process dies of the signal; a tool that
/// can stop tidily asks for the first one to be a request.
package enum Signals {
  private static let state = Lock(State())

  private struct State {
    var sources: [any DispatchSourceSignal] = []
    var tidy = false
    var received: Int32 = 0
    var receivedAt = ContinuousClock.now
  }

  /// The signal that asked a tidy tool to stop, or nil.
  package static var stopRequested: Int32? {
    state.withLock { $0.received == 0 ? nil : $0.received }
  }

  /// From now on the first SIGINT, SIGTERM or SIGHUP only sets `stopRequested`; one that comes
  /// a second or more later kills. (timeout(1) and make send the same request twice at once.)
  package static func stopTidily() { state.withLock { $0.tidy = true } }

  static func removeTemporaryFilesOnTermination() {
    state.withLock { state in
      guard state.sources.isEmpty else { return }
      // A file that reaches ulimit -f is a write that fails, with a message and without debris.
      signal(SIGXFSZ, SIG_IGN)
      kn_faults_install()
      // A queue of its own gets a thread even while every worker computes.
      let queue = DispatchQueue(label: "signals")
      for number in [SIGINT, SIGTERM, SIGHUP] {
        // A signal that the parent made us ignore (nohup, a shell's `&`) stays ignored.
        var old = sigaction()
        sigaction(number, nil, &old)
        if isIgnored(old) { continue }
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { handle(number) }
        source.resume()
        state.sources.append(source)
      }
    }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Glibc)
      unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    #else
      unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #endif
  }

  private static func handle(_ number: Int32) {
    let waits = state.withLock { state in
      guard state.tidy else { return false }
      guard state.received == 0 else { return ContinuousClock.now - state.receivedAt < .seconds(1) }
      state.received = number
      state.receivedAt = .now
      return true
    }
    if !waits { die(of: number) }
  }

  /// Ends the process the way the signal would have, so that a shell sees it.
  static func die(of number: Int32) {
    TemporaryFiles.removeAll()
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }
}
