internal import CHDF5
internal import Support

extension HDF5File {
  /// Writes the labels of a dimension's elements: `/dimension` is then a netCDF coordinate, by which xarray selects.
  /// Comes before whatever has that dimension.
  package func writeCoordinate(_ labels: [String], of dimension: String, _ description: String) throws {
    let path = "/" + dimension
    precondition(!contains(path), "\(name): \(path): a dimension's labels come first")
    try write(labels, to: path, HDF5Layout(description, dimensions: []))
    try makeScale(dataset(path), dimension)
  }

  /// Attaches the root dimension scale `dimension`, made on first use. Its values are never written:
  /// like a netCDF dimension without a variable it takes no space.
  func attachScale(
    _ dimension: String, length: Int, to dataset: borrowing HDF5Dataset, axis: Int
  ) throws {
    let path = "/" + dimension
    if !contains(path) {
      let creation = try Self.list(kn_H5P_DATASET_CREATE(), name)
      var extent = hsize_t(length)
      let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), H5Sclose, .io, name, "no extent")
      let subject = "\(name): \(path)"
      let scale = try HDF5Handle(
        H5Dcreate2(id, path, kn_H5T_IEEE_F32LE(), space.id, kn_H5P_DEFAULT(), creation.id, kn_H5P_DEFAULT()),
        H5Dclose, .io, subject, "cannot be created", failures: failures)
      // The name by which netCDF-4 knows a dimension that is no variable.
      try makeScale(
        HDF5Dataset(scale, subject: subject),
        "This is a netCDF dimension but not a netCDF variable." + padded(length))
    }
    let scale = try self.dataset(path)
    precondition(scale.shape == [length], "\(name): \(path): length")
    try hdf5Check(
      H5DSattach_scale(dataset.id, scale.id, UInt32(axis)), .io, dataset.subject, "cannot name a dimension")
  }

  private func padded(_ length: Int) -> String {
    let digits = String(length)
    return String(repeating: " ", count: max(1, 10 - digits.count)) + digits
  }

  private func makeScale(_ dataset: borrowing HDF5Dataset, _ label: String) throws {
    try hdf5Check(H5DSset_scale(dataset.id, label), .io, dataset.subject, "cannot be a dimension scale")
  }
}
