package import HDF5
package import Schemas
internal import Support

/// Decodes the pictures of a selection into a `knowcl/images` file: in parallel over a window of
/// regions, written in order, so that memory does not grow with their number.
package struct PicturePacker: Sendable {
  /// Window of decoded pictures, in bytes and in number.
  private static let windowBytes = 64 << 20
  private static let windowPictures = 256

  package let selection: PictureSelection
  package let shape: ImageShape
  private let resizes: Bool

  /// - Parameter size: height and width to resample to; nil keeps the first picture's, which all must have.
  package init(_ selection: PictureSelection, size: Int?) throws {
    self.selection = selection
    resizes = size != nil
    var (height, width) = (size ?? 0, size ?? 0)
    if size == nil {
      let first = try RGBImage(contentsOf: selection.directory.joined(selection.names[0]))
      (height, width) = (first.height, first.width)
    }
    shape = ImageShape(
      regions: selection.ids.count, views: selection.views, height: height, width: width)
  }

  /// Writes all regions.
  /// - Parameter done: called with the number of regions just written.
  /// - Returns: a digest of the pictures' contents: the SHA-256 of the lines `sha256  name`, sorted by
  ///   name, as `sha256sum` prints them.
  package func write(to file: borrowing HDF5File, done: (Int) -> Void = { _ in }) throws -> String {
    let writer = try ImageFileWriter(
      to: file, ids: selection.ids, imageNames: selection.names, shape: shape,
      description: selection.views == nil
        ? "satellite pictures, 8-bit RGB" : "street views of each region, 8-bit RGB")
    let views = shape.picturesPerRegion
    let pictureBytes = shape.height * shape.width * 3
    let pictures = max(Parallel.threads, min(Self.windowPictures, Self.windowBytes / pictureBytes))
    let window = max(1, pictures / views)
    var digests: [String: String] = [:]
    var buffer = [UInt8](repeating: 0, count: min(window, shape.regions) * shape.regionBytes)
    for start in stride(from: 0, to: shape.regions, by: window) {
      let regions = start..<min(shape.regions, start + window)
      let names = selection.names[(regions.lowerBound * views)..<(regions.upperBound * views)]
      let hashes = try buffer.withUnsafeMutableBufferPointer { try read(Array(names), into: $0) }
      for (name, hash) in zip(names, hashes) { digests[name] = hash }
      try buffer.withUnsafeBufferPointer {
        try writer.write(regions, UnsafeBufferPointer(rebasing: $0[..<(regions.count * shape.regionBytes)]))
      }
      done(regions.count)
    }
    return try Self.digest(digests)
  }

  /// Decodes files into consecutive slots of `buffer`; returns their SHA-256.
  private func read(_ names: [String], into buffer: UnsafeMutableBufferPointer<UInt8>) throws -> [String] {
    var hashes = [String](repeating: "", count: names.count)
    let pictureBytes = shape.height * shape.width * 3
    let slots = Unchecked(buffer)
    try hashes.withUnsafeMutableBufferPointer { hashes in
      let hashes = Unchecked(hashes)
      try Parallel.tryForEach(names.count) { index in
        let (picture, hash) = try read(names[index])
        hashes.value[index] = hash
        let slot = UnsafeMutableBufferPointer(
          rebasing: slots.value[(index * pictureBytes)..<((index + 1) * pictureBytes)])
        _ = slot.update(from: picture.pixels)
      }
    }
    return hashes
  }

  private func read(_ name: String) throws -> (RGBImage, String) {
    let path = selection.directory.joined(name)
    let bytes = try readBytes(path)
    let hash = try SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    let picture = try RGBImage(decoding: bytes, name: path)
    guard resizes || (picture.height == shape.height && picture.width == shape.width) else {
      throw Failure.data(
        path,
        "is \(picture.width) x \(picture.height) pixels, where the first is \(shape.width) x \(shape.height); --size makes them equal"
      )
    }
    return (picture.resized(height: shape.height, width: shape.width), hash.finish())
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
