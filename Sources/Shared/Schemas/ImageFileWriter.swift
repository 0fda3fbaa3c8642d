package import HDF5
internal import Support

/// Writes `knowcl/images` of any layout, appending regions in order, in the version `shape.version`; see
/// docs/formats.md.
package struct ImageFileWriter: ~Copyable {
  package let shape: ImageShape
  private let image: PictureDataset
  private let mask: PictureDataset?

  /// - Parameters:
  ///   - imageNames: what each picture was made from, optional.
  ///   - origin: where pictures were cut, if `shape` says that they are placed.
  package init(
    to file: borrowing HDF5File, ids: [String], imageNames: [String]? = nil, shape: ImageShape,
    origin: PictureOrigin? = nil, description: String
  ) throws {
    precondition(ids.count == shape.regions, "a row for each id")
    precondition(shape.isPlaced == (origin != nil), "pictures have places or have none")
    try file.writeRegions(ids)
    if shape.version >= SchemaVersion(1, 1) { try Self.writeLayout(of: shape, to: file) }
    if let origin { try origin.write(to: file, shape: shape) }
    if let imageNames {
      precondition(imageNames.count == shape.pictures, "a name for each picture")
      let numbered = shape.views.areNumbered
      try file.write(
        imageNames, to: "/region/image_name",
        HDF5Layout(
          "files the pictures came from" + (numbered ? ", views of a region side by side" : ""),
          dimensions: [numbered ? "pictures" : "regions"], coordinate: numbered ? nil : "id"))
    }
    let extent = [("height", shape.height), ("width", shape.width)]
    let isOld = shape.version < SchemaVersion(1, 1)
    let image = try PictureDataset(
      creating: "/image", in: file, shape.pixels.sample == .uint8 ? .uint8 : .uint16, of: shape,
      array: extent + [(isOld ? "rgb" : "bands", shape.pixels.bands.count)], description: description,
      units: shape.pixels == .rgb ? "1/255" : nil)
    let mask =
      shape.pixels.hasMask
      ? try PictureDataset(
        creating: "/mask", in: file, .uint8, of: shape, array: extent,
        description: "1 where a pixel is valid, else 0") : nil
    self.shape = shape
    self.image = image
    self.mask = mask
  }

  /// What version 1.1 has besides: names of the bands, and views of each region.
  private static func writeLayout(of shape: ImageShape, to file: borrowing HDF5File) throws {
    if shape.views.areNumbered {
      try file.write(
        shape.views.counts.map { Int32($0) }, to: "/region/views", shape: [shape.regions],
        HDF5Layout("pictures of each region, one behind another in /image", dimensions: ["regions"]))
    }
    let description = "names of the bands"
    try file.writeCoordinate(shape.pixels.bands, of: "bands", description)
    try file.write(shape.pixels.bands, to: "/band/name", HDF5Layout(description, dimensions: ["bands"]))
  }

  /// Writes the pictures of consecutive regions.
  /// - Parameters:
  ///   - samples: [picture, y, x, band], little-endian.
  ///   - mask: [picture, y, x], where the layout has one.
  package func write(
    _ regions: Range<Int>, _ samples: UnsafeRawBufferPointer, mask valid: UnsafeRawBufferPointer? = nil
  ) throws {
    try image.write(shape.views[regions], from: samples)
    switch mask {
    case .some(let mask):
      guard let valid else { throw Failure(.software, nil, "pictures lack their masks") }
      try mask.write(shape.views[regions], from: valid)
    case .none: break
    }
  }

  /// Writes the pictures of consecutive regions.
  package func write(_ regions: Range<Int>, _ samples: [UInt8]) throws {
    try samples.withUnsafeBytes { try write(regions, $0) }
  }
}
