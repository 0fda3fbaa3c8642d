internal import CKernels
internal import Support

/// Convolution of any kernel and stride as products that read the pixels where they lie: a kernel row over
/// NHWC is one run of consecutive floats, so patches are addressed and never copied.
///
/// Channels of the result (output forward, input backward) come in multiples of 16. Work is cut into blocks
/// of rows of an image: results depend neither on the batch nor on the threads.
struct DirectConvolution {
  let shape: ConvolutionShape
  let batch: Int
  let height: Int
  let width: Int
  let outputHeight: Int
  let outputWidth: Int

  /// - Parameter input: [batch, height, width, input channels]
  init(_ shape: ConvolutionShape, input: [Int]) {
    self.shape = shape
    (batch, height, width) = (input[0], input[1], input[2])
    (outputHeight, outputWidth) = (shape.output(height), shape.output(width))
  }

  var inputSize: Int { height * width * shape.inputChannels }
  var outputSize: Int { outputHeight * outputWidth * shape.outputChannels }

  /// Rows of which about so many pixels make a block.
  func blocks(of height: Int, width: Int, pixels: Int) -> [Range<Int>] {
    let rows = max(1, pixels / max(1, width))
    return stride(from: 0, to: height, by: rows).map { $0..<min($0 + rows, height) }
  }

  /// Floats of a packed weight, of either direction.
  var packedCount: Int { shape.depth * shape.outputChannels }

  /// Packs a weight [kernel, kernel, in, out] for `forward`.
  func pack(_ weight: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>) {
    let pointers = Unchecked((weight: weight, packed: packed))
    let panel = KN_PANEL
    Parallel.forEach(shape.outputChannels / panel) { [shape] index in
      kn_pack_panels(
        shape.depth, 1, pointers.value.weight + index * panel, shape.outputChannels, 1,
        pointers.value.packed + index * panel * shape.depth)
    }
  }

  /// Columns of the input under the kernel, and how far its rows lie apart where products read it.
  ///
  /// Without padding, as in every 1×1 layer, that is the image itself. Otherwise a window of it is copied first, with
  /// zeros around.
  private var columns: Range<Int> {
    -shape.padding..<((outputWidth - 1) * shape.stride - shape.padding + shape.kernel)
  }
  private var readsInPlace: Bool { shape.padding == 0 }
  private var rowStride: Int { (readsInPlace ? width : columns.count) * shape.inputChannels }

  /// Rows of the input under the kernel for some rows of the output.
  private func inputRows(_ rows: Range<Int>) -> Range<Int> {
    let first = rows.lowerBound * shape.stride - shape.padding
    return first..<(first + (rows.count - 1) * shape.stride + shape.kernel)
  }

  /// output [batch, output height, output width, out] = epilogue(input ∗ weight)
  func forward(
    _ input: UnsafePointer<Float>, packed: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    _ epilogue: kn_epilogue
  ) {
    let blocks = blocks(of: outputHeight, width: outputWidth, pixels: 120)
    let pointers = Unchecked((input: input, packed: packed, output: output, epilogue: epilogue))
    let channels = shape.inputChannels
    let run = shape.kernel * channels
    let product = KernelProduct(
      aSegments: (0..<shape.kernel).map { $0 * rowStride },
      bSegments: (0..<shape.kernel).map { $0 * run * KN_PANEL }, depth: run, aStep: 1, bStep: KN_PANEL,
      bPanel: shape.depth * KN_PANEL)
    let (aRows, cRows) = pixelOffsets(rows: blocks.first?.count ?? 0)
    Parallel.forEach(batch * blocks.count) { shard in
      let (image, rows) = (shard / blocks.count, blocks[shard % blocks.count])
      let at = image * outputSize + rows.lowerBound * outputWidth * shape.outputChannels
      let source = pointers.value.input + image * inputSize
      func multiply(_ pixels: UnsafePointer<Float>) {
        product.run(
          aRows, cRows, rows: rows.count * outputWidth, columns: shape.outputChannels, pixels,
          pointers.value.packed, pointers.value.output + at, pointers.value.epilogue.moved(by: at))
      }
      let inputRows = inputRows(rows)
      if readsInPlace { return multiply(source + inputRows.lowerBound * rowStride) }
      withScratch(inputRows.count * rowStride) { window in
        PaddedWindow(rows: inputRows, columns: columns).copy(
          source, height: height, width: width, channels: channels, into: window)
        multiply(window)
      }
    }
  }

  /// Where the patches of some rows of output pixels begin, and where the pixels themselves lie.
  private func pixelOffsets(rows: Int) -> (input: [Int], output: [Int]) {
    let pixels = (0..<(rows * outputWidth)).map { $0.quotientAndRemainder(dividingBy: max(outputWidth, 1)) }
    return (
      pixels.map {
        $0.quotient * shape.stride * rowStride + $0.remainder * shape.stride * shape.inputChannels
      },
      pixels.indices.map { $0 * shape.outputChannels }
    )
  }

  /// weight gradient [kernel, kernel, in, out] = Σ over images and pixels of input ⊗ output gradient
  func backwardWeight(
    _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let blocks = blocks(of: outputHeight, width: outputWidth, pixels: 256)
    // Several small images go into one product, so that its sums are long.
    let images = blocks.count > 1 ? 1 : max(1, 256 / max(1, outputHeight * outputWidth))
    let batches = (batch + images - 1) / images
    let weights = shape.depth * shape.outputChannels
    // As many partial sums as keep processors busy, fewer where they are large.
    let groups = min(batches, max(8, min(64, (1 << 22) / weights)))
    let run = shape.kernel * shape.inputChannels
    let aRows = (0..<shape.depth).map { $0 / run * rowStride + $0 % run }
    let cRows = (0..<shape.depth).map { $0 * shape.outputChannels }
    let pointers = Unchecked((input: input, output: outputGradient))
    withScratch(max(groups, 1) * weights) { partial in
      let partials = Unchecked(partial)
      Parallel.forEach(groups) { group in
        let sum = partials.value + group * weights
        sum.update(repeating: 0, count: weights)
        let window = readsInPlace ? 0 : inputRows(0..<(blocks.first?.count ?? 1)).count * rowStride
        withScratch(images * window) { windows in
          for batchIndex in (group * batches / groups)..<((group + 1) * batches / groups) {
            let range = (batchIndex * images)..<min(batch, (batchIndex + 1) * images)
            for rows in blocks {
              let inputRows = inputRows(rows)
              var aSegments: [Int] = []
              var bSegments: [Int] = []
              for (index, image) in range.enumerated() {
                if !readsInPlace {
                  PaddedWindow(rows: inputRows, columns: columns).copy(
                    pointers.value.input + image * inputSize, height: height, width: width,
                    channels: shape.inputChannels, into: windows + index * window)
                }
                let first =
                  readsInPlace ? image * inputSize + inputRows.lowerBound * rowStride : index * window
                for row in rows {
                  aSegments.append(first + (row - rows.lowerBound) * shape.stride * rowStride)
                  bSegments.append(image * outputSize + row * outputWidth * shape.outputChannels)
                }
              }
              KernelProduct(
                aSegments: aSegments, bSegments: bSegments, depth: outputWidth,
                aStep: shape.stride * shape.inputChannels, bStep: shape.outputChannels, bPanel: KN_PANEL
              ).run(
                aRows, cRows, columns: shape.outputChannels,
                readsInPlace ? pointers.value.input : UnsafePointer(windows), pointers.value.output, sum, .add
              )
            }
          }
        }
      }
      addInOrder(partial, groups: groups, count: weights, into: gradient)
    }
  }
}
