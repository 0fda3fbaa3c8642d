package import Schemas
internal import Support

/// Pictures of regions taken from one file or, with a probability, from a second one, joined by id.
package struct MixedImages: ~Copyable {
  private let first: ImageFile
  private let second: ImageFile?
  /// Where each region of the first file lies in the second; nil where absent.
  private let rows: [Int?]
  private let probability: Double

  package var ids: [String] { first.ids }
  package var shape: ImageShape { first.shape }
  /// Where the pictures of the first file were cut.
  package var origin: PictureOrigin? { first.origin }
  /// Regions that only one of the two files has.
  package let unmatched: Int

  /// - Parameters:
  ///   - probability: chance of a region to come from `second`.
  ///   - allowMissing: keeps regions that `second` lacks as they are in `first`, and leaves out those
  ///     that `first` lacks, instead of throwing.
  /// - Throws: `Failure` (EX_DATAERR) when sizes or ids differ.
  package init(
    _ first: consuming ImageFile, mixing second: consuming ImageFile?, probability: Double,
    allowMissing: Bool
  ) throws {
    var rows: [Int?] = []
    var unmatched = 0
    switch second {
    case .some(let second):
      try second.requireSameExtent(as: first)
      let index = Dictionary(uniqueKeysWithValues: zip(second.ids, 0...))
      rows = first.ids.map { index[$0] }
      try Self.requireSameViews(first, second, rows)
      let common = rows.count { $0 != nil }
      unmatched = first.ids.count + second.ids.count - 2 * common
      if unmatched > 0, !allowMissing {
        let known = Set(first.ids)
        let example =
          zip(first.ids, rows).first { $1 == nil }?.0 ?? second.ids.first { !known.contains($0) } ?? ""
        throw Failure.data(
          second.name,
          "and \(first.name) differ in \(unmatched) regions, '\(example)' for one; --allow-missing accepts that"
        )
      }
    case .none: break
    }
    self.first = first
    self.second = second
    self.rows = rows
    self.unmatched = unmatched
    self.probability = probability
  }

  /// Reads the pictures of consecutive regions, each from the file that its draw chooses.
  func read(_ regions: Range<Int>, seed: UInt64, into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    try first.read(Array(regions), into: buffer)
    let start = shape.views[regions].lowerBound
    switch second {
    case .some(let second):
      for region in regions {
        var random = Philox(seed: seed, "perturb mix", item: first.ids[region])
        guard random.bernoulli(probability), let row = rows[region] else { continue }
        let pictures = shape.views[region]
        let pixels = buffer.extracting(
          (pictures.lowerBound - start) * shape.pictureBytes..<(pictures.upperBound - start)
            * shape.pictureBytes)
        try second.read([row], into: pixels)
      }
    case .none: break
    }
  }

  /// - Parameter rows: of the second file, for each region of the first.
  private static func requireSameViews(
    _ first: borrowing ImageFile, _ second: borrowing ImageFile, _ rows: [Int?]
  ) throws {
    for (region, row) in rows.enumerated() {
      guard let row else { continue }
      let (one, other) = (first.shape.views[region].count, second.shape.views[row].count)
      guard one == other else {
        throw Failure.data(
          second.name, "has \(other) views of '\(first.ids[region])', where \(first.name) has \(one)")
      }
    }
  }
}

/// Writes the pictures of a source, perturbed, region by region; memory does not grow with their number.
package struct ImagePerturber: Sendable {
  /// Window of pictures in memory, in bytes.
  private static let windowBytes = 64 << 20

  package let perturbations: PerturbationSequence
  package let seed: UInt64

  package init(_ perturbations: PerturbationSequence, seed: UInt64) {
    self.perturbations = perturbations
    self.seed = seed
  }

  /// - Parameters:
  ///   - masks: takes the masks of the pictures of regions just written; nil if they are not wanted.
  ///   - done: called with the number of regions just written.
  package func write(
    _ source: borrowing MixedImages, to writer: borrowing ImageFileWriter,
    masks: ((Range<Int>, [CloudMask]) throws -> Void)? = nil, done: (Int) -> Void = { _ in }
  ) throws {
    let shape = source.shape
    let ids = source.ids
    let windows = shape.views.windows(ofPictures: Self.windowBytes / shape.pictureBytes)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: windows.map { shape.bytes(of: $0) }.max() ?? 0)
    defer { buffer.deallocate() }
    for regions in windows {
      let pixels = UnsafeMutableBufferPointer(rebasing: buffer[..<shape.bytes(of: regions)])
      try source.read(regions, seed: seed, into: pixels)
      let pictureMasks = perturb(regions, ids, shape, pixels, keepingMasks: masks != nil)
      try writer.write(regions, UnsafeRawBufferPointer(pixels))
      try masks?(regions, pictureMasks)
      done(regions.count)
    }
  }

  /// - Returns: the masks of all pictures, or none.
  private func perturb(
    _ regions: Range<Int>, _ ids: [String], _ shape: ImageShape, _ buffer: UnsafeMutableBufferPointer<UInt8>,
    keepingMasks: Bool
  ) -> [CloudMask] {
    let clear = CloudMask(height: shape.height, width: shape.width)
    let count = keepingMasks ? shape.views[regions].count : 0
    var masks = [CloudMask](repeating: clear, count: count)
    masks.withUnsafeMutableBufferPointer { masks in
      let kept = Unchecked(masks)
      shape.replacePictures(in: buffer, of: regions.map { ($0, ids[$0]) }) { index, picture, item in
        var target = PerturbedPicture(picture)
        perturbations.apply(to: &target, seed: seed, item: item)
        if keepingMasks, let mask = target.clouds { kept.value[index] = mask }
        return target.picture
      }
    }
    return masks
  }
}
