internal import CHDF5
internal import Foundation
internal import Support

/// Reads string elements of an attribute, variable or fixed length.
func readStringElements(
  count: Int, type: hid_t, subject: String, _ call: (hid_t, UnsafeMutableRawPointer) -> herr_t
) throws -> [String] {
  guard count > 0 else { return [] }
  if H5Tis_variable_str(type) > 0 {
    return try readVariableStrings(count: count, type: type, subject: subject, call)
  }
  let size = try fixedStringSize(type, count: count, subject: subject)
  var bytes = [UInt8](repeating: 0, count: size * count)
  try hdf5Check(
    bytes.withUnsafeMutableBytes { call(type, $0.baseAddress!) }, .data, subject, elements: count,
    "cannot be read")
  return try strings(of: bytes, size: size, type: type, subject: subject)
}

/// Reads strings of variable length, each of which libhdf5 allocates.
func readVariableStrings(
  count: Int, type: hid_t, subject: String, _ call: (hid_t, UnsafeMutableRawPointer) -> herr_t
) throws -> [String] {
  guard count > 0 else { return [] }
  let memory = try variableStringType(subject, like: type)
  var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
  // What was read before a failure is freed as well.
  defer { for pointer in pointers { free(pointer) } }
  try hdf5Check(call(memory.id, &pointers), .data, subject, elements: count, "cannot be read")
  return try pointers.map { pointer in
    guard let pointer else { return "" }
    guard let text = String(validatingCString: pointer) else { throw notText(subject) }
    return text
  }
}

/// Bytes of each string of fixed length.
/// - Throws: `Failure` (EX_DATAERR) where there are too many of them.
func fixedStringSize(_ type: hid_t, count: Int, subject: String) throws -> Int {
  let size = H5Tget_size(type)
  guard size > 0, size < 1 << 20, size <= Int.max / max(1, count) else {
    throw Failure.data(subject, "holds strings of impossible size")
  }
  return size
}

/// The strings in bytes of fixed length each.
/// - Throws: `Failure` (EX_DATAERR) where one is not UTF-8, or goes on behind its end.
func strings(of bytes: [UInt8], size: Int, type: hid_t, subject: String) throws -> [String] {
  let padding = H5Tget_strpad(type)
  return try (0..<bytes.count / size).map { index in
    var part = bytes[(index * size)..<((index + 1) * size)]
    if let end = part.firstIndex(of: 0) {
      guard padding != H5T_STR_NULLPAD || part[end...].allSatisfy({ $0 == 0 }) else {
        throw Failure.data(subject, "element \(index) holds a NUL, which no text may")
      }
      part = part[..<end]
    }
    while padding == H5T_STR_SPACEPAD, part.last == 32 { part.removeLast() }
    guard let text = String(validating: part, as: UTF8.self) else {
      throw notText("\(subject): element \(index)")
    }
    return text
  }
}

private func notText(_ subject: String) -> Failure {
  Failure.data(subject, "holds text that is not UTF-8, the only encoding beside ASCII that HDF5 has")
}

/// The type of our strings: variable length, UTF-8. `like` keeps another file's character set.
func variableStringType(_ subject: String, like stored: hid_t? = nil) throws -> HDF5Handle {
  let type = try HDF5Handle(H5Tcopy(kn_H5T_C_S1()), H5Tclose, .software, subject, "no string type")
  H5Tset_size(type.id, kn_H5T_VARIABLE())
  H5Tset_cset(type.id, stored.map { H5Tget_cset($0) } ?? H5T_CSET_UTF8)
  return type
}
