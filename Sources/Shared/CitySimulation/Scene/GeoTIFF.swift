internal import CDeflate
internal import Foundation
internal import Support

/// A raster of 16-bit bands as GeoTIFF (OGC 19-008r4) on a transverse Mercator map of its own, deflated.
struct GeoTIFF {
  /// Names of the bands.
  let bands: [String]
  let width: Int
  let height: Int
  /// Side of a pixel in metres.
  let pixel: Double
  /// Easting and northing of the upper left corner.
  let corner: SIMD2<Double>
  /// Longitude and latitude of the map's origin.
  let origin: SIMD2<Double>
  /// `YYYY:MM:DD hh:mm:ss`
  let date: String

  private static let rowsPerStrip = 64

  /// One member of the directory: its tag, type and bytes.
  private struct Entry {
    let tag: UInt16
    let type: UInt16
    let count: Int
    let bytes: [UInt8]

    init(_ tag: UInt16, short values: [Int]) {
      (self.tag, type, count) = (tag, 3, values.count)
      bytes = values.flatMap { GeoTIFF.bytes(UInt16($0)) }
    }

    init(_ tag: UInt16, long values: [Int]) {
      (self.tag, type, count) = (tag, 4, values.count)
      bytes = values.flatMap { GeoTIFF.bytes(UInt32($0)) }
    }

    init(_ tag: UInt16, double values: [Double]) {
      (self.tag, type, count) = (tag, 12, values.count)
      bytes = values.flatMap { GeoTIFF.bytes($0.bitPattern) }
    }

    init(_ tag: UInt16, text: String) {
      bytes = Array(text.utf8) + [0]
      (self.tag, type, count) = (tag, 2, bytes.count)
    }
  }

  fileprivate static func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// The file.
  /// - Parameter row: the samples of a row, [column, band]; is called by several threads.
  func encoded(_ row: @Sendable (Int) -> [UInt16]) throws -> [UInt8] {
    let strips = try strips(row)
    var file: [UInt8] = Array("II".utf8) + Self.bytes(UInt16(42)) + [0, 0, 0, 0]
    var offsets: [Int] = []
    for strip in strips {
      offsets.append(file.count)
      file += strip
      if file.count % 2 == 1 { file.append(0) }
    }
    let entries = entries(offsets: offsets, sizes: strips.map(\.count))
    // What does not fit into a member comes before the directory.
    var directory = Self.bytes(UInt16(entries.count))
    for entry in entries {
      directory += Self.bytes(entry.tag) + Self.bytes(entry.type) + Self.bytes(UInt32(entry.count))
      if entry.bytes.count <= 4 {
        directory += entry.bytes + [UInt8](repeating: 0, count: 4 - entry.bytes.count)
      } else {
        directory += Self.bytes(UInt32(file.count))
        file += entry.bytes
        if file.count % 2 == 1 { file.append(0) }
      }
    }
    file.replaceSubrange(4..<8, with: Self.bytes(UInt32(file.count)))
    return file + directory + [0, 0, 0, 0]
  }

  private func strips(_ row: @Sendable (Int) -> [UInt16]) throws -> [[UInt8]] {
    let count = (height + Self.rowsPerStrip - 1) / Self.rowsPerStrip
    var strips = [[UInt8]](repeating: [], count: count)
    try strips.withUnsafeMutableBufferPointer { strips in
      let target = Unchecked(strips)
      try Parallel.tryForEach(count) { strip in
        let rows = (strip * Self.rowsPerStrip)..<min(height, (strip + 1) * Self.rowsPerStrip)
        target.value[strip] = try Self.deflated(rows.flatMap { row($0).flatMap { Self.bytes($0) } })
      }
    }
    return strips
  }

  private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(6) else {
      throw Failure(.system, nil, "libdeflate has no memory")
    }
    defer { libdeflate_free_compressor(compressor) }
    var target = [UInt8](repeating: 0, count: libdeflate_zlib_compress_bound(compressor, bytes.count))
    let size = libdeflate_zlib_compress(compressor, bytes, bytes.count, &target, target.count)
    return Array(target[..<size])
  }

  private func entries(offsets: [Int], sizes: [Int]) -> [Entry] {
    let each = [Int](repeating: 16, count: bands.count)
    let names = bands.enumerated().map {
      "<Item name=\"DESCRIPTION\" sample=\"\($0)\" role=\"description\">\($1)</Item>"
    }
    return [
      Entry(256, long: [width]), Entry(257, long: [height]), Entry(258, short: each),
      Entry(259, short: [8]), Entry(262, short: [1]), Entry(273, long: offsets),
      Entry(277, short: [bands.count]), Entry(278, long: [Self.rowsPerStrip]), Entry(279, long: sizes),
      Entry(284, short: [1]), Entry(306, text: date),
      Entry(338, short: bands.dropFirst().map { _ in 0 }), Entry(339, short: bands.map { _ in 1 }),
      Entry(33550, double: [pixel, pixel, 0]), Entry(33922, double: [0, 0, 0, corner.x, corner.y, 0]),
      Entry(34735, short: Self.keys), Entry(34736, double: [origin.x, origin.y, 0, 0, 1]),
      Entry(34737, text: Self.citation),
      Entry(42112, text: "<GDALMetadata>\(names.joined())</GDALMetadata>"),
    ]
  }

  private static let citation = "City|"

  /// Transverse Mercator on WGS 84, in metres, by its parameters: those of GeoDoubleParams in their order.
  private static let keys: [Int] = {
    let keys: [(key: Int, place: Int, count: Int, value: Int)] = [
      (1024, 0, 1, 1), (1025, 0, 1, 1), (1026, 34737, citation.utf8.count, 0), (2048, 0, 1, 4326),
      (2054, 0, 1, 9102),
      (3072, 0, 1, 32767), (3074, 0, 1, 32767), (3075, 0, 1, 1), (3076, 0, 1, 9001),
      (3080, 34736, 1, 0), (3081, 34736, 1, 1), (3082, 34736, 1, 2), (3083, 34736, 1, 3), (3092, 34736, 1, 4),
    ]
    return [1, 1, 0, keys.count] + keys.flatMap { [$0.key, $0.place, $0.count, $0.value] }
  }()
}
