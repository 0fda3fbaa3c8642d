package import Foundation

/// Threads beside the caller's: libdispatch's, or where it cannot run, threads of our own.
package enum WorkerThreads {
  /// libdispatch watches its workers through /proc, and traps after a second where that is not mounted.
  private static let canDispatch = access("/proc/self/stat", R_OK) == 0

  /// Runs `work` beside the caller, as a member of `group`.
  package static func run(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
    guard !canDispatch else { return DispatchQueue.global().async(group: group, execute: work) }
    runOnThread(in: group, work)
  }

  /// Runs `work` on a thread of its own. Like libdispatch it lets `work`, and so all that `work` holds, go before the group is
  /// told: whoever waits may then say of a closure that nobody has it any more.
  package static func runOnThread(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
    let once = Once(work)
    group.enter()
    Thread.detachNewThread {
      once.run()
      group.leave()
    }
  }

  /// Runs `body` so many times at once, and waits for all of them.
  static func run(_ count: Int, _ body: @Sendable () -> Void) {
    guard !canDispatch else { return DispatchQueue.concurrentPerform(iterations: count) { _ in body() } }
    let group = DispatchGroup()
    withoutActuallyEscaping(body) { body in
      for _ in 1..<max(1, count) { runOnThread(in: group) { body() } }
      body()
      group.wait()
    }
  }
}

/// Work that is let go as soon as it has run: a thread's own closure lives a moment longer than what it does.
private final class Once: @unchecked Sendable {
  private var work: (@Sendable () -> Void)?

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  @inline(never)
  func run() {
    let once = work.take()
    once?()
  }
}
