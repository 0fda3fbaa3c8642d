internal import Support

/// Readers of one format, to be tried with any bytes at all.
package struct FuzzTarget: Sendable {
  package let name: String
  /// Makes checksums right again that a mutation broke, so that what lies behind them is reached.
  package let mend: @Sendable (inout [UInt8]) -> Void
  private let readers: [@Sendable ([UInt8]) throws -> Void]

  init(
    _ name: String, mend: @escaping @Sendable (inout [UInt8]) -> Void = { _ in },
    _ readers: [@Sendable ([UInt8]) throws -> Void]
  ) {
    self.name = name
    self.mend = mend
    self.readers = readers
  }

  /// Has every reader read the bytes.
  /// - Throws: `WrongRefusal` where one fails otherwise than a user should see. That it crashes, hangs or takes
  ///   too much memory is for others to notice.
  package func run(_ bytes: [UInt8]) throws {
    for read in readers {
      do { try read(bytes) } catch let failure as Failure {
        let text = failure.description
        guard failure.kind == .data, text == text.printable, text.utf8.count < 4000 else {
          throw WrongRefusal(description: "\(failure.kind): \(text)")
        }
      }
    }
  }
}

/// A reader refused an input in words, or for a reason, that no user should see.
package struct WrongRefusal: Error, CustomStringConvertible {
  package let description: String
}
