internal import CKernels
internal import Support

extension DirectConvolution {
  /// Packs a weight [kernel, kernel, in, out] for `backwardInput`: for each tap its transpose.
  func packAdjoint(_ weight: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>) {
    let size = shape.inputChannels * shape.outputChannels
    let pointers = Unchecked((weight: weight, packed: packed))
    Parallel.forEach(shape.kernel * shape.kernel) { [shape] tap in
      kn_pack_panels(
        shape.outputChannels, shape.inputChannels / KN_PANEL, pointers.value.weight + tap * size,
        1, shape.outputChannels, pointers.value.packed + tap * size)
    }
  }

  /// Taps of the kernel, along one axis, that reach input positions ≡ `phase` modulo the stride, and how far
  /// the output position lies from the input's: position = stride·i + phase takes from output i + offset.
  private func taps(_ phase: Int) -> [(tap: Int, offset: Int)] {
    (0..<shape.kernel).compactMap { tap in
      let distance = phase + shape.padding - tap
      return distance % shape.stride == 0 ? (tap, distance / shape.stride) : nil
    }
  }

  /// The input's gradient; added to what is there where the epilogue accumulates.
  ///
  /// Input pixels of one phase (position modulo the stride) depend on the same taps, so each phase is a
  /// convolution of stride 1 over the output's gradient with those taps only.
  func backwardInput(
    _ outputGradient: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, _ epilogue: kn_epilogue
  ) {
    let (stride, channels) = (shape.stride, shape.outputChannels)
    let offsets = (0..<stride).flatMap { taps($0).map(\.offset) }
    guard let low = offsets.min(), let high = offsets.max() else { return }
    let (phaseRows, phaseColumns) = ((height + stride - 1) / stride, (width + stride - 1) / stride)
    let columns = low..<(phaseColumns + high)
    // A 1×1 layer takes each pixel from one of the output, which is read where it lies.
    let readsInPlace =
      low == 0 && high == 0 && phaseColumns <= outputWidth && phaseRows <= outputHeight
    let rowStride = (readsInPlace ? outputWidth : columns.count) * channels
    let blocks = blocks(of: phaseRows, width: phaseColumns, pixels: 120)
    let size = shape.inputChannels * channels
    let pointers = Unchecked(
      (output: outputGradient, packed: packed, gradient: gradient, epilogue: epilogue))
    Parallel.forEach(batch * blocks.count) { shard in
      let (image, rows) = (shard / blocks.count, blocks[shard % blocks.count])
      let window = PaddedWindow(
        rows: (rows.lowerBound + low)..<(rows.upperBound + high), columns: columns)
      let source = pointers.value.output + image * outputSize
      withScratch(readsInPlace ? 0 : window.rows.count * rowStride) { copied in
        if !readsInPlace {
          window.copy(source, height: outputHeight, width: outputWidth, channels: channels, into: copied)
        }
        let pixels = readsInPlace ? source + rows.lowerBound * rowStride : UnsafePointer(copied)
        for phase in 0..<(stride * stride) {
          let (phaseY, phaseX) = (phase / stride, phase % stride)
          var aSegments: [Int] = []
          var bSegments: [Int] = []
          for y in taps(phaseY) {
            for x in taps(phaseX) {
              aSegments.append((y.offset - low) * rowStride + (x.offset - low) * channels)
              bSegments.append((y.tap * shape.kernel + x.tap) * size)
            }
          }
          var aRows: [Int] = []
          var cRows: [Int] = []
          for row in rows where row * stride + phaseY < height {
            for column in 0..<phaseColumns where column * stride + phaseX < width {
              aRows.append((row - rows.lowerBound) * rowStride + column * channels)
              cRows.append(
                ((row * stride + phaseY) * width + column * stride + phaseX) * shape.inputChannels)
            }
          }
          KernelProduct(
            aSegments: aSegments, bSegments: bSegments, depth: channels, aStep: 1,
            bStep: KN_PANEL, bPanel: channels * KN_PANEL
          ).run(
            aRows, cRows, columns: shape.inputChannels, pixels, pointers.value.packed,
            pointers.value.gradient + image * inputSize, pointers.value.epilogue.moved(by: image * inputSize))
        }
      }
    }
  }
}
