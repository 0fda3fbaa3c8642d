/// How the steps of an epoch see pictures: changed at random, each picture anew in every epoch.
struct PictureDraw {
  let perturbation: Perturbation
  /// Whether every picture comes twice: first all as they are, then all changed.
  let twins: Bool
  let seed: UInt64
  let epoch: Int

  /// - Parameter region: its id.
  func apply(to picture: RGBImage, region: String, view: Int?) -> RGBImage {
    let item = Perturbation.item(region: region, view: view) + "\u{0}epoch \(epoch)"
    return perturbation.apply(to: picture, seed: seed, item: item)
  }
}

/// The pictures of one batch as floats, read from the file when they are needed: a step holds one batch,
/// never the whole set.
struct PictureBatch {
  /// c/255 for every byte c, as `torchvision.transforms.ToTensor` divides.
  private static let scale: [Float] = (0..<256).map { Float($0) / 255 }

  /// [regions × views, height, width, 3], twice as many of twins, values in 0…1.
  let pictures: Tensor

  /// - Parameter rows: of the image file.
  init(_ rows: [Int], of images: borrowing ImageFile, _ draw: PictureDraw) throws {
    let shape = images.shape
    let bytes = rows.count * shape.regionBytes
    let copies = draw.twins ? 2 : 1
    pictures = Tensor([copies * rows.count * shape.picturesPerRegion, shape.height, shape.width, 3])
    let raw = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: copies * bytes)
    defer { raw.deallocate() }
    let last = UnsafeMutableBufferPointer(rebasing: raw[((copies - 1) * bytes)...])
    // libhdf5 is called from one thread; the rest is not.
    for (index, row) in rows.enumerated() {
      let slot = (index * shape.regionBytes)..<((index + 1) * shape.regionBytes)
      try images.read(row, into: UnsafeMutableBufferPointer(rebasing: last[slot]))
    }
    if draw.twins { _ = raw.update(fromContentsOf: last) }
    if !draw.perturbation.changesNothing {
      Self.perturb(last, rows.map { images.ids[$0] }, shape, draw)
    }
    Self.convert(UnsafeBufferPointer(raw), into: pictures)
  }

  private static func perturb(
    _ pictures: UnsafeMutableBufferPointer<UInt8>, _ regions: [String], _ shape: ImageShape,
    _ draw: PictureDraw
  ) {
    let (views, size) = (shape.picturesPerRegion, shape.height * shape.width * 3)
    let buffer = Unchecked(pictures)
    Parallel.forEach(regions.count * views) { index in
      let slot = UnsafeMutableBufferPointer(rebasing: buffer.value[(index * size)..<((index + 1) * size)])
      let picture = RGBImage(height: shape.height, width: shape.width, pixels: Array(slot))
      let changed = draw.apply(
        to: picture, region: regions[index / views], view: shape.views == nil ? nil : index % views)
      _ = slot.update(from: changed.pixels)
    }
  }

  private static func convert(_ bytes: UnsafeBufferPointer<UInt8>, into pictures: Tensor) {
    let (input, target) = (Unchecked(bytes), Unchecked(pictures.pointer))
    Parallel.forRanges(pictures.count, grain: 1 << 16) { range in
      scale.withUnsafeBufferPointer { scale in
        for index in range { target.value[index] = scale[Int(input.value[index])] }
      }
    }
  }
}
