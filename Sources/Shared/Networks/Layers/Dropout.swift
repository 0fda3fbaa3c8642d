internal import CKernels
internal import Support

/// Inverted dropout whose mask depends only on the seed, the place, the step and the element; so the
/// backward pass draws it again instead of storing it, on any number of threads.
package struct Dropout: Sendable {
  /// The probability that an element becomes 0, in 0..<1.
  package let rate: Double
  private let key: UInt64
  private let threshold: UInt32

  /// - Parameter place: what the dropout acts on, such as `"layer1.sums"`; places are independent.
  package init(_ rate: Double, seed: UInt64, place: String) {
    precondition((0..<1).contains(rate), "dropout rate")
    self.rate = rate
    var random = Philox(seed: seed, "dropout", item: place)
    key = random.next()
    threshold = UInt32(rate * 0x1p32)
  }

  /// Applies the mask of `step` to elements `first ..< first + count`, or to their gradients.
  /// - Parameter first: a multiple of 64.
  package func apply(_ elements: UnsafeMutablePointer<Float>, count: Int, first: Int = 0, step: UInt64) {
    guard rate > 0 else { return }
    precondition(first.isMultiple(of: 64), "dropout alignment")
    kn_dropout(count, UInt64(first), key, step, threshold, Float(1 / (1 - rate)), elements)
  }
}
