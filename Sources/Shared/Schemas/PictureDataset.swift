package import HDF5

/// A dataset that holds an array of every picture, each a chunk: [regions, …], [regions, views, …] or, from version
/// 1.1 of `knowcl/images`, [pictures, …].
package struct PictureDataset: ~Copyable {
  private let dataset: HDF5Dataset
  /// Dimensions along which pictures are numbered.
  private let leading: Int

  /// - Parameter array: names and lengths of the dimensions of a picture's array.
  package init(
    creating path: String, in file: borrowing HDF5File, _ kind: HDF5Kind, of shape: ImageShape,
    array: [(name: String, length: Int)], description: String, units: String? = nil
  ) throws {
    let views = shape.views
    let numbered: [(name: String, length: Int)] =
      if !views.areNumbered {
        [("regions", views.regions)]
      } else if shape.version < SchemaVersion(1, 1), let each = views.each {
        [("regions", views.regions), ("views", each)]
      } else {
        [("pictures", views.pictures)]
      }
    leading = numbered.count
    dataset = try file.create(
      path, kind, shape: (numbered + array).map(\.length),
      HDF5Layout(
        description, units: units, dimensions: (numbered + array).map(\.name),
        chunk: numbered.map { _ in 1 } + array.map(\.length)))
  }

  /// - Parameter leading: dimensions along which pictures are numbered.
  init(_ dataset: consuming HDF5Dataset, leading: Int) {
    self.dataset = dataset
    self.leading = leading
  }

  /// Writes the arrays of consecutive pictures.
  package func write(_ pictures: Range<Int>, from bytes: UnsafeRawBufferPointer) throws {
    try dataset.writeSlices(pictures, leading: leading, from: bytes)
  }

  /// Reads the arrays of some pictures, of bytes, in that order.
  func read(_ pictures: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    try dataset.readSlices(pictures, leading: leading, into: buffer)
  }
}
