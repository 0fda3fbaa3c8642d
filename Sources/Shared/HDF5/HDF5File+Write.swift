internal import CHDF5
internal import Support

/// How a dataset is stored and described.
package struct HDF5Layout: Sendable {
  /// What it holds, in one sentence.
  package var description: String
  /// Unit of its values, if it has one.
  package var units: String?
  /// Names of its dimensions: dimension scales of the file, so that xarray shows them. All or none.
  package var dimensions: [String]
  /// Name of the dataset beside it that labels its rows, as in CF: xarray makes it a coordinate.
  package var coordinate: String?
  /// Chunk extent; nil lets `write` choose, one chunk that is not compressed for small data.
  package var chunk: [Int]?
  /// Whether to shuffle and deflate.
  package var compressed: Bool

  package init(
    _ description: String, units: String? = nil, dimensions: [String], coordinate: String? = nil,
    chunk: [Int]? = nil, compressed: Bool = true
  ) {
    self.description = description
    self.units = units
    self.dimensions = dimensions
    self.coordinate = coordinate
    self.chunk = chunk
    self.compressed = compressed
  }
}

extension HDF5File {
  /// Creates a dataset of the given extent, and the groups above it.
  package func create(_ path: String, _ kind: HDF5Kind, shape: [Int], _ layout: HDF5Layout) throws
    -> HDF5Dataset
  {
    let strings = try variableStringType("\(name): \(path)")
    let type = kind == .string ? strings.id : kind.fileType
    return try create(path, type, compressible: kind != .string, elementSize: kind.size, shape: shape, layout)
  }

  private func create(
    _ path: String, _ type: hid_t, compressible: Bool, elementSize: Int, shape: [Int], _ layout: HDF5Layout
  ) throws -> HDF5Dataset {
    let subject = "\(name): \(path)"
    precondition(
      [0, shape.count].contains(layout.dimensions.count), "\(subject): name every dimension or none")
    let links = try Self.list(kn_H5P_LINK_CREATE(), subject)
    H5Pset_create_intermediate_group(links.id, 1)
    H5Pset_char_encoding(links.id, H5T_CSET_UTF8)
    try createGroups(above: path)
    let creation = try Self.list(kn_H5P_DATASET_CREATE(), subject)
    let chunk = layout.chunk ?? Self.chunk(for: shape, elementSize: elementSize)
    if compressible, !shape.isEmpty, !shape.contains(0) {
      // Chunks alone can have checksums.
      H5Pset_chunk(creation.id, Int32(shape.count), (chunk ?? shape).map { hsize_t($0) })
      if chunk != nil, layout.compressed {
        H5Pset_shuffle(creation.id)
        H5Pset_deflate(creation.id, UInt32(Deflater.level))
      }
      H5Pset_fletcher32(creation.id)
    }
    let extent = shape.map { hsize_t($0) }
    let space = try HDF5Handle(
      shape.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), extent, nil), H5Sclose,
      .io, subject, "cannot describe its extent")
    let id = H5Dcreate2(id, path, type, space.id, links.id, creation.id, kn_H5P_DEFAULT())
    let handle = try HDF5Handle(id, H5Dclose, .io, subject, "cannot be created", failures: failures)
    let dataset = try HDF5Dataset(handle, subject: subject)
    try setAttribute("description", layout.description, on: path)
    if let units = layout.units { try setAttribute("units", units, on: path) }
    if let coordinate = layout.coordinate { try setAttribute("coordinates", coordinate, on: path) }
    for (axis, dimension) in layout.dimensions.enumerated() {
      try attachScale(dimension, length: shape[axis], to: dataset, axis: axis)
    }
    return dataset
  }

  /// Writes a whole dataset.
  package func write<T: HDF5Scalar>(_ values: [T], to path: String, shape: [Int], _ layout: HDF5Layout) throws
  {
    try values.withUnsafeBufferPointer { try write($0, to: path, shape: shape, layout) }
  }

  /// Writes a whole dataset.
  package func write<T: HDF5Scalar>(
    _ values: UnsafeBufferPointer<T>, to path: String, shape: [Int], _ layout: HDF5Layout
  ) throws {
    precondition(values.count == shape.reduce(1, *), "\(name): \(path): element count")
    let layout = chunked(layout, shape, T.hdf5Kind)
    let dataset = try create(path, T.hdf5Kind, shape: shape, layout)
    guard !values.isEmpty else { return }
    if let rows = Self.rowsPerChunk(layout, shape, T.hdf5Kind) {
      let (source, width) = (Unchecked(values), values.count / shape[0])
      return try dataset.writeChunks(of: rows, compressed: layout.compressed) { range, target in
        let part = source.value[(range.lowerBound * width)..<(range.upperBound * width)]
        _ = target.update(fromContentsOf: part)
      }
    }
    try hdf5Check(
      H5Dwrite(
        dataset.id, T.hdf5Kind.memoryType, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), values.baseAddress),
      .io, dataset.subject, "cannot be written")
    if shape.isEmpty { try setChecksum(Fletcher32.of(UnsafeRawBufferPointer(values)), on: path) }
  }

  private func setChecksum(_ checksum: UInt32, on path: String) throws {
    try setAttribute(Fletcher32.attribute, Int64(checksum), on: path)
  }

  /// Writes a whole dataset that is made as it is written.
  /// - Parameters:
  ///   - alongside: other writing to the file, done while the first rows are made and compressed.
  ///   - fill: writes the given rows to the buffer; is called by several threads.
  package func write<T: HDF5Scalar>(
    _ path: String, shape: [Int], _ layout: HDF5Layout, alongside: () throws -> Void = {},
    fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<T>) -> Void
  ) throws {
    let layout = chunked(layout, shape, T.hdf5Kind)
    if let rows = Self.rowsPerChunk(layout, shape, T.hdf5Kind) {
      return try create(path, T.hdf5Kind, shape: shape, layout).writeChunks(
        of: rows, compressed: layout.compressed, alongside: alongside, fill: fill)
    }
    try alongside()
    let count = shape.reduce(1, *)
    let values = [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0 { fill(0..<shape[0], UnsafeMutableBufferPointer(rebasing: buffer[..<count])) }
      initialized = count
    }
    try write(values, to: path, shape: shape, layout)
  }

  /// The layout with its chunks.
  private func chunked(_ layout: HDF5Layout, _ shape: [Int], _ kind: HDF5Kind) -> HDF5Layout {
    var layout = layout
    layout.chunk = layout.chunk ?? Self.chunk(for: shape, elementSize: kind.size)
    return layout
  }

  /// Rows of a chunk where chunks are whole rows, and there are several of them.
  private static func rowsPerChunk(_ layout: HDF5Layout, _ shape: [Int], _ kind: HDF5Kind) -> Int? {
    guard kind != .string, let chunk = layout.chunk,
      chunk.dropFirst() == shape.dropFirst(),
      chunk[0] < shape[0]
    else { return nil }
    return chunk[0]
  }

  /// Writes a one-dimensional dataset of variable-length UTF-8 strings.
  package func write(_ strings: [String], to path: String, _ layout: HDF5Layout) throws {
    let dataset = try create(path, .string, shape: [strings.count], layout)
    guard !strings.isEmpty else { return }
    let type = try variableStringType(dataset.subject)
    try withCStrings(strings) { pointers in
      _ = try hdf5Check(
        H5Dwrite(dataset.id, type.id, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), pointers.baseAddress),
        .io, dataset.subject, "cannot be written")
    }
    try setChecksum(Fletcher32.of(strings), on: path)
  }

  /// Writes a one-dimensional dataset of strings of which there are few different ones: of fixed length, so that
  /// they can be compressed.
  /// - Parameter codes: index into `labels` of each element.
  package func write(labels: [String], _ codes: [UInt8], to path: String, _ layout: HDF5Layout) throws {
    let width = max(1, labels.map(\.utf8.count).max() ?? 1)
    let type = try HDF5Handle(H5Tcopy(kn_H5T_C_S1()), H5Tclose, .software, path, "no string type")
    H5Tset_size(type.id, width)
    H5Tset_cset(type.id, H5T_CSET_UTF8)
    H5Tset_strpad(type.id, H5T_STR_NULLPAD)
    let dataset = try create(
      path, type.id, compressible: true, elementSize: width, shape: [codes.count], layout)
    guard !codes.isEmpty else { return }
    let padded = labels.flatMap { Array($0.utf8) + [UInt8](repeating: 0, count: width - $0.utf8.count) }
    let text = [UInt8](unsafeUninitializedCapacity: width * codes.count) { buffer, count in
      for (index, code) in codes.enumerated() {
        let label = padded[(width * Int(code))..<(width * (Int(code) + 1))]
        _ = UnsafeMutableBufferPointer(rebasing: buffer[(width * index)...]).update(fromContentsOf: label)
      }
      count = width * codes.count
    }
    try hdf5Check(
      H5Dwrite(dataset.id, type.id, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), text), .io, dataset.subject,
      "cannot be written")
  }

  /// Gives an object that was written a second path: it is in the file once.
  package func link(_ path: String, at second: String) throws {
    try createGroups(above: second)
    try hdf5Check(
      H5Lcreate_hard(id, path, id, second, kn_H5P_DEFAULT(), kn_H5P_DEFAULT()), .io, "\(name): \(second)",
      "cannot be created")
  }

  /// Chunks of about 256 KiB along the first dimension; nil below 4 KiB.
  private static func chunk(for shape: [Int], elementSize: Int) -> [Int]? {
    let total = shape.reduce(elementSize, *)
    guard !shape.isEmpty, total > 4096 else { return nil }
    let row = total / shape[0]
    return [min(shape[0], max(1, (256 << 10) / row))] + shape.dropFirst()
  }

  private func createGroups(above path: String) throws {
    var prefix = ""
    for part in path.split(separator: "/").dropLast() {
      prefix += "/" + part
      guard !contains(prefix) else { continue }
      let creation = try Self.list(kn_H5P_GROUP_CREATE(), name)
      _ = try HDF5Handle(
        H5Gcreate2(id, prefix, kn_H5P_DEFAULT(), creation.id, kn_H5P_DEFAULT()), H5Gclose, .io,
        "\(name): \(prefix)", "cannot be created")
    }
  }
}

/// Calls `body` with C strings that live as long as the call.
func withCStrings<R>(_ strings: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) throws -> R)
  rethrows -> R
{
  var bytes: [CChar] = []
  var offsets: [Int] = []
  bytes.reserveCapacity(strings.reduce(strings.count) { $0 + $1.utf8.count })
  offsets.reserveCapacity(strings.count)
  for var string in strings {
    offsets.append(bytes.count)
    string.withUTF8 { utf8 in utf8.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) } }
    bytes.append(0)
  }
  return try bytes.withUnsafeBufferPointer { buffer in
    return try offsets.map { offset -> UnsafePointer<CChar>? in buffer.baseAddress.map { $0 + offset } }
      .withUnsafeBufferPointer(body)
  }
}
