package import Synchronization

#if KNOWCL_WATCHED
  internal import Foundation

  /// A value that threads take turns with. ThreadSanitizer sees POSIX locks, and not what the standard library's are made of.
  package final class Lock<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
      lock.lock()
      defer { lock.unlock() }
      return try body(&value)
    }
  }
#else
  /// A value that threads take turns with.
  package typealias Lock<Value: ~Copyable> = Mutex<Value>
#endif
