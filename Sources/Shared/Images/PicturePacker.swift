package import HDF5
package import Schemas
internal import Support

/// Packs the pictures of a source into a `knowcl/images` file: read in parallel over a window of regions, written in
/// order, so that memory does not grow with their number.
package struct PicturePacker: Sendable {
  /// Window of pictures in memory, in bytes and in number.
  private static let windowBytes = 64 << 20
  private static let windowPictures = 256

  private let source: any PictureSupply
  package let shape: ImageShape

  /// - Throws: `Failure` (EX_DATAERR) when the source has no pictures.
  package init(_ source: any PictureSupply, name: String) throws {
    guard source.list.views.pictures > 0 else { throw Failure.data(name, "has no pictures of the regions") }
    self.source = source
    shape = ImageShape(
      views: source.list.views, height: source.extent.height, width: source.extent.width,
      pixels: source.pixels, isPlaced: source.origin != nil)
  }

  /// Writes all regions.
  /// - Parameter done: called with the number of regions just written.
  /// - Returns: a digest of the pictures' contents: the SHA-256 of the lines `sha256  name`, sorted by
  ///   name, as `sha256sum` prints them.
  package func write(to file: borrowing HDF5File, done: (Int) -> Void = { _ in }) throws -> String {
    let list = source.list
    let writer = try ImageFileWriter(
      to: file, ids: list.ids, imageNames: list.names, shape: shape, origin: source.origin,
      description: description)
    let most = max(Parallel.threads, min(Self.windowPictures, Self.windowBytes / shape.pictureBytes))
    let windows = shape.views.windows(ofPictures: most)
    let room = windows.map { shape.views[$0].count }.max() ?? 0
    var digests: [String: String] = [:]
    var samples = [UInt8](repeating: 0, count: room * shape.pictureBytes)
    var mask = [UInt8](repeating: 0, count: shape.pixels.hasMask ? room * shape.height * shape.width : 0)
    for regions in windows {
      let found = try samples.withUnsafeMutableBufferPointer { samples in
        try mask.withUnsafeMutableBufferPointer { try read(regions, into: samples, mask: $0) }
      }
      let count = found.count
      for (name, digest) in zip(list.names[shape.views[regions]], found) { digests[name] = digest }
      try samples.withUnsafeBytes { samples in
        try mask.withUnsafeBytes { mask in
          try writer.write(
            regions, UnsafeRawBufferPointer(rebasing: samples[..<(count * shape.pictureBytes)]),
            mask: shape.pixels.hasMask
              ? UnsafeRawBufferPointer(rebasing: mask[..<(count * shape.height * shape.width)]) : nil)
        }
      }
      done(regions.count)
    }
    return try Self.digest(digests)
  }

  private var description: String {
    let kind = shape.views.areNumbered ? "street views of each region" : "satellite pictures"
    let bands = shape.pixels.bands == PixelLayout.rgb.bands ? "RGB" : "\(shape.pixels.bands.count) bands"
    return "\(kind), \(8 * shape.pixels.sample.bytes)-bit \(bands)"
  }

  /// Reads the pictures of consecutive regions into consecutive slots.
  /// - Returns: their digests.
  private func read(
    _ regions: Range<Int>, into samples: UnsafeMutableBufferPointer<UInt8>,
    mask: UnsafeMutableBufferPointer<UInt8>
  ) throws -> [String] {
    let list = source.list
    let first = shape.views[regions].lowerBound
    let owners = regions.flatMap { region in shape.views[region].map { _ in list.ids[region] } }
    var digests = [String](repeating: "", count: owners.count)
    let (samples, mask) = (Unchecked(samples), Unchecked(mask))
    let (size, pixelCount) = (shape.pictureBytes, shape.height * shape.width)
    let maskCount = shape.pixels.hasMask ? pixelCount : nil
    try digests.withUnsafeMutableBufferPointer { digests in
      let digests = Unchecked(digests)
      try Parallel.tryForEach(owners.count) { index in
        let name = list.names[first + index]
        let picture = try source.picture(name, of: owners[index])
        guard picture.samples.count == size, picture.mask?.count == maskCount else {
          throw Failure(.software, name, "came from its source in another extent or layout than announced")
        }
        _ = UnsafeMutableBufferPointer(rebasing: samples.value[(index * size)...]).update(
          fromContentsOf: picture.samples)
        if let valid = picture.mask {
          _ = UnsafeMutableBufferPointer(rebasing: mask.value[(index * pixelCount)...]).update(
            fromContentsOf: valid)
        }
        digests.value[index] = try picture.sha256 ?? SHA256.hexadecimal(of: picture.samples)
      }
    }
    return digests
  }

  private static func digest(_ digests: [String: String]) throws -> String {
    let hash = try SHA256()
    for name in digests.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      var line = "\(digests[name] ?? "")  \(name)\n"
      line.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return hash.finish()
  }
}
