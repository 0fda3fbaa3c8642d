internal import Foundation
internal import Support

/// What a file of regions or places is, told by its first bytes: whether our own readers take it, or `geo-read` has to.
enum VectorFormat: Equatable {
  /// A table, a list, or GeoJSON in longitude and latitude.
  case ours
  /// What GDAL's drivers read.
  case layers
  case openStreetMap
  case parquet

  init(of file: InputFile) throws {
    var start: [UInt8] = []
    let stream = try ContentStream(file)
    while start.count < 1 << 16, let block = try stream.next() { start += block.prefix(1 << 16) }
    self = Self.kind(of: start)
    if self == .ours, Self.saysOtherSystem(start[...]) || Self.saysOtherSystem(Self.end(of: file)[...]) {
      self = .layers
    }
  }

  private static func kind(of start: [UInt8]) -> VectorFormat {
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    if begins("PAR1") { return .parquet }
    if begins("SQLite format 3\0") || begins("PK\u{3}\u{4}") || begins("fgb\u{3}fgb") { return .layers }
    // The main file of a shapefile: 9994, and its version behind it.
    if start.starts(with: [0, 0, 0x27, 0x0A]), start.count >= 100 { return .layers }
    if start.count > 20, start[4..<20].elementsEqual([0x0A, 0x09] + Array("OSMHeader".utf8) + start[15..<20])
    {
      return .openStreetMap
    }
    let text = start.prefix(1024).drop { [0xEF, 0xBB, 0xBF, 9, 10, 13, 32].contains($0) }
    if text.starts(with: "<".utf8) {
      let head = String(decoding: text, as: UTF8.self)
      return head.contains("<osm") ? .openStreetMap : .layers
    }
    if text.starts(with: "{".utf8), String(decoding: text.prefix(200), as: UTF8.self).contains("\"Topology\"")
    {
      return .layers
    }
    return .ours
  }

  /// The last bytes, where they can be had at once.
  private static func end(of file: InputFile) -> [UInt8] {
    guard let size = file.plainSize, size > 1 << 16 else { return [] }
    return FilePath.bytes(of: file.path, from: size - 4096, count: 4096) ?? []
  }

  /// Whether GeoJSON names a coordinate reference system (as before RFC 7946) that is not longitude and latitude of WGS 84.
  private static func saysOtherSystem(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard
      let found = text.firstMatch(of: /"crs"\s*:\s*\{[^{}]*\{[^{}]*"(?:name|href|code)"\s*:\s*"?([^",}]*)/)
    else {
      return false
    }
    let name = found.1.uppercased()
    return !name.hasSuffix("CRS84") && !name.hasSuffix(":4326") && name != "4326" && name != "WGS84"
  }
}
