import Foundation
package import Support
import Testing

/// Runs many hostile variants of one input, each a function of its number alone.
package enum HostileRun {
  /// Variants of each reader: KNOWCL_HOSTILE, as `make hostile` sets it, or enough to notice a fault of a kind.
  package static let count = ProcessInfo.processInfo.environment["KNOWCL_HOSTILE"].flatMap { Int($0) } ?? 300

  /// Calls `body` with every variant's random numbers, on all processors.
  /// - Parameter name: of the reader.
  package static func forEach(_ name: String, _ body: @Sendable (inout Philox) throws -> Void) throws {
    let shards = max(1, Parallel.threads) * 4
    try Parallel.tryForEach(shards) { shard in
      for variant in stride(from: shard, to: count, by: shards) {
        var random = Philox(seed: 13, "hostile \(name)", UInt64(variant))
        do { try body(&random) } catch let wrong as WrongAnswer {
          Issue.record("\(name), variant \(variant): \(wrong.what)")
        }
      }
    }
  }

  /// What a reader says of an input: its answer, or nil where it refused it as it should.
  /// - Throws: `WrongAnswer` for a refusal in words or of a status that a user should not see.
  package static func answer<R>(_ body: () throws -> R) throws -> R? {
    do { return try body() } catch let failure as Failure {
      let text = failure.description
      guard failure.kind == .data, text == text.printable, text.count < 3000, !text.contains("\n") else {
        throw WrongAnswer(what: "refused with \(failure.kind): \(text)")
      }
      return nil
    }
  }
}

/// A reader took an input for something else than it is.
package struct WrongAnswer: Error {
  package let what: String
  package init(what: String) { self.what = what }
}
