internal import Schemas
internal import Support

/// Masks of clouds and shadows that a clear day's pictures of the same places tell.
struct ClearDayMasks: MaskSource {
  private let shape: ImageShape
  private let clear: ImagePart
  private let rule: ChangeMask
  /// Row of each region on the clear day.
  private let rows: [Int]
  /// What gives the day's pictures the colours of the clear day's, for comparison only.
  private var tables: SampleTables

  /// - Throws: `Failure` (EX_DATAERR) where the clear day lacks a region, or pictures differ in size or number.
  init(_ day: ImagePart, against clear: ImagePart, by rule: ChangeMask) throws {
    (shape, self.clear, self.rule) = (day.file.shape, clear, rule)
    rows = try day.rows(in: clear)
    let colours = try SampleHistograms(of: ImageSet([clear], by: { $0 < $1 }))
    tables = try SampleHistograms(of: ImageSet([day], by: { $0 < $1 })).scaled(to: colours)
    // Once more by what is left, since clouds move medians and quartiles.
    var left = (own: SampleHistograms(), other: SampleHistograms())
    for regions in shape.maskWindows {
      let samples = try day.file.read(regions)
      let others = try others(of: regions)
      let valid = try day.valid(regions, and: masks(of: regions, samples, clear: others))
      left.own.add(samples, valid: valid)
      left.other.add(others, valid: valid)
    }
    if !left.own.isEmpty { tables = left.own.scaled(to: left.other) }
  }

  func valid(_ regions: Range<Int>, _ samples: [UInt8]) throws -> [UInt8] {
    try masks(of: regions, samples, clear: others(of: regions))
  }

  /// The pictures of some regions on the clear day.
  private func others(of regions: Range<Int>) throws -> [UInt8] {
    var others = [UInt8](repeating: 0, count: shape.bytes(of: regions))
    try others.withUnsafeMutableBufferPointer { try clear.file.read(Array(rows[regions]), into: $0) }
    return others
  }

  private func masks(of regions: Range<Int>, _ samples: [UInt8], clear: [UInt8]) throws -> [UInt8] {
    var scaled = samples
    scaled.withUnsafeMutableBufferPointer { tables.apply(to: $0) }
    return try Parallel.tryMap(shape.views[regions].count) { [rule, shape, scaled] picture in
      let bytes = (picture * shape.pictureBytes)..<((picture + 1) * shape.pictureBytes)
      return rule.valid(scaled[bytes], clear: clear[bytes], height: shape.height, width: shape.width)
    }.flatMap { $0 }
  }
}
