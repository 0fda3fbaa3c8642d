internal import Support

/// The photographs of one or of several `knowcl/images` files, region by region, as of one file.
package final class ImageSet {
  /// In the order of the file; of several files in the order that `init` was given.
  package let ids: [String]
  package let shape: ImageShape
  /// How messages name the files.
  package let name: String
  private let parts: [ImagePart]
  /// Where each region's pictures are.
  private let places: [(part: Int, row: Int)]

  /// - Parameters:
  ///   - parts: at least one; files of pictures of one size, all views or none.
  ///   - precedes: the order of regions that several files have together, whatever part each is in.
  /// - Throws: `Failure` (EX_DATAERR) naming the part that differs from the first, or has a region that another has.
  package init(_ parts: [ImagePart], by precedes: (String, String) -> Bool) throws {
    let first = parts[0]
    for part in parts.dropFirst() { try part.file.requireSameExtent(as: first.file) }
    try Self.requireDifferentRegions(parts)
    var places = parts.indices.flatMap { part in parts[part].file.ids.indices.map { (part: part, row: $0) } }
    if parts.count > 1 {
      places.sort { precedes(parts[$0.part].file.ids[$0.row], parts[$1.part].file.ids[$1.row]) }
    }
    self.parts = parts
    self.places = places
    ids = places.map { parts[$0.part].file.ids[$0.row] }
    let others = parts.count == 2 ? parts[1].file.name : "\(parts.count - 1) others"
    name = parts.count == 1 ? first.file.name : "\(first.file.name) and \(others)"
    if parts.count == 1 {
      shape = first.file.shape
    } else {
      let counts = places.map { parts[$0.part].file.shape.views[$0.row].count }
      shape = ImageShape(
        views: first.file.shape.views.areNumbered ? RegionViews(counts: counts) : .single(counts.count),
        height: first.file.shape.height, width: first.file.shape.width,
        isPlaced: parts.allSatisfy { $0.file.shape.isPlaced })
    }
  }

  private static func requireDifferentRegions(_ parts: [ImagePart]) throws {
    guard parts.count > 1 else { return }
    var owner: [String: Int] = [:]
    for (index, part) in parts.enumerated() {
      for id in part.file.ids {
        guard let other = owner.updateValue(index, forKey: id) else { continue }
        throw Failure.data(
          part.file.name,
          "has pictures of region '\(id)', which \(parts[other].file.name) has too; each region belongs into one part"
        )
      }
    }
  }

  /// Reads the pictures of some regions, in that order, into `buffer`, which must have `shape.pictureBytes` for each.
  package func read(_ regions: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    guard parts.count > 1 else { return try parts[0].file.read(regions, into: buffer) }
    var start = 0
    let starts = regions.map { region in
      defer { start += shape.views[region].count * shape.pictureBytes }
      return start
    }
    // All that comes of one file at once, so that it is inflated in parallel.
    for (index, part) in parts.enumerated() {
      let own = regions.indices.filter { places[regions[$0]].part == index }
      let rows = own.map { places[regions[$0]].row }
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

  /// How much of its region each picture of some regions shows; nil where no file says so.
  package func shares(of regions: Range<Int>) -> [Float]? {
    guard parts.contains(where: { $0.file.origin?.shares != nil }) else { return nil }
    return regions.flatMap { parts[places[$0].part].shares(ofRow: places[$0].row) }
  }
}

/// One of the files of an `ImageSet`; such a file can be in one place only, so the set refers to it.
package final class ImagePart {
  package let file: ImageFile

  package init(_ file: consuming ImageFile) { self.file = file }

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
