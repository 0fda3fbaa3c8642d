package import Schemas
internal import Support

/// Pictures of places, each put together from those of several days, joined by id.
package struct Composite {
  /// Window of pictures in memory, in bytes of a day.
  private static let windowBytes = 16 << 20

  /// One day's pictures.
  package struct Day {
    let part: ImagePart
    let tables: SampleTables?

    /// - Parameter colours: histograms that the day's own are matched to, if any.
    package init(_ part: ImagePart, matching colours: SampleHistograms?) throws {
      self.part = part
      tables = try colours.map {
        try SampleHistograms(of: ImageSet([part], by: { $0 < $1 })).matched(to: $0)
      }
    }
  }

  /// Of all days, in natural order; of one day alone in the order of its file.
  package let ids: [String]
  package let shape: ImageShape
  package let origin: PictureOrigin?
  private let days: [Day]
  private let rule: CompositeRule
  /// Row of each region in each day's file that has it.
  private let places: [[(day: Int, row: Int)]]

  /// - Parameter days: at least one.
  /// - Throws: `Failure` (EX_DATAERR) where pictures are of different sizes, or a region has another number of views.
  package init(_ days: [Day], by rule: CompositeRule) throws {
    let first = days[0].part
    var places: [String: [(day: Int, row: Int)]] = [:]
    for (index, day) in days.enumerated() {
      try day.part.file.requireSameExtent(as: first.file)
      for (row, id) in day.part.file.ids.enumerated() {
        if let other = places[id]?.first {
          try day.part.requireSameViews(row, as: days[other.day].part, other.row)
        }
        places[id, default: []].append((index, row))
      }
    }
    self.days = days
    self.rule = rule
    let ids = days.count == 1 ? first.file.ids : places.keys.sorted(by: NaturalOrder.precedes)
    let joined = ids.map { places[$0] ?? [] }
    self.ids = ids
    self.places = joined
    origin = Self.origin(of: joined.map { $0[0] }, in: days)
    let counts = joined.map { days[$0[0].day].part.file.shape.views[$0[0].row].count }
    shape = ImageShape(
      views: first.file.shape.views.areNumbered ? RegionViews(counts: counts) : .single(counts.count),
      height: first.file.shape.height, width: first.file.shape.width,
      pixels: PixelLayout(
        bands: PixelLayout.rgb.bands, hasMask: days.contains { $0.part.file.hasMask }),
      isPlaced: origin != nil)
  }

  /// Where the first day's picture of each region was cut; nil unless all days say so, in one system.
  private static func origin(of places: [(day: Int, row: Int)], in days: [Day]) -> PictureOrigin? {
    let origins = days.map { $0.part.file.origin }
    guard let first = origins[0], origins.allSatisfy({ $0?.crs == first.crs }) else { return nil }
    let pictures = places.flatMap { place in
      days[place.day].part.file.shape.views[place.row].map { (day: place.day, number: $0) }
    }
    func collect<Value>(_ value: (PictureOrigin, Int) -> Value) -> [Value] {
      pictures.compactMap { picture in origins[picture.day].map { value($0, picture.number) } }
    }
    let isOne = days.count == 1 && days[0].tables == nil
    return PictureOrigin(
      corners: collect { $0.corners[$1] }, edges: collect { $0.edges[$1] }, crs: first.crs,
      shares: origins.contains { $0?.shares != nil } ? collect { $0.shares?[$1] ?? 1 } : nil,
      limits: isOne ? first.limits : nil, scaling: isOne ? first.scaling : nil,
      date: days.count == 1 ? first.date : nil)
  }

  /// Writes all pictures, with their masks where a day has some.
  /// - Parameter done: called with the number of regions just written.
  package func write(to writer: borrowing ImageFileWriter, done: (Int) -> Void = { _ in }) throws {
    for regions in shape.views.windows(ofPictures: max(1, Self.windowBytes / shape.pictureBytes)) {
      let pictures = try composed(regions)
      let (samples, valid) = (pictures.flatMap(\.samples), pictures.flatMap(\.valid))
      try samples.withUnsafeBytes { samples in
        try valid.withUnsafeBytes { try writer.write(regions, samples, mask: $0) }
      }
      done(regions.count)
    }
  }

  private func composed(_ regions: Range<Int>) throws -> [CompositePicture] {
    let read = try days.indices.map { try self.read(regions, on: $0) }
    let start = shape.views[regions].lowerBound
    let pictures = regions.flatMap { region in
      shape.views[region].enumerated().map { (region: region, view: $0.offset, number: $0.element - start) }
    }
    let (size, pixels) = (shape.pictureBytes, shape.height * shape.width)
    let first = regions.lowerBound
    return try Parallel.tryMap(pictures.count) { [places, rule] index in
      let picture = pictures[index]
      return CompositePicture(
        places[picture.region].compactMap { place in
          guard let at = read[place.day].starts[picture.region - first] else { return nil }
          let number = at + picture.view
          return (
            read[place.day].samples[(number * size)..<((number + 1) * size)],
            read[place.day].valid[(number * pixels)..<((number + 1) * pixels)]
          )
        }, by: rule)
    }
  }

  /// What a day has of some regions.
  private struct DayPictures: Sendable {
    var samples: [UInt8]
    var valid: [UInt8]
    /// Number of each region's first picture in these; nil where the day lacks it.
    var starts: [Int?]
  }

  private func read(_ regions: Range<Int>, on day: Int) throws -> DayPictures {
    let file = days[day].part
    let rows = regions.map { region in places[region].first { $0.day == day }?.row }
    var count = 0
    let starts = rows.map { row -> Int? in
      guard let row else { return nil }
      defer { count += file.file.shape.views[row].count }
      return count
    }
    let known = rows.compactMap { $0 }
    guard !known.isEmpty else { return DayPictures(samples: [], valid: [], starts: starts) }
    var samples = [UInt8](repeating: 0, count: count * shape.pictureBytes)
    try samples.withUnsafeMutableBufferPointer {
      try file.file.read(known, into: $0)
      days[day].tables?.apply(to: $0)
    }
    let valid =
      try file.file.masks(of: known)
      ?? [UInt8](repeating: 1, count: count * shape.height * shape.width)
    return DayPictures(samples: samples, valid: valid, starts: starts)
  }
}
