internal import CHDF5
internal import CKernels
internal import Support

/// Fletcher-32: HDF5's filter guards the chunks of datasets by it. What has no chunks, text of variable length and
/// single numbers, has the checksum of its elements as an attribute.
enum Fletcher32 {
  static let attribute = "fletcher32"

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    bytes.baseAddress.map { kn_fletcher32($0, bytes.count) } ?? 0
  }

  /// Of strings: of their bytes, each with a NUL behind it.
  static func of(_ strings: [String]) -> UInt32 {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(strings.reduce(strings.count) { $0 + $1.utf8.count })
    for string in strings {
      bytes.append(contentsOf: string.utf8)
      bytes.append(0)
    }
    return bytes.withUnsafeBytes { of($0) }
  }
}

extension HDF5Dataset {
  /// - Throws: `Failure` (EX_DATAERR) where the dataset says another checksum of its elements.
  func checkChecksum(_ found: @autoclosure () -> UInt32) throws {
    let exists = readingHDF5(subject) { H5Aexists(id, Fletcher32.attribute) }
    guard exists > 0 else {
      if exists < 0 { H5Eclear2(kn_H5E_DEFAULT()) }
      return
    }
    let attribute = try HDF5Handle(
      H5Aopen(id, Fletcher32.attribute, kn_H5P_DEFAULT()), H5Aclose, .data, subject,
      "has no readable checksum")
    let space = try HDF5Handle(
      H5Aget_space(attribute.id), H5Sclose, .data, subject, "has no readable checksum")
    guard H5Sget_simple_extent_npoints(space.id) == 1 else {
      throw Failure.data(subject, "has no readable checksum")
    }
    var wanted: Int64 = 0
    try hdf5Check(
      H5Aread(attribute.id, kn_H5T_NATIVE_INT64(), &wanted), .data, subject, "has no readable checksum")
    guard wanted == Int64(found()) else {
      throw Failure.data(subject, "is damaged: its checksum is not that of its elements")
    }
  }
}
