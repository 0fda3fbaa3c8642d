package import HDF5
internal import Support

/// Reads the photographs of a `knowcl/images` file, 8-bit RGB, region by region; see docs/formats.md.
package struct ImageFile: ~Copyable {
  package let ids: [String]
  package let shape: ImageShape
  package let name: String
  private let dataset: PictureDataset

  /// - Throws: `Failure` (EX_DATAERR) when the file is damaged, or its pictures are not `PixelLayout.rgb`.
  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.images)
    let version = try file.requireVersion(of: .images)
    let ids = try file.readStrings("/region/id")
    try requireUnique(ids, "\(file.name): /region/id")
    let dataset = try file.dataset("/image")
    let extent = dataset.shape
    guard [4, 5].contains(extent.count) else {
      throw Failure.data(dataset.subject, "has \(extent.count) dimensions, where 4 or 5 are needed")
    }
    guard !extent.dropFirst().contains(0) else {
      throw Failure.data(dataset.subject, "has a dimension of length 0")
    }
    let pixels = try Self.pixels(of: dataset, in: file, version)
    let views = try Self.views(of: dataset, regions: ids.count, in: file, version)
    guard pixels == .rgb else {
      throw Failure.data(file.name, "holds \(pixels), where \(PixelLayout.rgb) are needed")
    }
    try dataset.requireStorage()
    let (height, width) = (extent[extent.count - 3], extent[extent.count - 2])
    self.ids = ids
    shape = ImageShape(views: views, height: height, width: width)
    name = file.name
    self.dataset = PictureDataset(dataset, leading: extent.count - 3)
  }

  /// How many pictures each region has, checked against the extent of `/image`.
  private static func views(
    of dataset: borrowing HDF5Dataset, regions: Int, in file: borrowing HDF5File, _ version: SchemaVersion
  ) throws -> RegionViews {
    let extent = dataset.shape
    let path = "/region/views"
    guard extent.count == 4, version >= SchemaVersion(1, 1), file.contains(path) else {
      try dataset.require(dataset.kind, shape: [regions] + extent.dropFirst())
      return extent.count == 5 ? RegionViews(regions: regions, each: extent[1]) : .single(regions)
    }
    let counts = try file.read(path, as: Int32.self, shape: [regions]).map(Int.init)
    if let bad = counts.firstIndex(where: { $0 < 1 }) {
      throw Failure.data(
        "\(file.name): \(path)", "element \(bad) is \(counts[bad]), where each region needs a picture")
    }
    let sum = counts.reduce(0, +)
    guard sum == extent[0] else {
      throw Failure.data("\(file.name): \(path)", "adds up to \(sum) pictures, where /image has \(extent[0])")
    }
    return RegionViews(counts: counts)
  }

  private static func pixels(
    of dataset: borrowing HDF5Dataset, in file: borrowing HDF5File, _ version: SchemaVersion
  ) throws -> PixelLayout {
    let extent = dataset.shape
    guard version >= SchemaVersion(1, 1) else {
      try dataset.require(.uint8, shape: extent.dropLast() + [3])
      return .rgb
    }
    let sample: PixelLayout.Sample =
      switch dataset.kind {
      case .uint8: .uint8
      case .uint16: .uint16
      default:
        throw Failure.data(dataset.subject, "holds \(dataset.kind.rawValue), where uint8 or uint16 is needed")
      }
    let path = "/band/name"
    let bandCount = extent[extent.count - 1]
    let bands =
      file.contains(path) || bandCount != PixelLayout.rgb.bands.count
      ? try file.readStrings(path, count: bandCount) : PixelLayout.rgb.bands
    try requireUnique(bands, "\(file.name): \(path)")
    let hasMask = file.contains("/mask")
    if hasMask { try file.dataset("/mask").require(.uint8, shape: extent.dropLast()) }
    return PixelLayout(bands: bands, sample: sample, hasMask: hasMask)
  }

  /// Bytes of the pictures of consecutive regions, [picture, y, x, RGB].
  package func read(_ regions: Range<Int>) throws -> [UInt8] {
    let count = shape.bytes(of: regions)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(Array(regions), into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// Reads the pictures of some regions, in that order, into `buffer`, which must have `shape.pictureBytes` for each.
  package func read(_ regions: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    try dataset.read(regions.flatMap { shape.views[$0] }, into: buffer)
  }
}
