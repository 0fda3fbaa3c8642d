internal import CHDF5
internal import Support

extension HDF5File {
  /// Writes a string attribute on the object at `path`.
  package func setAttribute(_ attribute: String, _ value: String, on path: String = "/") throws {
    let subject = "\(name): \(path)@\(attribute)"
    let type = try variableStringType(subject)
    try withCStrings([value]) { pointers in
      try writeAttribute(
        attribute, path, subject, shape: nil, type: type.id, memory: type.id, pointers.baseAddress)
    }
  }

  /// Writes a one-dimensional string attribute.
  package func setAttribute(_ attribute: String, _ values: [String], on path: String = "/") throws {
    let subject = "\(name): \(path)@\(attribute)"
    let type = try variableStringType(subject)
    try withCStrings(values) { pointers in
      try writeAttribute(
        attribute, path, subject, shape: values.count, type: type.id, memory: type.id, pointers.baseAddress)
    }
  }

  /// Writes a number.
  package func setAttribute<T: HDF5Scalar>(_ attribute: String, _ value: T, on path: String = "/") throws {
    try withUnsafePointer(to: value) { pointer in
      try writeAttribute(
        attribute, path, "\(name): \(path)@\(attribute)", shape: nil, type: T.hdf5Kind.fileType,
        memory: T.hdf5Kind.memoryType, pointer)
    }
  }

  /// Writes an integer as 64-bit.
  package func setAttribute(_ attribute: String, _ value: Int, on path: String = "/") throws {
    try setAttribute(attribute, Int64(value), on: path)
  }

  /// Whether the object at `path` has the attribute.
  package func hasAttribute(_ attribute: String, on path: String = "/") -> Bool {
    let found = readingHDF5(name) { H5Aexists_by_name(id, path, attribute, kn_H5P_DEFAULT()) }
    if found < 0 { _ = HDF5Library.lastReason() }
    return found > 0
  }

  /// Reads a string attribute.
  package func stringAttribute(_ attribute: String, on path: String = "/") throws -> String {
    let values = try stringsAttribute(attribute, on: path)
    guard values.count == 1 else {
      throw Failure.data(
        "\(name): \(path)@\(attribute)", "holds \(values.count) strings, where one is needed")
    }
    return values[0]
  }

  /// Reads a string attribute of any length.
  func stringsAttribute(_ attribute: String, on path: String = "/") throws -> [String] {
    let open = try openAttribute(attribute, path)
    let subject = open.subject
    let type = try HDF5Handle(H5Aget_type(open.handle.id), H5Tclose, .data, subject, "has no type")
    guard H5Tget_class(type.id) == H5T_STRING else { throw Failure.data(subject, "is not text") }
    guard H5Tget_size(type.id) <= (1 << 28) / max(open.count, 1) else {
      throw Failure.data(subject, "has an impossible extent")
    }
    return try readStringElements(count: open.count, type: type.id, subject: subject) {
      H5Aread(open.handle.id, $0, $1)
    }
  }

  /// Reads a number, converted by libhdf5 from whatever numeric type is stored.
  package func numberAttribute<T: HDF5Scalar>(
    _ attribute: String, as type: T.Type = T.self, on path: String = "/"
  ) throws -> T {
    let open = try openAttribute(attribute, path)
    let subject = open.subject
    let type = try HDF5Handle(H5Aget_type(open.handle.id), H5Tclose, .data, subject, "has no type")
    let kind = H5Tget_class(type.id)
    guard open.count == 1, kind == H5T_INTEGER || kind == H5T_FLOAT else {
      throw Failure.data(subject, "is not one number")
    }
    var value = T.zero
    try hdf5Check(H5Aread(open.handle.id, T.hdf5Kind.memoryType, &value), .data, subject, "cannot be read")
    return value
  }

  /// Reads a whole number, of whatever integer type.
  /// - Throws: `Failure` (EX_DATAERR) for a fraction as well.
  package func integerAttribute(_ attribute: String, on path: String = "/") throws -> Int {
    let values = try integersAttribute(attribute, on: path)
    guard values.count == 1 else {
      throw Failure.data(
        "\(name): \(path)@\(attribute)", "holds \(values.count) numbers, where one is needed")
    }
    return values[0]
  }

  /// Names of an object's attributes, sorted.
  func attributes(of path: String) throws -> [String] {
    let subject = "\(name): \(path)"
    let object = try HDF5Handle(
      H5Oopen(id, path, kn_H5P_DEFAULT()), H5Oclose, .data, subject, "cannot be opened")
    let count = try hdf5Check(H5Aget_num_attrs(object.id), .data, subject, "has no readable attributes")
    return try (0..<count).map { index in
      try text(subject) {
        H5Aget_name_by_idx(
          object.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), $0, $1, kn_H5P_DEFAULT())
      }
    }
  }

  /// The values of an attribute of any kind, as text that tells different ones apart.
  func attributeTexts(_ attribute: String, on path: String) throws -> [String] {
    let open = try openAttribute(attribute, path)
    let type = try HDF5Handle(H5Aget_type(open.handle.id), H5Tclose, .data, open.subject, "has no type")
    switch H5Tget_class(type.id) {
    case H5T_STRING: return try stringsAttribute(attribute, on: path)
    case H5T_INTEGER: return ["\(try numberAttribute(attribute, as: Int64.self, on: path))"]
    default: return ["\(try numberAttribute(attribute, as: Double.self, on: path))"]
    }
  }

  /// Reads whole numbers, of whatever integer type.
  package func integersAttribute(_ attribute: String, on path: String = "/") throws -> [Int] {
    let open = try openAttribute(attribute, path)
    let subject = open.subject
    let type = try HDF5Handle(H5Aget_type(open.handle.id), H5Tclose, .data, subject, "has no type")
    guard H5Tget_class(type.id) == H5T_INTEGER, open.count <= 64 else {
      throw Failure.data(subject, "is not a list of whole numbers")
    }
    var values = [Int64](repeating: 0, count: max(open.count, 1))
    try hdf5Check(
      H5Aread(open.handle.id, Int64.hdf5Kind.memoryType, &values), .data, subject, "cannot be read")
    return values.prefix(open.count).map { Int($0) }
  }

  private func openAttribute(_ attribute: String, _ path: String) throws -> OpenAttribute {
    let subject = "\(name): \(path)@\(attribute)"
    guard hasAttribute(attribute, on: path) else { throw Failure.data(subject, "is missing") }
    let handle = try HDF5Handle(
      H5Aopen_by_name(id, path, attribute, kn_H5P_DEFAULT(), kn_H5P_DEFAULT()), H5Aclose, .data, subject,
      "cannot be opened")
    let space = try HDF5Handle(H5Aget_space(handle.id), H5Sclose, .data, subject, "has no extent")
    let count = Int(H5Sget_simple_extent_npoints(space.id))
    guard (0...(1 << 24)).contains(count) else { throw Failure.data(subject, "has an impossible extent") }
    return OpenAttribute(handle: handle, count: count, subject: subject)
  }

  private func writeAttribute(
    _ attribute: String, _ path: String, _ subject: String, shape: Int?, type: hid_t, memory: hid_t,
    _ value: UnsafeRawPointer?
  ) throws {
    var extent = hsize_t(shape ?? 1)
    let space = try HDF5Handle(
      shape == nil ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &extent, nil), H5Sclose, .io, subject,
      "no extent")
    let handle = try HDF5Handle(
      H5Acreate_by_name(
        id, path, attribute, type, space.id, kn_H5P_DEFAULT(), kn_H5P_DEFAULT(), kn_H5P_DEFAULT()),
      H5Aclose, .io, subject, "cannot be created")
    guard extent > 0 else { return }
    try hdf5Check(H5Awrite(handle.id, memory, value), .io, subject, "cannot be written")
  }
}

private struct OpenAttribute: ~Copyable {
  let handle: HDF5Handle
  let count: Int
  let subject: String
}
