package import HDF5
package import Schemas

/// Writes the members `/cloud/…` of `knowcl/images`: where simulated clouds and shadows lie; see docs/formats.md.
package struct CloudMaskWriter: ~Copyable {
  private let thickness: HDF5Dataset
  private let shadow: HDF5Dataset
  private let classes: HDF5Dataset
  private let shape: ImageShape

  package init(to file: borrowing HDF5File, shape: ImageShape) throws {
    let views = shape.views.map { [$0] } ?? []
    let names = ["regions"] + (views.isEmpty ? [] : ["views"]) + ["height", "width"]
    let chunk = [1] + views.map { _ in 1 } + [shape.height, shape.width]
    func create(_ name: String, _ description: String, units: String? = nil) throws -> HDF5Dataset {
      try file.create(
        "/cloud/\(name)", .uint8, shape: [shape.regions] + views + [shape.height, shape.width],
        HDF5Layout(description, units: units, dimensions: names, chunk: chunk))
    }
    let thickness = try create("thickness", "thickness of the cloud, mean of the channels", units: "1/255")
    let shadow = try create("shadow", "share of the light that shadows take from the ground", units: "1/255")
    let classes = try create("class", "0 clear, 1 thick cloud, 2 thin cloud, 3 shadow")
    self.thickness = thickness
    self.shadow = shadow
    self.classes = classes
    self.shape = shape
  }

  /// Writes the masks of consecutive regions, [region × view].
  package func write(_ regions: Range<Int>, _ masks: [CloudMask]) throws {
    func write(_ dataset: borrowing HDF5Dataset, _ plane: (CloudMask) -> [UInt8]) throws {
      try masks.flatMap(plane).withUnsafeBufferPointer {
        try dataset.writeChunks(rows: regions, leading: shape.views == nil ? 1 : 2, from: $0)
      }
    }
    try write(thickness) { $0.thickness }
    try write(shadow) { $0.shadow }
    try write(classes) { $0.classes }
  }
}
