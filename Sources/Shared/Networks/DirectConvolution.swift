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

  /// output [batch, output height, output width, out] = epilogue(input ∗ weight)
  func forward(
    _ input: UnsafePointer<Float>, packed: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    _ epilogue: kn_epilogue
  ) {
    let blocks = blocks(of: outputHeight, width: outputWidth, pixels: 120)
    let pointers = Unchecked((input: input, packed: packed, output: output, epilogue: epilogue))
    let columns = -shape.padding..<((outputWidth - 1) * shape.stride - shape.padding + shape.kernel)
    let channels = shape.inputChannels
    let run = shape.kernel * channels
    let aSegments = (0..<shape.kernel).map { $0 * columns.count * channels }
    let bSegments = (0..<shape.kernel).map { $0 * run * KN_PANEL }
    Parallel.forEach(batch * blocks.count) { shard in
      let (image, rows) = (shard / blocks.count, blocks[shard % blocks.count])
      let first = rows.lowerBound * shape.stride - shape.padding
      let window = PaddedWindow(
        rows: first..<(first + (rows.count - 1) * shape.stride + shape.kernel), columns: columns)
      withScratch(window.rows.count * columns.count * channels) { pixels in
        window.copy(
          pointers.value.input + image * inputSize, height: height, width: width, channels: channels,
          into: pixels)
        var aRows: [Int] = []
        var cRows: [Int] = []
        for row in 0..<rows.count {
          for column in 0..<outputWidth {
            aRows.append((row * columns.count + column) * shape.stride * channels)
            cRows.append((row * outputWidth + column) * shape.outputChannels)
          }
        }
        let at = image * outputSize + rows.lowerBound * outputWidth * shape.outputChannels
        KernelProduct(
          aSegments: aSegments, bSegments: bSegments, depth: run, aStep: 1, bStep: KN_PANEL,
          bPanel: shape.depth * KN_PANEL
        ).run(
          aRows, cRows, columns: shape.outputChannels, pixels, pointers.value.packed,
          pointers.value.output + at, pointers.value.epilogue.moved(by: at))
      }
    }
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
    let channels = shape.inputChannels
    let columns = -shape.padding..<((outputWidth - 1) * shape.stride - shape.padding + shape.kernel)
    let weights = shape.depth * shape.outputChannels
    // As many partial sums as keep processors busy, fewer where they are large.
    let groups = min(batches, max(8, min(64, (1 << 22) / weights)))
    let run = shape.kernel * channels
    let aRows = (0..<shape.depth).map { $0 / run * columns.count * channels + $0 % run }
    let cRows = (0..<shape.depth).map { $0 * shape.outputChannels }
    let pointers = Unchecked((input: input, output: outputGradient))
    withScratch(max(groups, 1) * weights) { partial in
      let partials = Unchecked(partial)
      Parallel.forEach(groups) { group in
        let sum = partials.value + group * weights
        sum.update(repeating: 0, count: weights)
        let tallest = ((blocks.first?.count ?? 1) - 1) * shape.stride + shape.kernel
        let window = tallest * columns.count * channels
        withScratch(images * window) { pixels in
          for batchIndex in (group * batches / groups)..<((group + 1) * batches / groups) {
            let range = (batchIndex * images)..<min(batch, (batchIndex + 1) * images)
            for rows in blocks {
              let first = rows.lowerBound * shape.stride - shape.padding
              let height = (rows.count - 1) * shape.stride + shape.kernel
              var aSegments: [Int] = []
              var bSegments: [Int] = []
              for (index, image) in range.enumerated() {
                PaddedWindow(rows: first..<(first + height), columns: columns).copy(
                  pointers.value.input + image * inputSize, height: self.height, width: width,
                  channels: channels, into: pixels + index * window)
                for row in rows {
                  aSegments.append(
                    index * window + (row - rows.lowerBound) * shape.stride * columns.count * channels)
                  bSegments.append(image * outputSize + row * outputWidth * shape.outputChannels)
                }
              }
              KernelProduct(
                aSegments: aSegments, bSegments: bSegments, depth: outputWidth,
                aStep: shape.stride * channels,
                bStep: shape.outputChannels, bPanel: KN_PANEL
              ).run(
                aRows, cRows, columns: shape.outputChannels, pixels, pointers.value.output, sum,
                .add)
            }
          }
        }
      }
      addInOrder(partial, groups: groups, count: weights, into: gradient)
    }
  }
}
