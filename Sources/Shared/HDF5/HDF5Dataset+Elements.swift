internal import CHDF5
internal import Support

/// Elements of any layout and any type: chunks are undone here (see `ChunkPipeline`), the rest by libhdf5.
extension HDF5Dataset {
  /// Where its chunks come from; nil where it has none, or libhdf5 alone can undo what was done to them.
  func chunkSource() throws -> ChunkSource? {
    let creation = try creationList()
    guard let pipeline = ChunkPipeline(creation.id, rank: shape.count, elementSize: storedSize) else {
      return nil
    }
    try requireRoom(for: pipeline.bytes, "has chunks of \(pipeline.bytes) bytes")
    return ChunkSource(id: id, subject: subject, pipeline: pipeline)
  }

  /// All elements, as a type of HDF5's.
  /// - Parameter memory: of the size of `T`.
  func elements<T: BitwiseCopyable>(_ memory: hid_t) throws -> [T] {
    try requireStorage()
    let count = count
    return try [T](unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
      if count > 0 { try readElements(into: UnsafeMutableRawPointer(buffer.baseAddress!), memory) }
      initialized = count
    }
  }

  /// Reads everything into room for as many elements of the type `memory`.
  func readElements(into target: UnsafeMutableRawPointer, _ memory: hid_t) throws {
    try readBox(from: shape.map { _ in 0 }, shape, into: target, memory)
    if shape.isEmpty {
      try checkChecksum(Fletcher32.of(UnsafeRawBufferPointer(start: target, count: H5Tget_size(memory))))
    }
  }

  /// Reads a box of elements into `buffer`, which must hold exactly it.
  func read<T: HDF5Scalar>(
    from start: [Int], _ extent: [Int], into buffer: UnsafeMutableBufferPointer<T>
  ) throws {
    precondition(kind == T.hdf5Kind, "\(subject): element type")
    precondition(buffer.count == extent.reduce(1, *), "\(subject): buffer size")
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
    try readBox(from: start, extent, into: UnsafeMutableRawPointer(base), T.hdf5Kind.memoryType)
  }

  private func readBox(
    from start: [Int], _ extent: [Int], into target: UnsafeMutableRawPointer, _ memory: hid_t
  ) throws {
    let count = extent.reduce(1, *)
    let stored = try storedType()
    // Elements are converted where they lie.
    if elementSize <= H5Tget_size(memory), let source = try chunkSource() {
      try source.read(from: start, extent, into: target)
      guard H5Tequal(stored.id, memory) <= 0 else { return }
      try hdf5Check(
        H5Tconvert(stored.id, memory, count, target, nil, kn_H5P_DEFAULT()), .data, subject, elements: count,
        "cannot be converted")
      return
    }
    let (from, box) = (start.map { hsize_t($0) }, extent.map { hsize_t($0) })
    try requireWritten(from: from, box)
    try checkChunks()
    guard !shape.isEmpty else {
      try hdf5Check(
        H5Dread(id, memory, kn_H5S_ALL(), kn_H5S_ALL(), kn_H5P_DEFAULT(), target), .data, subject,
        "cannot be read")
      return
    }
    let file = try HDF5Handle(H5Dget_space(id), H5Sclose, .data, subject, "has no extent")
    try hdf5Check(
      H5Sselect_hyperslab(file.id, H5S_SELECT_SET, from, nil, box, nil), .data, subject, "cannot be selected")
    let room = try HDF5Handle(
      H5Screate_simple(Int32(shape.count), box, nil), H5Sclose, .data, subject, "cannot select memory")
    try hdf5Check(
      H5Dread(id, memory, room.id, file.id, kn_H5P_DEFAULT(), target), .data, subject, elements: count,
      "cannot be read")
  }

  /// - Throws: `Failure` (EX_DATAERR) where fewer chunks are stored than its extent has.
  package func requireEveryChunk() throws {
    guard let source = try chunkSource() else { return try requireStorage() }
    let wanted = source.count(of: shape)
    let space = try HDF5Handle(H5Dget_space(id), H5Sclose, .data, subject, "has no extent")
    var found: hsize_t = 0
    try hdf5Check(H5Dget_num_chunks(id, space.id, &found), .data, subject, "has no readable chunks")
    guard found >= hsize_t(wanted) else {
      throw Failure.data(
        subject, "holds \(found) of \(wanted) chunks: the others were never written, or it is damaged")
    }
  }

  /// Undoes every chunk and forgets it, before libhdf5 does the same without a bound.
  /// - Throws: `Failure` (EX_DATAERR) where one is damaged.
  func checkChunks() throws {
    guard let source = try chunkSource(), count > 0 else { return }
    try source.check(shape)
  }
}
