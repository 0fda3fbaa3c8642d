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
  /// Bytes of an element as libhdf5 hands it over, and in the file before compression.
  let elementSize: Int
  let storedSize: Int

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
    // A string of variable length is stored as its length, a heap's address and a number in there.
    storedSize = H5Tis_variable_str(type.id) > 0 ? 16 : elementSize
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
    precondition(!shape.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= shape[0], "\(subject): rows")
    try read(
      from: [rows.lowerBound] + shape.dropFirst().map { _ in 0 }, [rows.count] + shape.dropFirst(),
      into: buffer)
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
  /// - Throws: `Failure` (EX_DATAERR) on an element that is not allowed.
  package func readAll<T: HDF5Scalar>(as type: T.Type = T.self, allowing: AllowedNumbers = .finite) throws
    -> [T]
  {
    guard kind == T.hdf5Kind else {
      throw Failure.data(subject, "holds \(kind.rawValue), where \(T.hdf5Kind.rawValue) is needed")
    }
    let values: [T] = try elements(T.hdf5Kind.memoryType)
    try require(allowing, values)
    return values
  }

  /// Reads everything as doubles, whatever kind of number is stored.
  /// - Throws: `Failure` (EX_DATAERR) on an element that is not allowed; or where it holds no numbers.
  package func readNumbers(allowing: AllowedNumbers = .finite) throws -> [Double] {
    guard kind != .string else { throw Failure.data(subject, "holds text, where numbers are needed") }
    if kind == .flags { return try readFlags().map { $0 ? 1 : 0 } }
    let values: [Double] = try elements(kn_H5T_NATIVE_DOUBLE())
    try require(allowing, values)
    return values
  }

  /// - Throws: `Failure` (EX_DATAERR) naming the first of some elements that is not allowed.
  package func require<T: HDF5Scalar>(_ allowed: AllowedNumbers, _ values: [T]) throws {
    guard let bad = values.firstIndex(where: { !$0.isAllowed(allowed) }) else { return }
    let kinds = allowed == .finite ? "only finite numbers" : "finite numbers and NaN"
    throw Failure.data(subject, "element \(bad) is \(values[bad]), where \(kinds) are allowed")
  }

  /// Reads truth values.
  package func readFlags() throws -> [Bool] {
    guard kind == .flags || kind == .uint8 else {
      throw Failure.data(subject, "holds \(kind.rawValue), where truth values are needed")
    }
    // An enumeration is read as it is stored: libhdf5 converts it to no number.
    let type = try storedType()
    let bytes: [UInt8] = try elements(type.id)
    return bytes.map { $0 != 0 }
  }

  package func readStrings() throws -> [String] {
    guard kind == .string else {
      throw Failure.data(subject, "holds \(kind.rawValue), where strings are needed")
    }
    let type = try storedType()
    guard H5Tis_variable_str(type.id) > 0 else { return try fixedStrings(type.id) }
    try requireStorage()
    try requireWritten()
    try checkChunks()
    // Every string lies in the file once: text that is larger than the file is the same text over and over.
    let budget = TextBudget(bytes: try fileSize() + count)
    let strings = try withExtendedLifetime(budget) {
      let transfer = try budget.transferList(subject)
      return try readVariableStrings(count: count, type: type.id, subject: subject) { memory, buffer in
        H5Dread(handle.id, memory, kn_H5S_ALL(), kn_H5S_ALL(), transfer.id, buffer)
      }
    }
    try checkChecksum(Fletcher32.of(strings))
    return strings
  }

  private func fixedStrings(_ type: hid_t) throws -> [String] {
    let size = try fixedStringSize(type, count: count, subject: subject)
    try requireStorage()
    let bytes = try [UInt8](unsafeUninitializedCapacity: max(count * size, 1)) { buffer, initialized in
      if count > 0 { try readElements(into: UnsafeMutableRawPointer(buffer.baseAddress!), type) }
      initialized = count * size
    }
    return try strings(of: bytes, size: size, type: type, subject: subject)
  }

  func storedType() throws -> HDF5Handle {
    try HDF5Handle(H5Dget_type(handle.id), H5Tclose, .data, subject, "has no type")
  }

  /// What a dataset may take in memory at once whatever the file's size, and for each byte of the file: a hostile
  /// file can declare an extent that its storage does not back.
  private static let (alwaysAllowed, mostExpansion) = (1 << 28, 64)

  /// - Throws: `Failure` (EX_DATAERR) when it declares more than these limits, or than what is stored can hold.
  package func requireStorage() throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
    try requireRoom(for: overflow ? .max : bytes, "declares \(count) elements")
    try requireBacking()
  }

  /// - Parameter what: asks for so many bytes, for the message.
  func requireRoom(for bytes: Int, _ what: String) throws {
    guard bytes > Self.alwaysAllowed else { return }
    let stored = try fileSize()
    guard bytes / Self.mostExpansion > stored else { return }
    throw Failure.data(
      subject, "\(what), where a file of \(stored) bytes may ask for \(Self.mostExpansion) times as many")
  }

  func fileSize() throws -> Int {
    let file = try HDF5Handle(H5Iget_file_id(handle.id), H5Fclose, .data, subject, "has no file")
    var size: hsize_t = 0
    try hdf5Check(H5Fget_filesize(file.id, &size), .data, subject, "has no size")
    return Int(clamping: size)
  }

  func requireWritten() throws {
    try requireWritten(from: shape.map { _ in 0 }, shape.map { hsize_t($0) })
  }

  /// Reads the slice of that number along the leading dimensions into `buffer`, which must hold exactly it.
  func read<T: HDF5Scalar>(slice: Int, leading: Int, into buffer: UnsafeMutableBufferPointer<T>) throws {
    try read(
      from: sliceOffset(slice, leading: leading, of: shape).map { Int($0) },
      shape.enumerated().map { $0 < leading ? 1 : $1 }, into: buffer)
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
