internal import CHDF5
internal import Support

extension HDF5File {
  /// SHA-256 of all that is below a group: paths, element types, extents, elements and attributes of every object in
  /// the order of their names, but not how they are stored, described or linked.
  /// - Parameter excluded: an attribute of the group itself that takes no part.
  package func contentDigest(of group: String, without excluded: String) throws -> String {
    let digest = try ContentDigest()
    try add(group, "", depth: 0, to: digest, without: excluded)
    return digest.finish()
  }

  private func add(
    _ path: String, _ name: String, depth: Int, to digest: borrowing ContentDigest, without excluded: String
  ) throws {
    // A group that is linked into itself has no end.
    guard depth < 16 else { throw Failure.data("\(self.name): \(path)", "lies in too many groups") }
    digest.add(name)
    for attribute in try attributes(of: path)
    where !(depth == 0 && attribute == excluded || ["description", "units"].contains(attribute)) {
      digest.add(attribute)
      for value in try attributeTexts(attribute, on: path) { digest.add(value) }
    }
    guard isGroup(path) else { return try addElements(of: path, to: digest) }
    let members = try members(of: path)
    digest.add("\(members.count) members")
    for member in members {
      try add("\(path)/\(member)", member, depth: depth + 1, to: digest, without: excluded)
    }
  }

  private func addElements(of path: String, to digest: borrowing ContentDigest) throws {
    let dataset = try dataset(path)
    digest.add("\(dataset.kind.rawValue) \(dataset.shape)")
    func elements<T: HDF5Scalar>(as type: T.Type) throws {
      try dataset.readAll(as: type, allowing: .any).withUnsafeBytes { digest.add($0) }
    }
    switch dataset.kind {
    case .string: for string in try dataset.readStrings() { digest.add(string) }
    case .float32: try elements(as: Float.self)
    case .float64: try elements(as: Double.self)
    case .int32: try elements(as: Int32.self)
    case .int64: try elements(as: Int64.self)
    case .uint8: try elements(as: UInt8.self)
    case .uint16: try elements(as: UInt16.self)
    case .number, .flags:
      try dataset.readNumbers(allowing: .any).withUnsafeBytes { digest.add($0) }
    }
  }
}

/// A digest of pieces that cannot run into each other.
private struct ContentDigest: ~Copyable {
  private let hash: SHA256

  init() throws { hash = try SHA256() }

  func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  func add(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
    hash.update(bytes)
  }

  consuming func finish() -> String { hash.finish() }
}
