package import Foundation

/// Threads beside the caller's: libdispatch's, or where it cannot run, threads of our own.
package enum WorkerThreads {
  /// libdispatch watches its workers through /proc, and traps after a second where that is not mounted.
  private static let canDispatch = access("/proc/self/stat", R_OK) == 0

  /// Runs `work` beside the caller, as a member of `group`.
  package static func run(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
    guard !canDispatch else { return DispatchQueue.global().async(group: group, execute: work) }
    group.enter()
    Thread.detachNewThread {
      work()
      group.leave()
    }
  }

  /// Runs `body` so many times at once, and waits for all of them.
  static func run(_ count: Int, _ body: @Sendable () -> Void) {
    guard !canDispatch else { return DispatchQueue.concurrentPerform(iterations: count) { _ in body() } }
    let group = DispatchGroup()
    // A pointer, since a thread may hold its closure a moment longer than the group waits for it.
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        let pointer = Unchecked(pointer)
        for _ in 1..<max(1, count) { run(in: group) { call(pointer) } }
        body()
        group.wait()
      }
    }
  }

  /// A function of its own, so that the closure is let go before the group is told.
  @inline(never)
  private static func call(_ pointer: Unchecked<UnsafePointer<@Sendable () -> Void>>) {
    pointer.value.pointee()
  }
}
