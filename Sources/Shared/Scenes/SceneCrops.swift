internal import GDAL
package import Images
package import Schemas
internal import Support
internal import Synchronization

/// The pictures of regions that are cut out of a scene, for `PicturePacker`.
package final class SceneCrops: PictureSupply {
  package let list: PictureList
  package let pixels: PixelLayout
  package let extent: PictureExtent
  package let origin: PictureOrigin?

  private let cropper: SceneCropper
  private let windows: [CropWindow]
  private let numbers: [String: Int]
  /// Share of the pixels of each picture that are valid.
  private let valid: Lock<[Float]>

  /// - Parameters:
  ///   - ids: of all regions, which the windows number.
  ///   - plan: with at least one window.
  ///   - areViews: whether a region may have several pictures.
  ///   - origin: what files say of the scene; its corners, edges and shares are set here.
  package init(
    _ cropper: SceneCropper, ids: [String], plan: CropPlan, areViews: Bool, bands: [String],
    extent: PictureExtent, origin: PictureOrigin
  ) throws {
    self.cropper = cropper
    self.extent = extent
    windows = plan.windows
    var names: [String] = []
    var regions: [(id: String, names: [String])] = []
    for (index, window) in plan.windows.enumerated() {
      let id = ids[window.region]
      let isNext = index > 0 && plan.windows[index - 1].region == window.region
      let name = areViews ? "\(id)/\((isNext ? regions[regions.count - 1].names.count : 0) + 1)" : id
      names.append(name)
      if isNext { regions[regions.count - 1].names.append(name) } else { regions.append((id, [name])) }
    }
    list =
      areViews
      ? PictureList(views: regions) : PictureList(single: regions.map { (id: $0.id, name: $0.names[0]) })
    numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    valid = Lock([Float](repeating: 0, count: windows.count))
    pixels = PixelLayout(bands: bands, sample: cropper.sample, hasMask: try !cropper.covers(windows))
    var origin = origin
    let toDegrees = try CoordinateTransform(from: plan.crs, to: .wgs84())
    origin.corners = windows.map { toDegrees($0.corners) }
    origin.edges = windows.map(\.edges)
    origin.crs = plan.crs.definition
    origin.shares = areViews ? windows.map { Float($0.share) } : nil
    self.origin = origin
  }

  package func picture(_ name: String, of region: String) throws -> Picture {
    guard let number = numbers[name] else { throw Failure(.software, name, "is no picture of this scene") }
    let (samples, mask) = try cropper.picture(windows[number])
    let share = Float(mask.count { $0 != 0 }) / Float(mask.count)
    valid.withLock { $0[number] = share }
    return Picture(samples: samples, mask: pixels.hasMask ? mask : nil)
  }

  /// How much of each region its pictures showed, of what they should, by the region's number; and the windows that
  /// showed nothing.
  package var shown: (regions: [Int: Double], emptyWindows: Set<Int>) {
    let valid = valid.withLock { $0 }
    var sums: [Int: (shown: Double, all: Double)] = [:]
    for (window, share) in zip(windows, valid) {
      let sum = sums[window.region] ?? (0, 0)
      sums[window.region] = (sum.shown + window.share * Double(share), sum.all + window.share)
    }
    return (sums.mapValues { $0.shown / $0.all }, Set(valid.indices.filter { valid[$0] == 0 }))
  }
}
