internal import Numerics

/// The mean of the encodings of a region's views, of which each region has a number of its own.
struct ViewMean {
  /// Views of each region, which lie side by side.
  private let counts: [Int]

  /// - Parameter copies: how often all regions come, one time behind another.
  init(_ counts: [Int], copies: Int) {
    self.counts = (0..<copies).flatMap { _ in counts }
  }

  var pictures: Int { counts.reduce(0, +) }
  private var changesNothing: Bool { counts.allSatisfy { $0 == 1 } }

  /// [pictures, d] → [regions, d]
  func forward(_ encoded: Tensor) -> Tensor {
    guard !changesNothing else { return encoded }
    let width = encoded.shape[1]
    let result = Tensor([counts.count, width])
    var source = encoded.pointer
    for (region, count) in counts.enumerated() {
      let target = result.pointer + region * width
      for _ in 0..<count {
        for column in 0..<width { target[column] += source[column] }
        source += width
      }
      for column in 0..<width { target[column] /= Float(count) }
    }
    return result
  }

  /// The gradient of every view, given that of the means: [regions, d] → [pictures, d]
  func backward(_ gradient: Tensor) -> Tensor {
    guard !changesNothing else { return gradient }
    let width = gradient.shape[1]
    let result = Tensor([pictures, width])
    var target = result.pointer
    for (region, count) in counts.enumerated() {
      let source = gradient.pointer + region * width
      for _ in 0..<count {
        for column in 0..<width { target[column] = source[column] / Float(count) }
        target += width
      }
    }
    return result
  }
}
