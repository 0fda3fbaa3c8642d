internal import CHDF5
internal import Support
internal import Synchronization

/// Where the chunks of an open dataset come from; of any threads at a time.
struct ChunkSource: Sendable {
  let id: hid_t
  let subject: String
  let pipeline: ChunkPipeline
  /// libhdf5 is called by one thread at a time.
  private static let library = Lock(())

  /// Reads the chunk that begins at an element.
  /// - Parameter target: room for a chunk.
  /// - Throws: `Failure` (EX_DATAERR) where it was never written, or is damaged.
  func read(at offset: [hsize_t], into target: UnsafeMutableRawPointer) throws {
    let problem: String? = try withScratch((pipeline.mostStored + 3) / 4) { room in
      let (size, mask) = try Self.library.withLock { _ in try stored(offset, UnsafeMutableRawPointer(room)) }
      return pipeline.decode(UnsafeRawBufferPointer(start: room, count: size), mask: mask, into: target)
    }
    if let problem { throw Failure.data(subject, "is damaged: of its chunk at \(offset) \(problem)") }
  }

  /// Reads a chunk as it is stored.
  private func stored(_ offset: [hsize_t], _ room: UnsafeMutableRawPointer) throws -> (Int, UInt32) {
    HDF5Library.prepare()
    let most = hsize_t(pipeline.mostStored)
    return try readingHDF5(subject) {
      var (size, mask) = (hsize_t(0), UInt32(0))
      guard H5Dget_chunk_storage_size(id, offset, &size) >= 0, size > 0 else {
        H5Eclear2(kn_H5E_DEFAULT())
        throw Failure.data(subject, "holds nothing at \(offset): it was never written, or is damaged")
      }
      guard size <= most else {
        throw Failure.data(
          subject, "is damaged: its chunk at \(offset) takes \(size) bytes, of \(pipeline.bytes)")
      }
      guard H5Dread_chunk(id, kn_H5P_DEFAULT(), offset, &mask, room) >= 0 else {
        throw Failure.data(
          subject, "is damaged: its chunk at \(offset) cannot be read: \(HDF5Library.lastReason())")
      }
      return (Int(size), mask)
    }
  }
}

extension ChunkSource {
  /// Reads a box of elements, which lie one behind another in `target`; chunks in parallel.
  /// - Throws: `Failure` (EX_DATAERR) of the first chunk that is missing or damaged.
  func read(from start: [Int], _ extent: [Int], into target: UnsafeMutableRawPointer) throws {
    guard !extent.contains(0) else { return }
    let box = ChunkBox(start: start, extent: extent, chunk: pipeline.chunk)
    let target = Unchecked(target)
    try Parallel.tryForEach(box.count) { index in
      let place = box.place(index)
      let offset = place.map { hsize_t($0) }
      if let first = box.wholeChunk(at: place) {
        return try read(at: offset, into: target.value + first * pipeline.elementSize)
      }
      try withScratch((pipeline.bytes + 3) / 4) { room in
        try read(at: offset, into: room)
        box.copyPart(of: room, at: place, into: target.value, pipeline.elementSize)
      }
    }
  }
}

extension ChunkSource {
  /// Chunks of a dataset of that extent.
  func count(of shape: [Int]) -> Int {
    shape.contains(0) ? 0 : zip(shape, pipeline.chunk).reduce(1) { $0 * (($1.0 + $1.1 - 1) / $1.1) }
  }

  /// Undoes every chunk of a dataset of that extent.
  /// - Throws: `Failure` (EX_DATAERR) of the first chunk that is missing or damaged.
  func check(_ shape: [Int]) throws {
    let box = ChunkBox(start: shape.map { _ in 0 }, extent: shape, chunk: pipeline.chunk)
    try Parallel.tryForEach(box.count) { index in
      try withScratch((pipeline.bytes + 3) / 4) { room in
        try read(at: box.place(index).map { hsize_t($0) }, into: room)
      }
    }
  }
}

/// A box of elements in a grid of chunks.
private struct ChunkBox {
  let start: [Int]
  let extent: [Int]
  let chunk: [Int]
  private let first: [Int]
  /// How many chunks the box touches in each dimension.
  private let counts: [Int]

  init(start: [Int], extent: [Int], chunk: [Int]) {
    self.start = start
    self.extent = extent
    self.chunk = chunk
    let first = zip(start, chunk).map { $0 / $1 }
    self.first = first
    counts = chunk.indices.map { (start[$0] + extent[$0] - 1) / chunk[$0] - first[$0] + 1 }
  }

  var count: Int { counts.reduce(1, *) }

  /// The first element of a chunk.
  func place(_ index: Int) -> [Int] {
    var rest = index
    var place = first
    for axis in chunk.indices.reversed() {
      place[axis] = (first[axis] + rest % counts[axis]) * chunk[axis]
      rest /= counts[axis]
    }
    return place
  }

  /// Where in the box a chunk begins that lies there as it is: whole, and in one piece.
  func wholeChunk(at place: [Int]) -> Int? {
    guard
      chunk.indices.allSatisfy({ axis in
        place[axis] >= start[axis] && place[axis] + chunk[axis] <= start[axis] + extent[axis]
      })
    else { return nil }
    // Behind the first dimension that it has several of, it spans the box.
    let leading = chunk.firstIndex { $0 > 1 } ?? chunk.count - 1
    guard chunk.indices.allSatisfy({ $0 <= leading || chunk[$0] == extent[$0] }) else { return nil }
    return chunk.indices.reduce(0) { $0 * extent[$1] + place[$1] - start[$1] }
  }

  /// Copies what of a chunk lies in the box.
  func copyPart(
    of source: UnsafeRawPointer, at place: [Int], into target: UnsafeMutableRawPointer, _ size: Int
  ) {
    let low = chunk.indices.map { max(start[$0], place[$0]) }
    let high = chunk.indices.map { min(start[$0] + extent[$0], place[$0] + chunk[$0]) }
    let last = chunk.count - 1
    let run = high[last] - low[last]
    var element = low
    while true {
      let from = chunk.indices.reduce(0) { $0 * chunk[$1] + element[$1] - place[$1] }
      let to = chunk.indices.reduce(0) { $0 * extent[$1] + element[$1] - start[$1] }
      (target + to * size).copyMemory(from: source + from * size, byteCount: run * size)
      // The next row, the last dimension but one first.
      guard let axis = (0..<last).last(where: { element[$0] + 1 < high[$0] }) else { return }
      element[axis] += 1
      for later in (axis + 1)..<max(axis + 1, last) { element[later] = low[later] }
    }
  }
}
