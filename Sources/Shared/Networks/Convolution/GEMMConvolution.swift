internal import Numerics
internal import Support

/// Convolution as matrix products with unfolded patches: the plain path for any shape, and the oracle
/// of the faster ones.
///
/// Work is cut into blocks of rows of one image, so results do not depend on the batch or the threads.
struct GEMMConvolution {
  let shape: ConvolutionShape
  let batch: Int
  let height: Int
  let width: Int

  /// - Parameter input: [batch, height, width, input channels]
  init(_ shape: ConvolutionShape, input: [Int]) {
    self.shape = shape
    (batch, height, width) = (input[0], input[1], input[2])
  }

  private var unfolding: Unfolding { Unfolding(shape: shape, height: height, width: width) }
  private var outputHeight: Int { shape.output(height) }
  private var outputWidth: Int { shape.output(width) }
  private var inputSize: Int { height * width * shape.inputChannels }
  private var outputSize: Int { outputHeight * outputWidth * shape.outputChannels }

  /// Rows of output that are unfolded at a time: about 256 patches, which stay in the second cache.
  private var blocks: [Range<Int>] {
    let rows = max(1, 256 / max(1, outputWidth))
    return stride(from: 0, to: outputHeight, by: rows).map { $0..<min($0 + rows, outputHeight) }
  }

  func forward(
    _ input: UnsafePointer<Float>, weight: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    let blocks = blocks
    let pointers = Unchecked((input: input, weight: weight, output: output))
    Parallel.forEach(batch * blocks.count) { shard in
      let (input, weight, output) = pointers.value
      let (image, rows) = (shard / blocks.count, blocks[shard % blocks.count])
      let pixels = rows.count * outputWidth
      withScratch(pixels * shape.depth) { patches in
        unfolding.unfold(input + image * inputSize, rows: rows, into: patches)
        BLAS.gemm(
          m: pixels, n: shape.outputChannels, k: shape.depth, patches, lda: shape.depth, weight,
          ldb: shape.outputChannels,
          output + image * outputSize + rows.lowerBound * outputWidth * shape.outputChannels,
          ldc: shape.outputChannels)
      }
    }
  }

  func backwardInput(
    _ outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    let blocks = blocks
    let pointers = Unchecked((output: outputGradient, weight: weight, gradient: gradient))
    // Patches of neighbouring rows overlap, so an image is one shard.
    Parallel.forEach(batch) { image in
      let (output, weight, gradient) = pointers.value
      let target = gradient + image * inputSize
      if !accumulating { target.update(repeating: 0, count: inputSize) }
      withScratch((blocks.first?.count ?? 0) * outputWidth * shape.depth) { patches in
        for rows in blocks {
          BLAS.gemm(
            transposeB: true, m: rows.count * outputWidth, n: shape.depth, k: shape.outputChannels,
            output + image * outputSize + rows.lowerBound * outputWidth * shape.outputChannels,
            lda: shape.outputChannels, weight, ldb: shape.outputChannels, patches, ldc: shape.depth)
          unfolding.fold(patches, rows: rows, into: target)
        }
      }
    }
  }

  func backwardWeight(
    _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let blocks = blocks
    // A fixed number of partial sums, added in order.
    let groups = min(batch, 8)
    let count = shape.depth * shape.outputChannels
    let pointers = Unchecked((input: input, output: outputGradient))
    withScratch(max(groups, 1) * count) { partial in
      let partials = Unchecked(partial)
      Parallel.forEach(groups) { group in
        let (input, output) = pointers.value
        let sum = partials.value + group * count
        sum.update(repeating: 0, count: count)
        withScratch((blocks.first?.count ?? 0) * outputWidth * shape.depth) { patches in
          for image in (group * batch / groups)..<((group + 1) * batch / groups) {
            for rows in blocks {
              unfolding.unfold(input + image * inputSize, rows: rows, into: patches)
              BLAS.gemm(
                transposeA: true, m: shape.depth, n: shape.outputChannels, k: rows.count * outputWidth,
                patches, lda: shape.depth,
                output + image * outputSize + rows.lowerBound * outputWidth * shape.outputChannels,
                ldb: shape.outputChannels, beta: 1, sum, ldc: shape.outputChannels)
            }
          }
        }
      }
      addInOrder(partial, groups: groups, count: count, into: gradient)
    }
  }
}
