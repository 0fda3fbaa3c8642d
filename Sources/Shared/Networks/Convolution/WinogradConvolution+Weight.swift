internal import CKernels
internal import Support

extension WinogradConvolution {
  /// Tiles that are transformed together: about 16 MB of them.
  private var chunk: Int {
    let bytes = 4 * Self.planes * (inputChannels + outputChannels)
    return max(64, (16 << 20) / bytes)
  }

  /// Floats of scratch memory that `backwardWeight` needs.
  var weightScratchCount: Int {
    let tiles = min(chunk, batch * tilesPerImage)
    return packedCount + Self.planes
      * (Self.planeStride(tiles, inputChannels) + Self.planeStride(tiles, outputChannels))
  }

  /// weight gradient [3, 3, in, out], summed in the transformed domain: for each of its 36 elements one
  /// product over tiles.
  func backwardWeight(
    _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let tiles = min(chunk, batch * tilesPerImage)
    let (aPlane, bPlane) = (
      Self.planeStride(tiles, inputChannels), Self.planeStride(tiles, outputChannels)
    )
    let pointers = Unchecked(
      (
        input: input, output: outputGradient, gradient: gradient, sum: scratch,
        v: scratch + packedCount, m: scratch + packedCount + Self.planes * aPlane
      ))
    for first in stride(from: 0, to: batch * tilesPerImage, by: tiles) {
      let some = self.tiles(first..<min(first + tiles, batch * tilesPerImage))
      transform(
        some, pointers.value.input, pointers.value.output, pointers.value.v, aPlane, pointers.value.m, bPlane
      )
      multiply(
        some, pointers.value.v, aPlane, pointers.value.m, bPlane, pointers.value.sum, adding: first > 0
      )
    }
    Parallel.forEach(inputChannels) { [inputChannels, outputChannels] channel in
      kn_winograd_filter_gradient(
        pointers.value.sum, inputChannels * outputChannels, inputChannels, outputChannels, channel,
        pointers.value.gradient)
    }
  }

  /// V = Bᵀ d B of the inputs and M = A dY Aᵀ of the output's gradients of some tiles.
  private func transform(
    _ tiles: WinogradTiles, _ input: UnsafePointer<Float>, _ output: UnsafePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ vPlane: Int, _ m: UnsafeMutablePointer<Float>, _ mPlane: Int
  ) {
    let zeros = [Float](repeating: 0, count: inputChannels)
    let pointers = Unchecked((input: input, output: output, v: v, m: m))
    Parallel.forRanges(tiles.count, grain: 16) { slots in
      var (inputMap, outputMap) = (map(inputChannels), map(outputChannels))
      for slot in slots {
        let tile = tiles.positions[slot]
        kn_winograd_input(
          &inputMap, pointers.value.input + tile.image * height * width * inputChannels, tile.row,
          tile.column, zeros, pointers.value.v + slot * Self.rowStride(inputChannels), vPlane)
        kn_winograd_gradient(
          &outputMap, pointers.value.output + tile.image * height * width * outputChannels, tile.row,
          tile.column, pointers.value.m + slot * Self.rowStride(outputChannels), mPlane)
      }
    }
  }

  /// sum [36][in, out] (+)= Vᵀ M over tiles.
  private func multiply(
    _ tiles: WinogradTiles, _ v: UnsafePointer<Float>, _ vPlane: Int, _ m: UnsafePointer<Float>,
    _ mPlane: Int,
    _ sum: UnsafeMutablePointer<Float>, adding: Bool
  ) {
    let block = min(64, inputChannels)
    let blocks = (inputChannels + block - 1) / block
    let (aStep, bStep) = (Self.rowStride(inputChannels), Self.rowStride(outputChannels))
    let pointers = Unchecked((v: v, m: m, sum: sum))
    Parallel.forEach(Self.planes * blocks) { shard in
      let (plane, first) = (shard / blocks, shard % blocks * block)
      let rows = Array(0..<min(block, inputChannels - first))
      let target = pointers.value.sum + (plane * inputChannels + first) * outputChannels
      let slots = tiles.slots(plane: plane)
      if slots.isEmpty, !adding { target.update(repeating: 0, count: rows.count * outputChannels) }
      // As many tiles at a time as leave a panel of M in the first cache.
      for slot in stride(from: slots.lowerBound, to: slots.upperBound, by: 256) {
        KernelProduct(
          aSegments: [0], bSegments: [0], depth: min(256, slots.upperBound - slot), aStep: aStep,
          bStep: bStep, bPanel: KN_PANEL
        ).run(
          rows, rows.map { $0 * outputChannels }, columns: outputChannels,
          pointers.value.v + plane * vPlane + slot * aStep + first,
          pointers.value.m + plane * mPlane + slot * bStep, target,
          adding || slot > slots.lowerBound ? .add : .store)
      }
    }
  }
}
