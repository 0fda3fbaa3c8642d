package import Schemas
internal import Support

/// A day's pictures with masks of the clouds and shadows that a clear day's tell.
package struct MaskedPictures {
  /// Window of pictures in memory, in bytes.
  private static let windowBytes = 16 << 20

  private let day: ImagePart
  private let clear: ImagePart
  private let rule: ChangeMask
  /// Row of each region on the clear day.
  private let rows: [Int]
  /// What gives the day's pictures the colours of the clear day's, for comparison only.
  private var tables: SampleTables

  package var ids: [String] { day.file.ids }
  package let shape: ImageShape
  package var origin: PictureOrigin? { day.file.origin }

  /// - Throws: `Failure` (EX_DATAERR) where the clear day lacks a region, or pictures differ in size or number.
  package init(_ day: ImagePart, against clear: ImagePart, by rule: ChangeMask) throws {
    try day.file.requireSameExtent(as: clear.file)
    let numbers = Dictionary(uniqueKeysWithValues: zip(clear.file.ids, 0...))
    rows = try day.file.ids.enumerated().map { row, id in
      guard let other = numbers[id] else {
        throw Failure.data(
          clear.file.name, "has no pictures of '\(id)', which \(day.file.name) has; regions join by id")
      }
      try day.requireSameViews(row, as: clear, other)
      return other
    }
    (self.day, self.clear, self.rule) = (day, clear, rule)
    let own = day.file.shape
    shape = ImageShape(
      views: own.views, height: own.height, width: own.width,
      pixels: PixelLayout(bands: PixelLayout.rgb.bands, hasMask: true), isPlaced: day.file.origin != nil)
    let colours = try SampleHistograms(of: ImageSet([clear], by: { $0 < $1 }))
    tables = try SampleHistograms(of: ImageSet([day], by: { $0 < $1 })).scaled(to: colours)
    // Once more by what is left, since clouds move medians and quartiles.
    var left = (own: SampleHistograms(), other: SampleHistograms())
    try forEachWindow { _, samples, others, valid in
      left.own.add(samples, valid: valid)
      left.other.add(others, valid: valid)
    }
    if !left.own.isEmpty { tables = left.own.scaled(to: left.other) }
  }

  /// Writes the pictures as they are with masks of what was valid before and is under no cloud or shadow.
  /// - Returns: the share of valid pixels.
  package func write(to writer: borrowing ImageFileWriter, done: (Int) -> Void = { _ in }) throws -> Double {
    var sum = 0
    try forEachWindow { regions, samples, _, valid in
      sum += valid.count { $0 == 1 }
      try samples.withUnsafeBytes { samples in
        try valid.withUnsafeBytes { try writer.write(regions, samples, mask: $0) }
      }
      done(regions.count)
    }
    return Double(sum) / Double(max(1, shape.pictures * shape.height * shape.width))
  }

  /// Calls `body` with regions, their pictures on the day and on the clear day, and what is valid.
  private func forEachWindow(_ body: (Range<Int>, [UInt8], [UInt8], [UInt8]) throws -> Void) throws {
    for regions in shape.views.windows(ofPictures: max(1, Self.windowBytes / shape.pictureBytes)) {
      let samples = try day.file.read(regions)
      var others = [UInt8](repeating: 0, count: samples.count)
      try others.withUnsafeMutableBufferPointer { try clear.file.read(Array(rows[regions]), into: $0) }
      try body(regions, samples, others, try masks(of: regions, samples, clear: others))
    }
  }

  private func masks(of regions: Range<Int>, _ samples: [UInt8], clear: [UInt8]) throws -> [UInt8] {
    var scaled = samples
    scaled.withUnsafeMutableBufferPointer { tables.apply(to: $0) }
    let before = try day.file.masks(of: Array(regions))
    let (size, pixels) = (shape.pictureBytes, shape.height * shape.width)
    return try Parallel.tryMap(shape.views[regions].count) { [rule, shape, scaled] picture in
      let bytes = (picture * size)..<((picture + 1) * size)
      let valid = rule.valid(scaled[bytes], clear: clear[bytes], height: shape.height, width: shape.width)
      guard let before else { return valid }
      return zip(valid, before[(picture * pixels)..<((picture + 1) * pixels)]).map { $0 * $1 }
    }.flatMap { $0 }
  }
}
