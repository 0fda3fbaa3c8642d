package import Numerics
internal import Support

/// The mean over pixels of −log of the softmax of what a network gives for the class that a pixel has, as
/// `torch.nn.functional.cross_entropy`.
package enum PixelCrossEntropy {
  /// Pixels of a fixed cut; partial sums are added in its order.
  private static let grain = 1 << 12

  /// - Parameters:
  ///   - logits: [n, height, width, classes]
  ///   - classes: [n, height, width], each below the number of classes.
  /// - Returns: the loss and its gradient by the logits.
  package static func evaluate(_ logits: Tensor, _ classes: [UInt8]) -> (value: Double, gradient: Tensor) {
    precondition(logits.count == classes.count * logits.shape[3], "a class of every pixel")
    let gradient = Tensor(logits.shape)
    let (count, width) = (classes.count, logits.shape[3])
    var sums = [Double](repeating: 0, count: (count + grain - 1) / grain)
    sums.withUnsafeMutableBufferPointer { sums in
      let pointers = Unchecked((logits.pointer, gradient.pointer, sums))
      Parallel.forRanges(count, grain: grain) { pixels in
        let (logits, gradient, sums) = pointers.value
        var sum = 0.0
        for pixel in pixels {
          sum += SoftmaxTerm.add(
            logits + pixel * width, gradient + pixel * width, count: width, target: Int(classes[pixel]),
            weight: 1 / Double(count))
        }
        sums[pixels.lowerBound / grain] = sum
      }
    }
    return (sums.reduce(0, +) / Double(max(1, count)), gradient)
  }
}
