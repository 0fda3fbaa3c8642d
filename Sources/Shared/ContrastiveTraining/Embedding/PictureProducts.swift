internal import Schemas
internal import Support

/// Pictures of one extent, and their products with others: sums over all samples, in whole numbers, and so exact in any
/// order.
struct PictureProducts: Sendable {
  /// Samples a picture.
  let size: Int
  let count: Int
  private let samples: [UInt8]

  /// - Parameter samples: [count, size]
  init(_ samples: [UInt8], size: Int) {
    self.samples = samples
    self.size = size
    count = samples.count / max(1, size)
  }

  /// Of another picture with each of these.
  func products(with other: UnsafePointer<UInt8>) -> [Int] {
    samples.withUnsafeBufferPointer { samples in
      (0..<count).map { Self.dot(size, samples.baseAddress! + $0 * size, other) }
    }
  }

  /// Of each with each, [count, count].
  func gram() -> [Int] {
    var result = [Int](repeating: 0, count: count * count)
    result.withUnsafeMutableBufferPointer { result in
      samples.withUnsafeBufferPointer { samples in
        guard let target = result.baseAddress, let source = samples.baseAddress else { return }
        let pointers = Unchecked((target, source))
        Parallel.forEach(count) { row in
          let (target, source) = pointers.value
          for column in 0...row {
            let product = Self.dot(size, source + row * size, source + column * size)
            target[row * count + column] = product
            target[column * count + row] = product
          }
        }
      }
    }
    return result
  }

  private static func dot(_ count: Int, _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Int {
    // So many products of bytes fit in 32 bits.
    let block = 1 << 16
    var total = 0
    for first in stride(from: 0, to: count, by: block) {
      var sum: UInt32 = 0
      for index in first..<min(count, first + block) { sum &+= UInt32(a[index]) &* UInt32(b[index]) }
      total += Int(sum)
    }
    return total
  }
}
