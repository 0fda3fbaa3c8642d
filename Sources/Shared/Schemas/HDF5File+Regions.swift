package import HDF5

extension HDF5File {
  /// Writes the ids of regions where every schema has them, and as the labels of their dimension.
  /// - Parameters:
  ///   - root: the group of the city, "" for the file's own.
  ///   - axis: the name of the dimension that counts the regions.
  package func writeRegions(_ ids: [String], below root: String = "", axis: String = "regions") throws {
    let description = "region identifiers"
    try writeCoordinate(ids, of: axis, description)
    try write(ids, to: "\(root)/region/id", HDF5Layout(description, dimensions: [axis]))
  }
}
