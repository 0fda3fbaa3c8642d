internal import Schemas
internal import Support

/// Files of `torch.save`: the zip container since PyTorch 1.6, and the concatenated pickles before.
///
/// Sources: torch/serialization.py (`_legacy_save`, `_save`), caffe2/serialize/inline_container.h.
enum TorchFile {
  private static let legacyMagic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  static func isLegacy(_ bytes: [UInt8]) -> Bool {
    // PROTO n, then the magic number as LONG1.
    bytes.count > 14 && bytes[0] == 0x80 && bytes[2..<14].elementsEqual(legacyMagic)
  }

  /// Reads the zip container.
  static func readZip(_ archive: ZipArchive) throws -> StateDict {
    guard let program = archive.entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      let hint = archive.entries.contains { $0.name.hasSuffix(".npy") } ? " (it is a NumPy archive)" : ""
      throw Failure.data(archive.name, "is a zip archive without data.pkl, so not of PyTorch\(hint)")
    }
    let folder = program.name.dropLast("data.pkl".count)
    if let order = archive.entry(folder + "byteorder"), try archive.read(order) != Array("little".utf8) {
      throw Failure.data(archive.name, "holds big-endian tensors, which cannot be read")
    }
    var pickle = PickleReader(ByteReader(try archive.read(program), subject: archive.name))
    let root = try pickle.next()
    var tensors = TorchTensors(heap: pickle.heap, subject: archive.name, limit: archive.byteCount) { key in
      guard let entry = archive.entry(folder + "data/" + key) else { return nil }
      guard entry.method == 0 else {
        throw Failure.data("\(archive.name): \(entry.name)", "is compressed, where PyTorch stores")
      }
      return try archive.read(entry)[...]
    }
    return try tensors.stateDict(root)
  }

  /// Reads the format before 1.6: pickles of magic number, version, system and object; then the storages.
  static func readLegacy(_ bytes: [UInt8], name: String) throws -> StateDict {
    var pickle = PickleReader(ByteReader(bytes, subject: name))
    _ = try pickle.next()
    guard case .int(1001) = try pickle.next() else {
      throw pickle.broken("has an unknown protocol version")
    }
    let system = try pickle.next()
    guard case .dict(let index) = system,
      pickle.heap.dicts[index].contains(where: {
        if case (.string("little_endian"), .bool(true)) = $0 { true } else { false }
      })
    else { throw Failure.data(name, "holds big-endian tensors, which cannot be read") }
    let root = try pickle.next()
    let storages = try legacyStorages(&pickle)
    var tensors = TorchTensors(heap: pickle.heap, subject: name, limit: bytes.count) { storages[$0] }
    return try tensors.stateDict(root)
  }

  /// The storages that follow the object: their keys as a pickle, then count and elements of each.
  private static func legacyStorages(_ pickle: inout PickleReader) throws -> [String: ArraySlice<UInt8>] {
    let list = try pickle.next()
    guard let keys = pickle.heap.elements(list) else {
      throw pickle.broken("lists no storages")
    }
    var types: [String: TensorElement] = [:]
    for storage in pickle.heap.storages { types[storage.key] = storage.type }
    var storages: [String: ArraySlice<UInt8>] = [:]
    for key in keys {
      guard case .string(let key) = key, let type = types[key] else {
        throw pickle.broken("has a storage of unknown type")
      }
      let count = try pickle.reader.int64()
      guard count <= pickle.reader.remaining / type.size else {
        throw Failure.data(pickle.subject, "ends inside storage \(key) (truncated?)")
      }
      storages[key] = try pickle.reader.take(count * type.size)
    }
    return storages
  }
}
