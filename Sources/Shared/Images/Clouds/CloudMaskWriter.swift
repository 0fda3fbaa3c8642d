package import HDF5
package import Schemas

/// Writes the members `/cloud/…` of `knowcl/images`: where simulated clouds and shadows lie; see docs/formats.md.
package struct CloudMaskWriter: ~Copyable {
  private let thickness: PictureDataset
  private let shadow: PictureDataset
  private let classes: PictureDataset
  private let shape: ImageShape

  package init(to file: borrowing HDF5File, shape: ImageShape) throws {
    func create(_ name: String, _ description: String, units: String? = nil) throws -> PictureDataset {
      try PictureDataset(
        creating: "/cloud/\(name)", in: file, .uint8, of: shape,
        array: [("height", shape.height), ("width", shape.width)], description: description, units: units)
    }
    let thickness = try create("thickness", "thickness of the cloud, mean of the channels", units: "1/255")
    let shadow = try create("shadow", "share of the light that shadows take from the ground", units: "1/255")
    let classes = try create("class", "0 clear, 1 thick cloud, 2 thin cloud, 3 shadow")
    self.thickness = thickness
    self.shadow = shadow
    self.classes = classes
    self.shape = shape
  }

  /// Writes the masks of the pictures of consecutive regions.
  package func write(_ regions: Range<Int>, _ masks: [CloudMask]) throws {
    func write(_ dataset: borrowing PictureDataset, _ plane: (CloudMask) -> [UInt8]) throws {
      try masks.flatMap(plane).withUnsafeBytes { try dataset.write(shape.views[regions], from: $0) }
    }
    try write(thickness) { $0.thickness }
    try write(shadow) { $0.shadow }
    try write(classes) { $0.classes }
  }
}
