internal import CKernels
internal import Support

/// 3×3 convolution of stride 1 and padding 1 by Winograd's F(4×4, 3×3), see winograd.h; tiles that an edge cuts
/// take only the products that their outputs need.
///
/// Channels are multiples of 16. Tiles of all images are numbered through and cut into blocks; a tile's
/// result depends on nothing else, so neither on the batch nor on the threads.
struct WinogradConvolution {
  let batch: Int
  let height: Int
  let width: Int
  let inputChannels: Int
  let outputChannels: Int

  /// - Parameter input: [batch, height, width, input channels]
  init(_ shape: ConvolutionShape, input: [Int]) {
    (batch, height, width) = (input[0], input[1], input[2])
    (inputChannels, outputChannels) = (shape.inputChannels, shape.outputChannels)
  }

  /// Whether it applies, and saves enough products to pay for the transforms.
  static func isWorthwhile(_ shape: ConvolutionShape, height: Int, width: Int) -> Bool {
    let panel = KN_PANEL
    guard shape.kernel == 3, shape.stride == 1, shape.padding == 1 else { return false }
    guard shape.inputChannels % panel == 0, shape.outputChannels % panel == 0 else { return false }
    return WinogradTiles.products(height) * WinogradTiles.products(width) * 4 <= 9 * height * width * 3
  }

  static let planes = KN_WINOGRAD_PLANES
  private static let panel = KN_PANEL
  var tilesPerImage: Int { (height + 3) / 4 * ((width + 3) / 4) }

  /// A row of transformed values, with a cache line more so that rows do not fall on the same cache sets.
  static func rowStride(_ channels: Int) -> Int { channels + 16 }
  static func planeStride(_ tiles: Int, _ channels: Int) -> Int { tiles * rowStride(channels) + 16 }

  func map(_ channels: Int) -> kn_map { kn_map(height: height, width: width, channels: channels) }

  func tiles(_ range: Range<Int>) -> WinogradTiles { WinogradTiles(range, height: height, width: width) }

  /// Floats of a transformed filter, of either direction.
  var packedCount: Int { Self.planes * inputChannels * outputChannels }

  /// Transforms a weight [3, 3, in, out] for `forward`, or for `backwardInput` where `adjoint`.
  func pack(_ weight: UnsafePointer<Float>, adjoint: Bool, into packed: UnsafeMutablePointer<Float>) {
    let pointers = Unchecked((weight: weight, packed: packed))
    Parallel.forEach((adjoint ? inputChannels : outputChannels) / Self.panel) { panel in
      kn_winograd_filter(
        pointers.value.weight, inputChannels, outputChannels, adjoint ? 1 : 0, panel, pointers.value.packed)
    }
  }

  /// output [batch, height, width, out] = epilogue(input ∗ weight)
  func forward(
    _ input: UnsafePointer<Float>, packed: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    _ epilogue: kn_epilogue
  ) {
    convolve(input, inputChannels, packed, output, outputChannels, epilogue)
  }

  /// The input's gradient: the same convolution with the filters turned round and transposed.
  func backwardInput(
    _ outputGradient: UnsafePointer<Float>, packed: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, _ epilogue: kn_epilogue
  ) {
    convolve(outputGradient, outputChannels, packed, gradient, inputChannels, epilogue)
  }

  /// Tiles of a block, in multiples of the product's 12 rows: transformed in- and outputs in the second cache
  /// where the filters are small; more for large filters, which must pass through all caches for each block;
  /// fewer where threads would be idle.
  private func tilesPerBlock(_ channels: Int) -> Int {
    let most = channels <= 192 ? 24 : 120
    let blocks = max(Parallel.threads, (batch * tilesPerImage + most - 1) / most)
    return ((batch * tilesPerImage + blocks - 1) / blocks + 11) / 12 * 12
  }

  private func convolve(
    _ from: UnsafePointer<Float>, _ depth: Int, _ packed: UnsafePointer<Float>,
    _ to: UnsafeMutablePointer<Float>, _ columns: Int, _ epilogue: kn_epilogue
  ) {
    let block = tilesPerBlock(max(depth, columns))
    let (inputMap, outputMap) = (map(depth), map(columns))
    let (fromStride, toStride) = (Self.rowStride(depth), Self.rowStride(columns))
    let aRows = (0..<block).map { $0 * fromStride }
    let cRows = (0..<block).map { $0 * toStride }
    let product = KernelProduct(
      aSegments: [0], bSegments: [0], depth: depth, aStep: 1, bStep: Self.panel, bPanel: depth * Self.panel)
    let pointers = Unchecked((from: from, packed: packed, to: to, epilogue: epilogue))
    Parallel.forRanges(batch * tilesPerImage, grain: block) { range in
      let (fromPlane, toPlane) = (Self.planeStride(block, depth), Self.planeStride(block, columns))
      withScratch(depth + Self.planes * (fromPlane + toPlane)) { scratch in
        scratch.update(repeating: 0, count: depth)
        let v = scratch + depth
        let m = v + Self.planes * fromPlane
        var (inputMap, outputMap) = (inputMap, outputMap)
        let tiles = self.tiles(range)
        for (slot, tile) in tiles.positions.enumerated() {
          kn_winograd_input(
            &inputMap, pointers.value.from + tile.image * height * width * depth, tile.row, tile.column,
            scratch, v + slot * fromStride, fromPlane)
        }
        for plane in 0..<Self.planes {
          let slots = tiles.slots(plane: plane)
          product.run(
            aRows, cRows, rows: slots.count, columns: columns,
            v + plane * fromPlane + slots.lowerBound * fromStride,
            pointers.value.packed + plane * depth * columns,
            m + plane * toPlane + slots.lowerBound * toStride, .store)
        }
        for (slot, tile) in tiles.positions.enumerated() {
          let at = tile.image * height * width * columns
          var epilogue = pointers.value.epilogue.moved(by: at)
          kn_winograd_output(
            &outputMap, pointers.value.to + at, tile.row, tile.column, m + slot * toStride, toPlane, &epilogue
          )
        }
      }
    }
  }
}
