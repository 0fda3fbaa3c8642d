package import Schemas
internal import Support

/// A day's pictures with masks of clouds and shadows.
package struct MaskedPictures {
  private let day: ImagePart
  private let source: any MaskSource

  package var ids: [String] { day.file.ids }
  package let shape: ImageShape
  package var origin: PictureOrigin? { day.file.origin }

  package init(_ day: ImagePart, by source: any MaskSource) {
    (self.day, self.source) = (day, source)
    let own = day.file.shape
    shape = ImageShape(
      views: own.views, height: own.height, width: own.width,
      pixels: PixelLayout(bands: PixelLayout.rgb.bands, hasMask: true), isPlaced: day.file.origin != nil)
  }

  /// With masks that a clear day's pictures tell.
  /// - Throws: `Failure` (EX_DATAERR) where the clear day lacks a region, or pictures differ in size or number.
  package init(_ day: ImagePart, against clear: ImagePart, by rule: ChangeMask) throws {
    self.init(day, by: try ClearDayMasks(day, against: clear, by: rule))
  }

  /// Writes the pictures as they are with masks of what was valid before and is under no cloud or shadow.
  /// - Returns: the share of valid pixels.
  package func write(to writer: borrowing ImageFileWriter, done: (Int) -> Void = { _ in }) throws -> Double {
    var sum = 0
    for regions in shape.maskWindows {
      let samples = try day.file.read(regions)
      let valid = try day.valid(regions, and: source.valid(regions, samples))
      sum += valid.count { $0 == 1 }
      try samples.withUnsafeBytes { samples in
        try valid.withUnsafeBytes { try writer.write(regions, samples, mask: $0) }
      }
      done(regions.count)
    }
    return Double(sum) / Double(max(1, shape.pictures * shape.height * shape.width))
  }
}

extension ImageShape {
  /// Regions whose pictures are in memory together while masks are made of them: 16 MiB.
  var maskWindows: [Range<Int>] { views.windows(ofPictures: max(1, (16 << 20) / pictureBytes)) }
}

extension ImagePart {
  /// What is valid by the file and by another mask.
  func valid(_ regions: Range<Int>, and valid: [UInt8]) throws -> [UInt8] {
    guard let own = try file.masks(of: Array(regions)) else { return valid }
    return zip(valid, own).map { $0 * $1 }
  }

  /// Row of each region in another file of the same places.
  /// - Throws: `Failure` (EX_DATAERR) where it lacks a region, or pictures differ in size or number.
  func rows(in other: ImagePart) throws -> [Int] {
    try file.requireSameExtent(as: other.file)
    let numbers = Dictionary(uniqueKeysWithValues: zip(other.file.ids, 0...))
    return try file.ids.enumerated().map { row, id in
      guard let place = numbers[id] else {
        throw Failure.data(
          other.file.name, "has no pictures of '\(id)', which \(file.name) has; regions join by id")
      }
      try requireSameViews(row, as: other, place)
      return place
    }
  }
}
