internal import CGDAL
package import GDAL
internal import Geography
package import Images
package import Schemas
internal import Support

/// Cuts pictures out of a scene.
package struct SceneCropper: Sendable {
  private let scene: Scene
  private let quality: QualityMask?
  private let scaling: PixelScaling?
  private let crs: SpatialReference
  private let extent: PictureExtent
  private let resampling: Resampling
  /// Of each raster of each mosaic.
  private let footprints: [[Footprint]]
  private let pool = RasterPool()

  /// What every picture holds; `withMask` where pixels can lack.
  package let sample: PixelLayout.Sample

  /// - Parameter crs: of the windows.
  /// - Throws: `Failure` (EX_DATAERR) where samples are neither of 8 nor of 16 bits and nothing says how to scale them.
  package init(
    _ scene: Scene, quality: QualityMask?, limits: [SIMD2<Double>]?, sample: PixelLayout.Sample?,
    crs: SpatialReference, extent: PictureExtent, resampling: Resampling
  ) throws {
    self.scene = scene
    self.quality = quality
    self.crs = crs
    self.extent = extent
    self.resampling = resampling
    footprints = try scene.mosaics.map { try $0.files.map { try Footprint($0, in: crs) } }
    if let limits {
      let sample = sample ?? .uint8
      self.sample = sample
      scaling = PixelScaling(limits, bands: scene.bands, sample: sample)
      return
    }
    scaling = nil
    switch scene.type {
    case "Byte": self.sample = .uint8
    case "UInt16": self.sample = .uint16
    default:
      throw Failure.data(
        scene.name,
        "holds \(scene.type), where pictures have samples of 8 or 16 bits; --limits, --percentiles, --reflectance or --mean and --sd scale them"
      )
    }
    guard sample == nil || sample == self.sample else {
      throw Failure.usage(
        "--sample needs --limits, --percentiles, --reflectance or --mean and --sd where the scene holds \(scene.type)"
      )
    }
  }

  /// Whether some raster reaches into a window.
  package func reaches(_ window: CropWindow) -> Bool {
    footprints.allSatisfy { $0.contains { $0.reaches(window) } }
  }

  /// Whether every pixel of every window is there for certain, so that pictures need no mask.
  package func covers(_ windows: [CropWindow]) throws -> Bool {
    guard quality == nil, scene.mosaics.allSatisfy(\.isFull) else { return false }
    for (mosaic, footprints) in zip(scene.mosaics, footprints) {
      let transforms = try mosaic.files.map { try CoordinateTransform(from: crs, to: $0.crs) }
      for window in windows {
        guard zip(footprints, transforms).contains(where: { $0.reaches(window) && $0.covers(window, $1) })
        else { return false }
      }
    }
    return true
  }

  /// The picture of a window, with its mask; is called by several threads.
  /// - Throws: `Failure` (EX_DATAERR) naming the raster that cannot be read.
  package func picture(_ window: CropWindow) throws -> (samples: [UInt8], mask: [UInt8]) {
    let (width, height) = (extent.width, extent.height)
    let count = width * height
    let bytes = sample.bytes
    var samples = [UInt8](repeating: 0, count: count * scene.bands.count * bytes)
    var mask = [UInt8](repeating: 1, count: count)
    try pool.with { open in
      for (index, mosaic) in scene.mosaics.enumerated() {
        let sources = mosaic.files.indices.filter { footprints[index][$0].reaches(window) }
        let warped = try mosaic.warped(
          window, in: crs, width: width, height: height, resampling: resampling, sources: sources, from: open)
        guard let warped else {
          mask = [UInt8](repeating: 0, count: count)
          continue
        }
        try Self.narrow(&mask, to: warped, alpha: mosaic.bands.count + 1)
        for (number, band) in scene.bands.enumerated() where band.mosaic == index {
          try read(band.place + 1, of: warped, as: number, into: &samples, &mask)
        }
      }
      if let quality {
        try quality.narrow(&mask, window, in: crs, width: width, height: height, from: open)
      }
    }
    return (samples, mask)
  }

  /// Takes out of the mask what alpha says is not there.
  static func narrow(_ mask: inout [UInt8], to warped: RasterDataset, alpha: Int) throws {
    let values: [Double] = try warped.band(alpha)
    let highest =
      switch GDALGetRasterDataType(GDALGetRasterBand(warped.handle, Int32(alpha))) {
      case GDT_UInt16: 65535.0
      case GDT_Int16: 32767.0
      default: 255.0
      }
    for index in mask.indices where values[index] < highest / 2 { mask[index] = 0 }
  }

  /// A band into its places in [y, x, band].
  private func read(
    _ place: Int, of warped: RasterDataset, as number: Int, into samples: inout [UInt8], _ mask: inout [UInt8]
  ) throws {
    let slots = BandSlots(bands: scene.bands.count, number: number, sample: sample)
    guard let scaling else {
      if sample == .uint8 {
        slots.put(try warped.band(place) as [UInt8], into: &samples)
      } else {
        slots.put(try warped.band(place) as [UInt16], into: &samples)
      }
      return
    }
    let band = scene.bands[number]
    let usual = UsualNodata(scene.mosaics[band.mosaic].files[0], band: band.source)
    if let table = scaling.tables[number] {
      // What stands for none is not scaled like others: 0 stays there.
      let values: [Int32] = try warped.band(place)
      var scaled = [UInt16](repeating: 0, count: values.count)
      for index in values.indices where mask[index] != 0 {
        if table.first < 0 { try usual.check(Double(values[index])) }
        scaled[index] = table[values[index]]
      }
      return slots.put(scaled, into: &samples)
    }
    let values: [Double] = try warped.band(place)
    var scaled = [UInt16](repeating: 0, count: values.count)
    for index in values.indices where mask[index] != 0 {
      try usual.check(values[index])
      if values[index].isNaN {
        mask[index] = 0
      } else {
        scaled[index] = scaling.scaled(values[index], band: number)
      }
    }
    slots.put(scaled, into: &samples)
  }
}

/// The places of a band's samples in [y, x, band].
private struct BandSlots {
  let bands: Int
  let number: Int
  let sample: PixelLayout.Sample

  func put<T: FixedWidthInteger>(_ values: [T], into samples: inout [UInt8]) {
    let (stride, first) = (bands * sample.bytes, number * sample.bytes)
    samples.withUnsafeMutableBufferPointer { samples in
      values.withUnsafeBufferPointer { values in
        for index in values.indices {
          let at = index * stride + first
          samples[at] = UInt8(truncatingIfNeeded: values[index])
          if sample == .uint16 { samples[at + 1] = UInt8(truncatingIfNeeded: values[index] >> 8) }
        }
      }
    }
  }
}
