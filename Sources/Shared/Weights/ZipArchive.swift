internal import CZlib
package import Support

/// A zip archive in memory: the container of NumPy's `.npz` and of PyTorch's files.
///
/// Reads stored and deflated members and zip64 (PKWARE APPNOTE 6.3.10). Member names are only compared,
/// never used as paths. Sizes are believed only as far as the bytes at hand can back them, and every
/// member is checked against its CRC-32.
package struct ZipArchive: Sendable {
  /// One member, as the central directory describes it.
  package struct Entry: Sendable, Equatable {
    package let name: String
    /// Bytes once decompressed.
    package let size: Int
    let method: Int
    let flags: Int
    let checksum: UInt32
    let compressedSize: Int
    let headerOffset: Int
  }

  /// Members in the order of the central directory.
  package let entries: [Entry]
  /// How messages name the archive.
  package let name: String
  private let bytes: [UInt8]
  private let indices: [String: Int]

  /// Reads an archive's directory.
  /// - Throws: `Failure` (EX_DATAERR) when it is not a whole zip archive.
  package init(_ bytes: [UInt8], name: String) throws {
    self.bytes = bytes
    self.name = name
    entries = try Self.directory(of: bytes, name: name)
    try Self.requireBounds(entries, in: bytes.count, name)
    var indices: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard indices.updateValue(index, forKey: entry.name) == nil else {
        throw Failure.data(name, "holds two members called \(entry.name)")
      }
    }
    self.indices = indices
  }

  /// Reads a whole file as an archive.
  package init(_ file: InputFile) throws { try self.init(try file.contents(), name: file.name) }

  /// Bytes of the archive.
  var byteCount: Int { bytes.count }

  /// What members may hold together once decompressed, in any case and for each byte of the archive. Weights hardly
  /// shrink.
  private static let (alwaysAllowed, mostExpansion) = (1 << 28, 32)

  /// - Throws: `Failure` (EX_DATAERR) where members share bytes, or claim more than an archive of that size may hold.
  private static func requireBounds(_ entries: [Entry], in count: Int, _ name: String) throws {
    var end = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      // A local header has 30 bytes at least.
      guard entry.headerOffset >= end, entry.headerOffset <= count,
        30 + entry.name.utf8.count <= count - entry.headerOffset,
        entry.compressedSize <= count - entry.headerOffset - 30 - entry.name.utf8.count
      else {
        throw Failure.data(
          "\(name): \(entry.name)",
          "lies where another member or the archive's end is: the archive is damaged")
      }
      end = entry.headerOffset + 30 + entry.name.utf8.count + entry.compressedSize
    }
    var total = 0
    for entry in entries {
      let (sum, overflow) = total.addingReportingOverflow(entry.size)
      guard !overflow, sum <= max(alwaysAllowed, count * mostExpansion) else {
        throw Failure.data(
          "\(name): \(entry.name)",
          "claims \(entry.size) bytes, more than an archive of \(count) bytes may hold")
      }
      total = sum
    }
  }

  /// Whether bytes begin like a zip archive that has members.
  static func isZip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 3, 4]) }

  package func entry(_ name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// A member's content, decompressed and checked.
  package func read(_ entry: Entry) throws -> [UInt8] {
    let subject = "\(name): \(entry.name)"
    guard entry.flags & 1 == 0 else { throw Failure.data(subject, "is encrypted") }
    let stored = try compressedBytes(of: entry, subject)
    let content: [UInt8]
    switch entry.method {
    case 0:
      guard entry.size == entry.compressedSize else { throw Failure.data(subject, "has two sizes") }
      content = Array(stored)
    case 8: content = try Self.inflated(stored, size: entry.size, subject)
    default:
      throw Failure.data(subject, "uses compression method \(entry.method), where 0 or 8 can be read")
    }
    let checksum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    guard content.isEmpty ? entry.checksum == 0 : UInt32(truncatingIfNeeded: checksum) == entry.checksum
    else {
      throw Failure.data(subject, "is damaged: its CRC-32 does not match")
    }
    return content
  }

  /// The bytes behind a member's local header, whose lengths may differ from the directory's.
  private func compressedBytes(of entry: Entry, _ subject: String) throws -> ArraySlice<UInt8> {
    var reader = ByteReader(bytes, subject: subject)
    try reader.seek(entry.headerOffset)
    guard try reader.integer(UInt32.self) == 0x0403_4B50 else {
      throw Failure.data(subject, "has no local header where the directory says")
    }
    _ = try reader.take(22)
    let nameLength = try reader.int16()
    let extraLength = try reader.int16()
    _ = try reader.take(nameLength + extraLength)
    return try reader.take(entry.compressedSize)
  }

  private static func inflated(_ source: ArraySlice<UInt8>, size: Int, _ subject: String) throws -> [UInt8] {
    // Deflate cannot expand by more than 1032; a member that claims more is a bomb or broken.
    guard size <= source.count * 1032 + 64, source.count <= Int(UInt32.max), size <= Int(UInt32.max) else {
      throw Failure.data(subject, "claims \(size) bytes from \(source.count) compressed ones")
    }
    return try [UInt8](unsafeUninitializedCapacity: max(size, 1)) { target, initialized in
      var stream = z_stream()
      // Negative window bits: raw deflate, as zip stores it.
      guard
        inflateInit2_(&stream, -15, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { throw Failure(.system, subject, "zlib cannot start") }
      defer { inflateEnd(&stream) }
      let status = source.withUnsafeBufferPointer { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(size)
        return inflate(&stream, Z_FINISH)
      }
      guard status == Z_STREAM_END, stream.avail_out == 0 else {
        throw Failure.data(subject, "is damaged: its deflate stream does not hold \(size) bytes")
      }
      initialized = size
    }
  }
}
