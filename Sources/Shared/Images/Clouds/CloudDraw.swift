internal import CKernels
internal import Support

/// One picture's draw of cloud parameters, and the fields that follow from it.
struct CloudDraw {
  let parameters: CloudParameters
  let minLevel: Double
  let maxLevel: Double
  let shadowLevel: Double
  /// The picture within its cloud field, whose shape follows.
  let window: NoiseWindow
  let shape: CloudShape
  /// Relative thickness of each channel and its shift in pixels.
  private let weights: [Double]
  private let offsets: [(down: Int, right: Int)]
  /// The largest shift there may be.
  private let reach: Int
  private let shadowLocality: Int
  private let key: UInt64

  /// Decay and clear sky of published shadows, which are smoother than their clouds.
  private static let shadowDecay = 1.5
  private static let shadowClear = 0.4
  /// About as many points a side show the range of a field larger than the picture.
  private static let rangePoints = 64

  /// Every draw is made whatever the settings, in one order: so a setting changes its own part alone.
  init(_ parameters: CloudParameters, height: Int, width: Int, _ random: inout Philox) {
    func draw(_ range: ClosedRange<Double>) -> Double { random.uniform(range.lowerBound, range.upperBound) }
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + random.index(below: range.count) }
    self.parameters = parameters
    let key = random.next()
    self.key = key
    minLevel = draw(parameters.minLevel)
    let floor = max(minLevel, parameters.maxLevel.lowerBound)
    maxLevel = max(minLevel, floor + (parameters.maxLevel.upperBound - floor) * random.uniform())
    let clear = draw(parameters.clear)
    let decay = draw(parameters.decay)
    let locality = draw(parameters.locality)
    let gain = draw(parameters.gain)
    weights = (0..<3).map { _ in 1 + parameters.channelShift * random.uniform(-1, 1) }
    let side = Double(max(height, width))
    let reach = Int((Double(parameters.offset) * side / CloudParameters.offsetSide).rounded(.toNearestOrEven))
    self.reach = reach
    offsets = (0..<3).map { _ in (draw(-reach...reach), draw(-reach...reach)) }
    shadowLevel = draw(parameters.shadowLevel)
    shadowLocality = max(1, draw(parameters.locality) - 1)
    let extent = draw(parameters.extent)
    let (fieldHeight, fieldWidth) = (Int(Double(height) * extent), Int(Double(width) * extent))
    let (top, left) = (draw(0...(fieldHeight - height)), draw(0...(fieldWidth - width)))
    window = NoiseWindow(top: top, left: left, height: height, width: width)
    // The whole field's range counts; points no closer than tell it are enough.
    let step = max(1, max(fieldHeight, fieldWidth) / Self.rangePoints)
    let reference =
      extent == 1
      ? NoiseWindow(top: -reach, left: -reach, height: height + 2 * reach, width: width + 2 * reach)
      : NoiseWindow(height: max(1, fieldHeight / step), width: max(1, fieldWidth / step), step: step)
    shape = CloudShape(
      noises: (0..<locality).map {
        FractalNoise(key: key, index: $0, height: fieldHeight, width: fieldWidth, decay: decay)
      },
      clear: clear, gain: gain, reference: reference)
  }

  /// Thickness of the three channels: each its own weight, and moved by its own shift.
  func channels() -> [[Float]] {
    let (height, width) = (window.height, window.width)
    let margin = width + 2 * reach
    let around = NoiseWindow(
      top: window.top - reach, left: window.left - reach, height: height + 2 * reach, width: margin)
    let values = shape.values(over: around)
    return zip(weights, offsets).map { weight, offset in
      let (scale, shift) = (Float(weight * (maxLevel - minLevel)), Float(weight * minLevel))
      let first = (reach + offset.down) * margin + reach + offset.right
      return [Float](unsafeUninitializedCapacity: window.count) { target, count in
        values.withUnsafeBufferPointer { values in
          for row in 0..<height {
            let line = UnsafeBufferPointer(rebasing: values[(first + row * margin)...].prefix(width))
            kn_unit_affine(width, scale, shift, line.baseAddress, target.baseAddress.map { $0 + row * width })
          }
        }
        count = window.count
      }
    }
  }

  /// The shape of shadows that have nothing to do with the clouds.
  func independentShadow() -> [Float] {
    // Indices of noises that no cloud has.
    let noises = (0..<shadowLocality).map {
      FractalNoise(
        key: ~key, index: $0, height: window.height, width: window.width, decay: Self.shadowDecay)
    }
    return CloudShape(noises: noises, clear: Self.shadowClear, gain: 1, reference: window).values(
      over: window)
  }
}
