/// The pictures of one batch as floats, read from the file when they are needed: a step holds one batch,
/// never the whole set.
struct PictureBatch {
  /// c/255 for every byte c, as `torchvision.transforms.ToTensor` divides.
  private static let scale: [Float] = (0..<256).map { Float($0) / 255 }

  /// [regions × views, height, width, 3], values in 0…1.
  let pictures: Tensor

  /// - Parameter rows: of the image file.
  init(_ rows: [Int], of images: borrowing ImageFile) throws {
    let shape = images.shape
    let bytes = shape.regionBytes
    pictures = Tensor([rows.count * shape.picturesPerRegion, shape.height, shape.width, 3])
    let raw = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows.count * bytes)
    defer { raw.deallocate() }
    // libhdf5 is called from one thread; the conversion is not.
    for (index, row) in rows.enumerated() {
      try images.read(
        row, into: UnsafeMutableBufferPointer(rebasing: raw[(index * bytes)..<((index + 1) * bytes)]))
    }
    guard let source = raw.baseAddress else { return }
    let (input, output) = (Unchecked(source), pictures.pointer)
    let target = Unchecked(output)
    Parallel.forRanges(pictures.count, grain: 1 << 16) { range in
      Self.scale.withUnsafeBufferPointer { scale in
        for index in range { target.value[index] = scale[Int(input.value[index])] }
      }
    }
  }
}
