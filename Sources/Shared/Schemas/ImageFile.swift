package import HDF5
internal import Support

/// Extent of the pictures of `knowcl/images`.
package struct ImageShape: Sendable, Equatable {
  package var regions: Int
  /// Street views a region; nil for satellite files, whose dataset has no such dimension.
  package var views: Int?
  package var height: Int
  package var width: Int

  package init(regions: Int, views: Int?, height: Int, width: Int) {
    self.regions = regions
    self.views = views
    self.height = height
    self.width = width
  }

  /// Pictures a region.
  package var picturesPerRegion: Int { views ?? 1 }
  /// Bytes of a region's pictures.
  package var regionBytes: Int { picturesPerRegion * height * width * 3 }
  var dimensions: [Int] { views.map { [regions, $0, height, width, 3] } ?? [regions, height, width, 3] }
}

/// Reads `knowcl/images` region by region; see docs/formats.md.
package struct ImageFile: ~Copyable {
  package let ids: [String]
  package let shape: ImageShape
  package let name: String
  private let dataset: HDF5Dataset

  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.images)
    let ids = try file.readStrings("/region/id")
    try requireUnique(ids, "\(file.name): /region/id")
    let dataset = try file.dataset("/image")
    let several = dataset.shape.count == 5
    try dataset.require(.uint8, shape: several ? [ids.count, nil, nil, nil, 3] : [ids.count, nil, nil, 3])
    guard !dataset.shape.dropFirst().contains(0) else {
      throw Failure.data(dataset.subject, "has a dimension of length 0")
    }
    try dataset.requireStorage()
    let tail = Array(dataset.shape.suffix(3))
    let views = several ? dataset.shape[1] : nil
    self.ids = ids
    shape = ImageShape(regions: ids.count, views: views, height: tail[0], width: tail[1])
    name = file.name
    self.dataset = dataset
  }

  /// Bytes of the pictures of consecutive regions, [region, (view,) y, x, RGB].
  package func read(_ regions: Range<Int>) throws -> [UInt8] {
    let count = regions.count * shape.regionBytes
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(Array(regions), into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// Reads the pictures of some regions, in that order, into `buffer`, which must have `shape.regionBytes` for each.
  package func read(_ regions: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    try dataset.readSlices(regions, leading: shape.views == nil ? 1 : 2, into: buffer)
  }
}

/// Writes `knowcl/images`, appending regions in order.
package struct ImageFileWriter: ~Copyable {
  package let shape: ImageShape
  private let dataset: HDF5Dataset

  /// - Parameter imageNames: the file each picture came from, [region] or [region × view], optional.
  package init(
    to file: borrowing HDF5File, ids: [String], imageNames: [String]? = nil, shape: ImageShape,
    description: String
  ) throws {
    precondition(ids.count == shape.regions, "a row for each id")
    self.shape = shape
    try file.writeRegions(ids)
    if let imageNames, shape.views == nil {
      try file.write(
        imageNames, to: "/region/image_name",
        HDF5Layout("files the pictures came from", dimensions: ["regions"], coordinate: "id"))
    } else if let imageNames {
      try file.write(
        imageNames, to: "/region/image_name",
        HDF5Layout("files the pictures came from, views of a region side by side", dimensions: ["pictures"]))
    }
    let dimensions = ["regions"] + (shape.views == nil ? [] : ["views"]) + ["height", "width", "rgb"]
    let chunk = (shape.views == nil ? [1] : [1, 1]) + [shape.height, shape.width, 3]
    dataset = try file.create(
      "/image", .uint8, shape: shape.dimensions,
      HDF5Layout(description, units: "1/255", dimensions: dimensions, chunk: chunk))
  }

  /// Writes the pictures of consecutive regions.
  package func write(_ regions: Range<Int>, _ pixels: UnsafeBufferPointer<UInt8>) throws {
    try dataset.writeChunks(rows: regions, leading: shape.views == nil ? 1 : 2, from: pixels)
  }

  /// Writes the pictures of consecutive regions.
  package func write(_ regions: Range<Int>, _ pixels: [UInt8]) throws {
    try pixels.withUnsafeBufferPointer { try write(regions, $0) }
  }
}
