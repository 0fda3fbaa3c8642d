internal import Support

/// The photographs of one or of several `knowcl/images` files, region by region, as of one file. The files are parts, each
/// with regions of its own, or days, each with pictures of the same places.
package final class ImageSet {
  /// In the order of the file; of several files in the order that `init` was given.
  package let ids: [String]
  package let shape: ImageShape
  /// How messages name the files.
  package let name: String
  private let parts: [ImagePart]
  /// Where each region's pictures are: on each of its days, in the order of the files.
  private let places: [[Place]]
  /// What stands for each sample, if not itself.
  private let tables: SampleTables?

  private struct Place {
    let part: Int
    let row: Int
  }

  /// - Parameters:
  ///   - parts: at least one; files of pictures of one size, all views or none.
  ///   - asDays: whether a region may be in several files, which then show it on different days.
  ///   - precedes: the order of regions that several files have together, whatever part each is in.
  /// - Throws: `Failure` (EX_DATAERR) naming the part that differs from the first, or has a region that another has and
  ///   may not, or has on another day another number of views.
  package init(_ parts: [ImagePart], asDays: Bool = false, by precedes: (String, String) -> Bool) throws {
    let first = parts[0]
    for part in parts.dropFirst() { try part.file.requireSameExtent(as: first.file) }
    let places = try Self.places(in: parts, asDays: asDays, by: precedes)
    self.parts = parts
    self.places = places
    tables = nil
    mostDays = places.reduce(1) { max($0, $1.count) }
    ids = places.map { parts[$0[0].part].file.ids[$0[0].row] }
    let others = parts.count == 2 ? parts[1].file.name : "\(parts.count - 1) others"
    name = parts.count == 1 ? first.file.name : "\(first.file.name) and \(others)"
    if parts.count == 1 {
      shape = first.file.shape
    } else {
      let counts = places.map { parts[$0[0].part].file.shape.views[$0[0].row].count }
      shape = ImageShape(
        views: first.file.shape.views.areNumbered ? RegionViews(counts: counts) : .single(counts.count),
        height: first.file.shape.height, width: first.file.shape.width,
        isPlaced: parts.allSatisfy { $0.file.shape.isPlaced })
    }
  }

  private init(_ images: ImageSet, _ tables: SampleTables) {
    (ids, shape, name) = (images.ids, images.shape, images.name)
    (parts, places, mostDays) = (images.parts, images.places, images.mostDays)
    self.tables = images.tables.map { $0.followed(by: tables) } ?? tables
  }

  /// The same pictures with another sample for each.
  package func replacingSamples(by tables: SampleTables) -> ImageSet { ImageSet(self, tables) }

  private static func places(
    in parts: [ImagePart], asDays: Bool, by precedes: (String, String) -> Bool
  ) throws -> [[Place]] {
    guard parts.count > 1 else { return parts[0].file.ids.indices.map { [Place(part: 0, row: $0)] } }
    var places: [String: [Place]] = [:]
    for (index, part) in parts.enumerated() {
      for (row, id) in part.file.ids.enumerated() {
        if let other = places[id]?.first {
          try requireAgreement(part, row, with: parts[other.part], other.row, asDays: asDays)
        }
        places[id, default: []].append(Place(part: index, row: row))
      }
    }
    return places.sorted { precedes($0.key, $1.key) }.map(\.value)
  }

  /// Checks a region that two files have.
  private static func requireAgreement(
    _ part: ImagePart, _ row: Int, with other: ImagePart, _ otherRow: Int, asDays: Bool
  ) throws {
    let id = part.file.ids[row]
    guard asDays else {
      throw Failure.data(
        part.file.name,
        "has pictures of region '\(id)', which \(other.file.name) has too; each region belongs into one part")
    }
    try part.requireSameViews(row, as: other, otherRow)
  }

  /// On how many days each region is seen at most: 1 unless files are days.
  package let mostDays: Int

  /// On how many days a region is seen.
  package func days(of region: Int) -> Int { places[region].count }

  /// Reads the pictures of some regions, in that order, into `buffer`, which must have `shape.pictureBytes` for each.
  /// - Parameter days: which of its days each region is seen on; nil for its first.
  package func read(
    _ regions: [Int], onDays days: [Int]? = nil, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    try readSamples(regions, days ?? [Int](repeating: 0, count: regions.count), into: buffer)
    tables?.apply(to: buffer)
  }

  private func readSamples(
    _ regions: [Int], _ days: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    guard parts.count > 1 else { return try parts[0].file.read(regions, into: buffer) }
    var start = 0
    let starts = regions.map { region in
      defer { start += shape.views[region].count * shape.pictureBytes }
      return start
    }
    let sources = zip(regions, days).map { places[$0][$1] }
    // All that comes of one file at once, so that it is inflated in parallel.
    for (index, part) in parts.enumerated() {
      let own = sources.indices.filter { sources[$0].part == index }
      let rows = own.map { sources[$0].row }
      let sizes = rows.map { part.file.shape.views[$0].count * shape.pictureBytes }
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: sizes.reduce(0, +))
      defer { bytes.deallocate() }
      guard !rows.isEmpty else { continue }
      try part.file.read(rows, into: bytes)
      var source = 0
      for (place, size) in zip(own, sizes) {
        let target = UnsafeMutableBufferPointer(rebasing: buffer[starts[place]..<(starts[place] + size)])
        _ = target.update(fromContentsOf: bytes[source..<(source + size)])
        source += size
      }
    }
  }

  /// Bytes of the pictures of consecutive regions, [picture, y, x, RGB].
  package func read(_ regions: Range<Int>) throws -> [UInt8] {
    let count = shape.bytes(of: regions)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(Array(regions), into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// Which pixels of the pictures of consecutive regions are valid, [picture, y, x], 1 or 0; nil where no file says so.
  package func masks(of regions: Range<Int>) throws -> [UInt8]? {
    guard parts.count > 1 else { return try parts[0].file.masks(of: Array(regions)) }
    let masks = try regions.map { region in
      try parts[places[region][0].part].file.masks(of: [places[region][0].row])
    }
    guard masks.contains(where: { $0 != nil }) else { return nil }
    return zip(regions, masks).flatMap { region, mask in
      mask ?? [UInt8](repeating: 1, count: shape.views[region].count * shape.height * shape.width)
    }
  }

  /// How much of its region each picture of some regions shows; nil where no file says so.
  package func shares(of regions: Range<Int>) -> [Float]? {
    guard parts.contains(where: { $0.file.origin?.shares != nil }) else { return nil }
    return regions.flatMap { parts[places[$0][0].part].shares(ofRow: places[$0][0].row) }
  }
}

/// One of the files of an `ImageSet`; such a file can be in one place only, so the set refers to it.
package final class ImagePart {
  package let file: ImageFile

  package init(_ file: consuming ImageFile) { self.file = file }

  /// - Throws: `Failure` (EX_DATAERR) where a region has another number of views than in another file.
  package func requireSameViews(_ row: Int, as other: ImagePart, _ otherRow: Int) throws {
    let (own, others) = (file.shape.views[row].count, other.file.shape.views[otherRow].count)
    guard own == others else {
      throw Failure.data(
        file.name, "has \(own) views of '\(file.ids[row])', where \(other.file.name) has \(others)")
    }
  }

  /// The shares of one region's pictures, all alike where the file does not say.
  fileprivate func shares(ofRow row: Int) -> [Float] {
    let pictures = file.shape.views[row]
    return file.origin?.shares.map { Array($0[pictures]) } ?? [Float](repeating: 1, count: pictures.count)
  }
}

extension ImageFile {
  /// - Throws: `Failure` (EX_DATAERR) where pictures are of another size than those of `first`, or views where those are
  ///   none.
  package func requireSameExtent(as first: borrowing ImageFile) throws {
    let (one, other) = (first.shape, shape)
    guard one.height == other.height, one.width == other.width,
      one.views.areNumbered == other.views.areNumbered
    else {
      throw Failure.data(name, "has \(other.extent) a region, where \(first.name) has \(one.extent)")
    }
  }
}

extension ImageShape {
  fileprivate var extent: String {
    "\(views.areNumbered ? "views" : "one picture") of \(width) x \(height) pixels"
  }
}
