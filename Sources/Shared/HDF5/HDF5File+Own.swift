internal import CHDF5
internal import Support

// An input is what it holds. libhdf5 would follow a file's word into any other file of the machine and put
// what it finds there into our output, whose `inputs` could not tell.

extension HDF5File {
  /// Whether there is an object at `path`.
  /// - Throws: `Failure` (EX_DATAERR) where a step of `path` is a link to another file.
  func holds(_ path: String) throws -> Bool {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/" + part
      var info = H5L_info_t()
      guard readingHDF5(name, { H5Lget_info(id, prefix, &info, kn_H5P_DEFAULT()) }) >= 0 else {
        H5Eclear2(kn_H5E_DEFAULT())
        return false
      }
      guard info.type == H5L_TYPE_HARD || info.type == H5L_TYPE_SOFT else {
        throw Failure.data(
          "\(name): \(prefix)", "is a link to another file, where data of its own are needed")
      }
    }
    return true
  }
}

extension HDF5Dataset {
  /// Filters that can be undone without a plug-in and within a bound.
  private static let filters = [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32]

  /// - Throws: `Failure` (EX_DATAERR) where its elements lie in other files, or behind a filter that would need a
  ///   plug-in.
  func requireOwnStorage() throws {
    let creation = try creationList()
    guard H5Pget_layout(creation.id) != H5D_VIRTUAL, H5Pget_external_count(creation.id) <= 0 else {
      throw Failure.data(subject, "keeps its data in other files, where data of its own are needed")
    }
    for index in 0..<max(0, H5Pget_nfilters(creation.id)) {
      var (flags, count, configuration) = (UInt32(0), 0, UInt32(0))
      let filter = H5Pget_filter2(creation.id, UInt32(index), &flags, &count, nil, 0, nil, &configuration)
      guard filter < 0 || Self.filters.contains(filter) else {
        throw Failure.data(
          subject, "is compressed by filter \(filter), where gzip can be read; h5repack -f GZIP=4 makes it so"
        )
      }
    }
  }

  func creationList() throws -> HDF5Handle {
    try HDF5Handle(H5Dget_create_plist(id), H5Pclose, .data, subject, "has no readable layout")
  }

  /// Before room is made for all its elements: an extent costs a file nothing.
  /// - Throws: `Failure` (EX_DATAERR) where it declares more elements than the bytes that are stored can be.
  func requireBacking() throws {
    let creation = try creationList()
    let pipeline = ChunkPipeline(creation.id, rank: shape.count, elementSize: storedSize)
    // What libhdf5 alone can undo may be any number of times as much.
    guard pipeline != nil || H5Pget_layout(creation.id) != H5D_CHUNKED else { return }
    let most = pipeline?.mostExpansion ?? 1
    let stored = min(storedBytes, try fileSize())
    guard count * storedSize / most <= stored else { throw nothingStored(" for some elements") }
  }

  /// What was never written reads as zeros, which nobody measured.
  /// - Parameters:
  ///   - start: of a box of elements.
  ///   - extent: of the box; one in each dimension.
  /// - Throws: `Failure` (EX_DATAERR) where the file holds nothing for an element of the box.
  func requireWritten(from start: [hsize_t], _ extent: [hsize_t]) throws {
    guard extent.allSatisfy({ $0 > 0 }) else { return }
    let creation = try creationList()
    guard H5Pget_layout(creation.id) == H5D_CHUNKED else {
      guard storedBytes >= count * elementSize else { throw nothingStored("") }
      return
    }
    var chunk = [hsize_t](repeating: 0, count: max(1, shape.count))
    guard H5Pget_chunk(creation.id, Int32(shape.count), &chunk) == Int32(shape.count),
      chunk.allSatisfy({ $0 > 0 })
    else { throw Failure.data(subject, "has chunks of no size") }
    let first = zip(start, chunk).map { $0 / $1 }
    let last = zip(zip(start, extent), chunk).map { ($0.0 + $0.1 - 1) / $1 }
    var place = first
    while true {
      let offset = zip(place, chunk).map { $0 * $1 }
      guard storedBytes(at: offset) > 0 else { throw nothingStored(" at \(offset)") }
      // The next chunk of the grid, the last dimension first.
      guard let axis = place.indices.last(where: { place[$0] < last[$0] }) else { return }
      place[axis] += 1
      for later in place.indices where later > axis { place[later] = first[later] }
    }
  }

  private func nothingStored(_ place: String) -> Failure {
    Failure.data(subject, "holds nothing\(place): it was never written, or is damaged")
  }

  /// Bytes of a chunk in the file; 0 where there is none.
  private func storedBytes(at offset: [hsize_t]) -> hsize_t {
    var size: hsize_t = 0
    guard readingHDF5(subject, { H5Dget_chunk_storage_size(id, offset, &size) }) >= 0 else {
      H5Eclear2(kn_H5E_DEFAULT())
      return 0
    }
    return size
  }
}
