internal import CHDF5
internal import Foundation
internal import Support

/// An open dataset, read or written whole or by ranges of its first dimension.
package struct HDF5Dataset: ~Copyable {
  private let handle: HDF5Handle
  package let shape: [Int]
  package let kind: HDF5Kind
  /// `file: /path`, as messages name it.
  package let subject: String
  /// Bytes of an element in the file, before compression.
  let elementSize: Int

  init(_ handle: consuming HDF5Handle, subject: String) throws {
    let space = try HDF5Handle(
      H5Dget_space(handle.id), H5Sclose, .data, subject, "has no readable extent")
    let type = try HDF5Handle(H5Dget_type(handle.id), H5Tclose, .data, subject, "has no type")
    guard let kind = HDF5Kind(storedType: type.id) else {
      throw Failure.data(subject, "has an element type that no knowcl file holds")
    }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank >= 0, H5Sget_simple_extent_type(space.id) != H5S_NULL else {
      throw Failure.data(subject, "is not an array")
    }
    var extent = [hsize_t](repeating: 0, count: max(rank, 1))
    H5Sget_simple_extent_dims(space.id, &extent, nil)
    var total = 1
    for length in extent.prefix(rank) {
      let (product, overflow) = total.multipliedReportingOverflow(by: Int(clamping: length))
      guard !overflow, product <= Int.max / 16 else {
        throw Failure.data(subject, "has an impossible extent \(extent.prefix(rank).map { $0 })")
      }
      total = product
    }
    self.shape = extent.prefix(rank).map(Int.init)
    self.kind = kind
    self.subject = subject
    elementSize = H5Tget_size(type.id)
    self.handle = handle
  }

  package var count: Int { shape.reduce(1, *) }

  var id: hid_t { handle.id }

  /// Bytes that the file stores for this dataset, after compression.
  package var storedBytes: Int { readingHDF5(subject) { Int(clamping: H5Dget_storage_size(handle.id)) } }

  /// Checks element type and shape; nil matches any length.
  package func require(_ kind: HDF5Kind, shape expected: [Int?]) throws {
    guard self.kind == kind else {
      throw Failure.data(subject, "holds \(self.kind.rawValue), where \(kind.rawValue) is needed")
    }
    let fits =
      shape.count == expected.count && zip(shape, expected).allSatisfy { $1 == nil || $0 == $1 }
    guard fits else {
      let wanted = expected.map { $0.map(String.init) ?? "n" }.joined(separator: " × ")
      let found = shape.map(String.init).joined(separator: " × ")
      throw Failure.data(subject, "is \(found.isEmpty ? "a scalar" : found), where \(wanted) is needed")
    }
  }

  /// Reads rows `rows` of the first dimension into `buffer`, which must hold exactly them.
  package func read<T: HDF5Scalar>(rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<T>) throws {
    try transfer(rows: rows, count: buffer.count, of: T.self, .data) { memory, file in
      H5Dread(handle.id, T.hdf5Kind.memoryType, memory, file, kn_H5P_DEFAULT(), buffer.baseAddress)
    }
  }

  /// Writes rows `rows` of the first dimension from `buffer`, which must hold exactly them.
  package func write<T: HDF5Scalar>(rows: Range<Int>, from buffer: UnsafeBufferPointer<T>) throws {
    try transfer(rows: rows, count: buffer.count, of: T.self, .io) { memory, file in
      H5Dwrite(handle.id, T.hdf5Kind.memoryType, memory, file, kn_H5P_DEFAULT(), buffer.baseAddress)
    }
  }

  /// Reads rows `rows` of the first dimension.
  package func read<T: HDF5Scalar>(rows: Range<Int>, as type: T.Type = T.self) throws -> [T] {
    let stride = shape.dropFirst().reduce(1, *)
    return try [T](unsafeUninitializedCapacity: rows.count * stride) { buffer, initialized in
      try read(rows: rows, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(rows.count * stride)]))
      initialized = rows.count * stride
    }
  }

  /// Reads everything, whatever the rank.
  /// - Throws: `Failure` (EX_DATAERR) on an element that is NaN or infinite, unless `allowingNaN`.
  package func readAll<T: HDF5Scalar>(as type: T.Type = T.self, allowingNaN: Bool = false) throws -> [T] {
    guard kind == T.hdf5Kind else {
      throw Failure.data(subject, "holds \(kind.rawValue), where \(T.hdf5Kind.rawValue) is needed")
    }
    try requireStorage()
    try requireWritten()
    let values = try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0 {
        try hdf5Check(
          H5Dread(
            handle.id, T.hdf5Kind.memoryType, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), buffer.baseAddress
          ),
          .data, subject, elements: count, "cannot be read")
      }
      initialized = count
    }
    if !allowingNaN, let bad = values.firstIndex(where: { !$0.isUsable }) {
      throw Failure.data(subject, "element \(bad) is \(values[bad]), where only finite numbers are allowed")
    }
    return values
  }

  /// Reads everything as doubles, whatever kind of number is stored.
  /// - Throws: `Failure` (EX_DATAERR) on an element that is NaN or infinite, unless `allowingNaN`; or no number.
  package func readNumbers(allowingNaN: Bool = false) throws -> [Double] {
    guard kind != .string else { throw Failure.data(subject, "holds text, where numbers are needed") }
    if kind == .flags { return try readFlags().map { $0 ? 1 : 0 } }
    try requireStorage()
    try requireWritten()
    let count = count
    let values = try [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0 {
        try hdf5Check(
          H5Dread(
            handle.id, kn_H5T_NATIVE_DOUBLE(), kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(),
            buffer.baseAddress),
          .data, subject, elements: count, "cannot be read")
      }
      initialized = count
    }
    if !allowingNaN, let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw Failure.data(subject, "element \(bad) is \(values[bad]), where only finite numbers are allowed")
    }
    return values
  }

  /// Reads truth values.
  package func readFlags() throws -> [Bool] {
    guard kind == .flags || kind == .uint8 else {
      throw Failure.data(subject, "holds \(kind.rawValue), where truth values are needed")
    }
    try requireStorage()
    try requireWritten()
    // An enumeration is read as it is stored: libhdf5 converts it to no number.
    let type = try HDF5Handle(H5Dget_type(handle.id), H5Tclose, .data, subject, "has no type")
    var bytes = [UInt8](repeating: 0, count: max(count, 1))
    if count > 0 {
      try hdf5Check(
        H5Dread(handle.id, type.id, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), &bytes), .data, subject,
        elements: count, "cannot be read")
    }
    return bytes.prefix(count).map { $0 != 0 }
  }

  package func readStrings() throws -> [String] {
    guard kind == .string else {
      throw Failure.data(subject, "holds \(kind.rawValue), where strings are needed")
    }
    try requireStorage()
    try requireWritten()
    let type = try HDF5Handle(H5Dget_type(handle.id), H5Tclose, .data, subject, "has no type")
    // Every string lies in the file once: text that is larger than the file is the same text over and over.
    let budget = TextBudget(bytes: try fileSize() + count)
    return try withExtendedLifetime(budget) {
      let transfer = try budget.transferList(subject)
      return try readStringElements(count: count, type: type.id, subject: subject) { memory, buffer in
        H5Dread(handle.id, memory, kn_H5S_ALL(), kn_H5S_ALL(), transfer.id, buffer)
      }
    }
  }

  /// A hostile file can declare an extent that its storage does not back; do not allocate for that.
  /// - Throws: `Failure` (EX_DATAERR) when it declares more than compression can account for.
  package func requireStorage() throws {
    let unconditional = 1 << 28
    // Deflate shrinks 1032-fold at most.
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
    guard overflow || bytes > unconditional else { return }
    // What the dataset says that it stores may be a lie as well; the file's size is not.
    let stored = min(storedBytes, try fileSize())
    guard overflow || bytes >> 11 > stored else { return }
    throw Failure.data(subject, "declares \(count) elements but stores \(stored) bytes")
  }

  private func fileSize() throws -> Int {
    let file = try HDF5Handle(H5Iget_file_id(handle.id), H5Fclose, .data, subject, "has no file")
    var size: hsize_t = 0
    try hdf5Check(H5Fget_filesize(file.id, &size), .data, subject, "has no size")
    return Int(clamping: size)
  }

  private func requireWritten() throws {
    try requireWritten(from: shape.map { _ in 0 }, shape.map { hsize_t($0) })
  }

  /// Reads the slice of that number along the leading dimensions into `buffer`, which must hold exactly it.
  func read<T: HDF5Scalar>(slice: Int, leading: Int, into buffer: UnsafeMutableBufferPointer<T>) throws {
    precondition(buffer.count == shape[leading...].reduce(1, *), "\(subject): buffer size")
    let extent = shape.enumerated().map { hsize_t($0 < leading ? 1 : $1) }
    try transfer(
      from: sliceOffset(slice, leading: leading, of: shape), extent, of: T.self, .data, "slice \(slice)"
    ) { memory, file in
      H5Dread(handle.id, T.hdf5Kind.memoryType, memory, file, kn_H5P_DEFAULT(), buffer.baseAddress)
    }
  }

  private func transfer<T: HDF5Scalar>(
    rows: Range<Int>, count: Int, of type: T.Type, _ kind: Failure.Kind, _ call: (hid_t, hid_t) -> herr_t
  ) throws {
    precondition(!shape.isEmpty, "\(subject): rank")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= shape[0], "\(subject): rows")
    precondition(count == rows.count * shape.dropFirst().reduce(1, *), "\(subject): buffer size")
    let start = [hsize_t(rows.lowerBound)] + shape.dropFirst().map { _ in 0 }
    let extent = [hsize_t(rows.count)] + shape.dropFirst().map { hsize_t($0) }
    try transfer(from: start, extent, of: type, kind, "rows \(rows)", call)
  }

  /// Transfers a box of elements.
  /// - Parameter what: how messages name it.
  private func transfer<T: HDF5Scalar>(
    from start: [hsize_t], _ extent: [hsize_t], of type: T.Type, _ kind: Failure.Kind, _ what: String,
    _ call: (hid_t, hid_t) -> herr_t
  ) throws {
    precondition(self.kind == T.hdf5Kind, "\(subject): element type")
    let count = Int(extent.reduce(1, *))
    guard count > 0 else { return }
    if kind == .data { try requireWritten(from: start, extent) }
    let file = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, .io, subject, "has no extent")
    try hdf5Check(
      H5Sselect_hyperslab(file.id, H5S_SELECT_SET, start, nil, extent, nil), .io, subject,
      "cannot select \(what)")
    let memory = try HDF5Handle(
      H5Screate_simple(Int32(shape.count), extent, nil), H5Sclose, .io, subject, "cannot select memory")
    try hdf5Check(
      call(memory.id, file.id), kind, subject, elements: count, "\(what) cannot be transferred")
  }
}

/// Reads string elements of a dataset or attribute, variable or fixed length.
func readStringElements(
  count: Int, type: hid_t, subject: String, _ call: (hid_t, UnsafeMutableRawPointer) -> herr_t
) throws -> [String] {
  guard count > 0 else { return [] }
  if H5Tis_variable_str(type) > 0 {
    let memory = try variableStringType(subject, like: type)
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    try hdf5Check(call(memory.id, &pointers), .data, subject, elements: count, "cannot be read")
    defer { for pointer in pointers { free(pointer) } }
    return try pointers.map { pointer in
      guard let pointer else { return "" }
      guard let text = String(validatingCString: pointer) else {
        throw Failure.data(subject, "holds text that is not UTF-8")
      }
      return text
    }
  }
  let size = H5Tget_size(type)
  guard size > 0, size < 1 << 20, size <= Int.max / count else {
    throw Failure.data(subject, "holds strings of impossible size")
  }
  var bytes = [UInt8](repeating: 0, count: size * count)
  let memory = try HDF5Handle(H5Tcopy(type), H5Tclose, .data, subject, "has no type")
  try hdf5Check(
    bytes.withUnsafeMutableBytes { call(memory.id, $0.baseAddress!) }, .data, subject, elements: count,
    "cannot be read")
  let endsInSpaces = H5Tget_strpad(type) == H5T_STR_SPACEPAD
  return (0..<count).map { index in
    var part = bytes[(index * size)..<((index + 1) * size)]
    if let end = part.firstIndex(of: 0) { part = part[..<end] }
    while endsInSpaces, part.last == 32 { part.removeLast() }
    return String(decoding: part, as: UTF8.self)
  }
}

/// The type of our strings: variable length, UTF-8. `like` keeps another file's character set.
func variableStringType(_ subject: String, like stored: hid_t? = nil) throws -> HDF5Handle {
  let type = try HDF5Handle(H5Tcopy(kn_H5T_C_S1()), H5Tclose, .software, subject, "no string type")
  H5Tset_size(type.id, kn_H5T_VARIABLE())
  H5Tset_cset(type.id, stored.map { H5Tget_cset($0) } ?? H5T_CSET_UTF8)
  return type
}
