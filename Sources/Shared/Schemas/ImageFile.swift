package import HDF5
internal import Support

/// Reads the photographs of a `knowcl/images` file, 8-bit RGB, region by region; see docs/formats.md. Pixels that its
/// mask says are not valid come as the mean colour of the picture's others, grey where there are none.
package struct ImageFile: ~Copyable {
  package let ids: [String]
  package let shape: ImageShape
  package let name: String
  /// Where the pictures were cut, if they were.
  package let origin: PictureOrigin?
  /// Whether it says which pixels are valid.
  package let hasMask: Bool
  private let dataset: PictureDataset
  private let mask: PictureDataset?

  /// - Throws: `Failure` (EX_DATAERR) when the file is damaged, or its pictures are not of 8 bits, red, green and blue.
  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.images)
    let version = try file.requireVersion(of: .images)
    let ids = try file.readStrings("/region/id")
    try requireNames(ids, "\(file.name): /region/id", areLabels: true)
    let dataset = try file.dataset("/image")
    let extent = dataset.shape
    try ImageRules.require(extent: extent, dataset.subject)
    let pixels = try Self.pixels(of: dataset, in: file, version)
    let views = try Self.views(of: dataset, regions: ids.count, in: file, version)
    guard pixels.sample == .uint8, pixels.bands == PixelLayout.rgb.bands else {
      throw Failure.data(
        file.name,
        "holds \(pixels), where 8-bit pictures of red, green and blue are needed; img-crop --bands red=…,green=…,blue=… with --limits, --percentiles or --reflectance makes such of any scene"
      )
    }
    try dataset.requireEveryChunk()
    let origin =
      version >= SchemaVersion(1, 2)
      ? try PictureOrigin(from: file, pictures: views.pictures, bands: pixels.bands.count) : nil
    let mask = try Self.mask(in: file, pixels, leading: extent.count - 3)
    let (height, width) = (extent[extent.count - 3], extent[extent.count - 2])
    self.ids = ids
    shape = ImageShape(views: views, height: height, width: width, isPlaced: origin != nil)
    name = file.name
    self.origin = origin
    hasMask = pixels.hasMask
    self.mask = mask
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

  private static func mask(in file: borrowing HDF5File, _ pixels: PixelLayout, leading: Int) throws
    -> PictureDataset?
  {
    guard pixels.hasMask else { return nil }
    let dataset = try file.dataset("/mask")
    try dataset.requireEveryChunk()
    return PictureDataset(dataset, leading: leading)
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
    try requireNames(bands, "\(file.name): \(path)")
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
    let pictures = regions.flatMap { shape.views[$0] }
    try dataset.read(pictures, into: buffer)
    guard let valid = try masks(of: regions) else { return }
    let pixels = shape.height * shape.width
    for index in pictures.indices {
      let size = shape.pictureBytes
      Self.fill(
        UnsafeMutableBufferPointer(rebasing: buffer[(index * size)..<((index + 1) * size)]),
        valid[(index * pixels)..<((index + 1) * pixels)])
    }
  }

  /// Which pixels of the pictures of some regions are valid, in that order: [picture, y, x], 1 or 0; nil where the file
  /// does not say.
  package func masks(of regions: [Int]) throws -> [UInt8]? {
    switch mask {
    case .some(let mask):
      let pictures = regions.flatMap { shape.views[$0] }
      var valid = [UInt8](repeating: 0, count: pictures.count * shape.height * shape.width)
      try valid.withUnsafeMutableBufferPointer { try mask.read(pictures, into: $0) }
      try ImageRules.require(mask: valid, "\(name): /mask")
      return valid
    case .none: return nil
    }
  }

  /// Gives the pixels of a picture that are not valid the mean colour of the others, or grey where there are none, so that
  /// what a network sees there is neither black nor a cloud.
  /// - Parameter valid: [y, x]
  private static func fill(_ picture: UnsafeMutableBufferPointer<UInt8>, _ valid: ArraySlice<UInt8>) {
    let count = valid.count { $0 != 0 }
    guard count < valid.count else { return }
    guard count > 0 else { return picture.update(repeating: 128) }
    for channel in 0..<3 {
      let sum = valid.enumerated().reduce(0) {
        $1.element == 0 ? $0 : $0 + Int(picture[3 * $1.offset + channel])
      }
      let mean = UInt8((2 * sum + count) / (2 * count))
      for (pixel, isValid) in valid.enumerated() where isValid == 0 { picture[3 * pixel + channel] = mean }
    }
  }
}
