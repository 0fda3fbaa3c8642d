internal import CHDF5
internal import Foundation
internal import Support

/// An open HDF5 file. All calls on one file come from one thread at a time.
package struct HDF5File: ~Copyable {
  private let handle: HDF5Handle
  /// What of it could not be closed.
  let failures = FailedCloses()
  /// How messages name the file.
  package let name: String

  /// Opens a file for reading.
  /// - Throws: `Failure`: EX_NOINPUT when it is missing, EX_DATAERR when it is not HDF5 or is truncated.
  package init(reading path: String, name: String) throws {
    HDF5Library.prepare()
    let access = try Self.accessList(name, for: path, isLocked: true)
    guard let info = FilePath.status(path) else { throw Failure.errno(.noInput, name, "cannot be opened") }
    guard info.st_mode & S_IFMT != S_IFDIR else {
      throw Failure(.noInput, name, "is a directory, where a file is needed")
    }
    guard readingHDF5(name, { path.withFileName { H5Fis_hdf5($0) } }) > 0 else {
      _ = HDF5Library.lastReason()
      throw Failure.data(name, "is not an HDF5 file, where one written by a knowcl tool is needed")
    }
    handle = try HDF5Handle(
      path.withFileName { H5Fopen($0, kn_H5F_ACC_RDONLY(), access.id) }, HDF5Library.closeInput, .data, name,
      "cannot be opened as HDF5", failures: failures)
    self.name = name
  }

  /// Creates a file, replacing what is at `path`.
  package init(creating path: String, name: String) throws {
    HDF5Library.prepare()
    let access = try Self.accessList(name, for: path, isLocked: false)
    let creation = try Self.list(kn_H5P_FILE_CREATE(), name)
    let id = path.withFileName { H5Fcreate($0, kn_H5F_ACC_TRUNC(), creation.id, access.id) }
    handle = try HDF5Handle(id, H5Fclose, .cannotCreate, name, "cannot be created", failures: failures)
    self.name = name
  }

  var id: hid_t { handle.id }

  /// Writes everything to the operating system and closes the file: only then is it known to be whole.
  /// - Throws: `Failure` (EX_IOERR) where that failed, or had failed for one of its datasets.
  package consuming func close() throws {
    let (name, failures) = (name, failures)
    let flushed = Result { [id = handle.id] in
      try hdf5Check(H5Fflush(id, H5F_SCOPE_GLOBAL), .io, name, "cannot be written")
    }
    Self.drop(handle)
    _ = try flushed.get()
    guard let failed = failures.first else { return }
    throw Failure(.io, failed.subject, "cannot be written: \(failed.reason)")
  }

  private static func drop(_ handle: consuming HDF5Handle) {}

  /// Whether a dataset or group exists at an absolute path.
  package func contains(_ path: String) -> Bool {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/" + part
      guard readingHDF5(name, { H5Lexists(handle.id, prefix, kn_H5P_DEFAULT()) }) > 0 else {
        _ = HDF5Library.lastReason()
        return false
      }
    }
    return true
  }

  /// Whether the object at an absolute path is a group.
  package func isGroup(_ path: String) -> Bool {
    guard contains(path) else { return false }
    let found = readingHDF5(name) { H5Gopen2(handle.id, path, kn_H5P_DEFAULT()) }
    guard found >= 0 else {
      _ = HDF5Library.lastReason()
      return false
    }
    H5Gclose(found)
    return true
  }

  /// Names of a group's members, sorted.
  package func members(of group: String) throws -> [String] {
    let handle = try HDF5Handle(
      H5Gopen2(handle.id, group, kn_H5P_DEFAULT()), H5Gclose, .data, "\(name): \(group)", "is not a group")
    var info = H5G_info_t()
    try hdf5Check(H5Gget_info(handle.id, &info), .data, "\(name): \(group)", "cannot be listed")
    return try (0..<info.nlinks).map { index in
      try text("\(name): \(group)") {
        H5Lget_name_by_idx(handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, $0, $1, kn_H5P_DEFAULT())
      }
    }
  }

  /// A name that libhdf5 copies into a buffer, and whose length it gives without one.
  func text(_ subject: String, _ copy: (UnsafeMutablePointer<CChar>?, Int) -> Int) throws -> String {
    let size = try hdf5Check(copy(nil, 0), .data, subject, "cannot be listed")
    var text = [CChar](repeating: 0, count: size + 1)
    try hdf5Check(copy(&text, size + 1), .data, subject, "cannot be listed")
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Opens a dataset.
  package func dataset(_ path: String) throws -> HDF5Dataset {
    let subject = "\(name): \(path)"
    guard try holds(path) else { throw Failure.data(subject, "is missing") }
    let handle = try HDF5Handle(
      H5Dopen2(handle.id, path, kn_H5P_DEFAULT()), H5Dclose, .data, subject, "is not a dataset",
      failures: failures)
    let dataset = try HDF5Dataset(handle, subject: subject)
    try dataset.requireOwnStorage()
    return dataset
  }

  /// Reads a whole dataset after checking its type, shape and finiteness.
  package func read<T: HDF5Scalar>(
    _ path: String, as type: T.Type = T.self, shape: [Int?], allowing: AllowedNumbers = .finite
  ) throws -> [T] {
    let dataset = try dataset(path)
    try dataset.require(T.hdf5Kind, shape: shape)
    return try dataset.readAll(allowing: allowing)
  }

  /// Reads a one-dimensional dataset of strings.
  package func readStrings(_ path: String, count: Int? = nil) throws -> [String] {
    let dataset = try dataset(path)
    try dataset.require(.string, shape: [count])
    return try dataset.readStrings()
  }

  static func list(_ kind: hid_t, _ subject: String) throws -> HDF5Handle {
    let list = try HDF5Handle(H5Pcreate(kind), H5Pclose, .software, subject, "no property list")
    // Object times would make two runs differ.
    if kind != kn_H5P_FILE_ACCESS() && kind != kn_H5P_LINK_CREATE() { H5Pset_obj_track_times(list.id, false) }
    return list
  }

  /// What is read is locked against programs that write into it, where the file system can lock; what is written has
  /// no name yet that another could open, and a lock would outlast its file in any process started meanwhile.
  private static func accessList(_ name: String, for path: String, isLocked: Bool) throws -> HDF5Handle {
    let access = try list(kn_H5P_FILE_ACCESS(), name)
    H5Pset_file_locking(access.id, isLocked, true)
    // The usual driver asks for the name of what it opened, and a temporary file has none.
    if path.hasPrefix("/proc/") { H5Pset_fapl_stdio(access.id) }
    // Readable by HDF5 1.10 and later; never "latest", which drifts with the library.
    H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, H5F_LIBVER_V110)
    H5Pset_fclose_degree(access.id, H5F_CLOSE_SEMI)
    return access
  }
}
