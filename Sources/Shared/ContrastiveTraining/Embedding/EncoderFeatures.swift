internal import CKernels
package import Networks
internal import Numerics
package import Schemas
internal import Support

/// The encoder's outputs in evaluation mode; of several views of a region, their mean, weighted by how much of the region
/// each shows where that is known.
package struct EncoderFeatures: ImageFeatures {
  private let encoder: any PreparedEncoder
  private let architecture: any ImageArchitecture
  /// Pictures that go through the network together, which bounds memory.
  private let batch: Int

  package init(_ network: any ImageEncoder, batch: Int) {
    encoder = network.prepared()
    architecture = network.architecture
    self.batch = max(1, batch)
  }

  package var dimension: Int { architecture.features }
  package var encoderName: String? { architecture.name }
  package var description: String {
    "mean over a region's pictures of the encoder's output (\(architecture.output), evaluation mode)"
  }

  package func features(_ pixels: [UInt8], of shape: ImageShape, shares: [Float]?) throws -> [Float] {
    let size = shape.pictureBytes
    let counts = shape.views.counts
    let owners = counts.enumerated().flatMap { [Int](repeating: $0, count: $1) }
    var sums = [Float](repeating: 0, count: counts.count * dimension)
    for first in stride(from: 0, to: owners.count, by: batch) {
      let pictures = first..<min(first + batch, owners.count)
      let images = Tensor([pictures.count, shape.height, shape.width, 3])
      pixels.withUnsafeBufferPointer { pixels in
        let source = Unchecked(pixels)
        Parallel.forEach(pictures.count) { index in
          let bytes = UnsafeBufferPointer(rebasing: source.value[((first + index) * size)...].prefix(size))
          guard let base = bytes.baseAddress else { return }
          kn_unit_floats(size, base, images.pointer + index * size)
        }
      }
      let output = try encoder.encode(images)
      for (index, picture) in pictures.enumerated() {
        let weight = shares?[picture] ?? 1
        for feature in 0..<dimension {
          sums[owners[picture] * dimension + feature] += weight * output[index * dimension + feature]
        }
      }
    }
    for (region, count) in counts.enumerated() where count > 1 || shares != nil {
      let weight = shares?[shape.views[region]].reduce(0, +) ?? Float(count)
      for feature in 0..<dimension { sums[region * dimension + feature] /= weight }
    }
    return sums
  }
}
