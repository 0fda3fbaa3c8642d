internal import Foundation
internal import Synchronization

/// The SHA-256 of an input, in hexadecimal; of a large file it is worked out while other work goes on.
package final class FileDigest: Sendable {
  private let result = Lock<Result<String, any Error>?>(nil)
  private let done = DispatchGroup()

  package init(_ known: String) { result.withLock { $0 = .success(known) } }

  /// - Parameters:
  ///   - descriptor: of the file, at its beginning; a copy of it is read, so it can be closed.
  ///   - name: for messages.
  /// - Throws: `Failure` where no copy can be made.
  package init(of descriptor: Int32, name: String) throws {
    let copy = dup(descriptor)
    guard copy >= 0 else { throw Failure.errno(.system, name, "cannot be read") }
    guard Parallel.threads > 1 else {
      finish(copy, name)
      return
    }
    done.enter()
    Thread.detachNewThread { [self] in
      finish(copy, name)
      done.leave()
    }
  }

  /// - Throws: `Failure` (EX_IOERR) where the file could not be read.
  package func value() throws -> String {
    done.wait()
    return try result.withLock { try $0?.get() ?? "" }
  }

  private func finish(_ descriptor: Int32, _ name: String) {
    let digest = Result { try Self.sha256(of: descriptor, name: name) }
    close(descriptor)
    result.withLock { $0 = digest }
  }

  private static func sha256(of descriptor: Int32, name: String) throws -> String {
    let hash = try SHA256()
    try copyAll(from: descriptor, name: name) { hash.update($0) }
    return hash.finish()
  }
}
