internal import Support

extension ZipArchive {
  private static let endSignature: UInt32 = 0x0605_4B50
  private static let end64Signature: UInt32 = 0x0606_4B50
  private static let locatorSignature: UInt32 = 0x0706_4B50
  private static let entrySignature: UInt32 = 0x0201_4B50

  /// The members that the central directory lists.
  static func directory(of bytes: [UInt8], name: String) throws -> [Entry] {
    let (offset, count) = try locateDirectory(bytes, name)
    var reader = ByteReader(bytes, subject: name)
    try reader.seek(offset)
    // 46 bytes is the least that an entry takes.
    guard count <= reader.remaining / 46 else {
      throw Failure.data(name, "claims \(count) members, more than its directory can hold")
    }
    return try (0..<count).map { _ in try entry(&reader, name) }
  }

  /// Finds the end record from the back of the file, behind which a comment may stand.
  private static func locateDirectory(_ bytes: [UInt8], _ name: String) throws -> (offset: Int, count: Int) {
    var reader = ByteReader(bytes, subject: name)
    var position = bytes.count - 22
    let lowest = max(0, position - 0xFFFF)
    while position >= lowest {
      try reader.seek(position)
      if try reader.integer(UInt32.self) == endSignature { break }
      position -= 1
    }
    guard position >= lowest else {
      throw Failure.data(name, "is not a whole zip archive: it has no end record (truncated?)")
    }
    let disks = try (reader.int16(), reader.int16())
    _ = try reader.int16()
    let count = try reader.int16()
    _ = try reader.int32()
    let offset = try reader.int32()
    guard disks == (0, 0) || disks == (0xFFFF, 0xFFFF) else {
      throw Failure.data(name, "is one part of a zip archive in several")
    }
    guard count == 0xFFFF || offset == 0xFFFF_FFFF, position >= 20 else { return (offset, count) }
    try reader.seek(position - 20)
    guard try reader.integer(UInt32.self) == locatorSignature else { return (offset, count) }
    _ = try reader.int32()
    try reader.seek(try reader.int64())
    guard try reader.integer(UInt32.self) == end64Signature else {
      throw Failure.data(name, "has no zip64 end record where its locator says")
    }
    _ = try reader.take(28)
    let count64 = try reader.int64()
    _ = try reader.int64()
    return (try reader.int64(), count64)
  }

  private static func entry(_ reader: inout ByteReader, _ name: String) throws -> Entry {
    guard try reader.integer(UInt32.self) == entrySignature else {
      throw Failure.data(name, "has a broken zip directory")
    }
    _ = try reader.take(4)
    let flags = try reader.int16()
    let method = try reader.int16()
    _ = try reader.take(4)
    let checksum = try reader.integer(UInt32.self)
    var compressed = try reader.int32()
    var size = try reader.int32()
    let nameLength = try reader.int16()
    let extraLength = try reader.int16()
    let commentLength = try reader.int16()
    _ = try reader.take(8)
    var header = try reader.int32()
    let entryName = try reader.text(nameLength)
    var extra = ByteReader(try reader.take(extraLength), subject: name)
    _ = try reader.take(commentLength)
    while extra.remaining >= 4 {
      let tag = try extra.int16()
      var field = ByteReader(try extra.take(try extra.int16()), subject: name)
      guard tag == 1 else { continue }
      // zip64: only the fields that overflow stand here, in this order.
      if size == 0xFFFF_FFFF { size = try field.int64() }
      if compressed == 0xFFFF_FFFF { compressed = try field.int64() }
      if header == 0xFFFF_FFFF { header = try field.int64() }
    }
    return Entry(
      name: entryName, size: size, method: method, flags: flags, checksum: checksum,
      compressedSize: compressed, headerOffset: header)
  }
}
