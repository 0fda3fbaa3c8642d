internal import Images
internal import Numerics
internal import Schemas
internal import Support

/// How the steps of an epoch see pictures: changed at random, each picture anew in every epoch.
struct PictureDraw {
  let perturbations: PerturbationSequence
  /// Whether every picture comes twice: first all as they are, then all changed.
  let twins: Bool
  let seed: UInt64
  let epoch: Int

  /// - Parameter item: the picture's name in random draws.
  func apply(to picture: RGBPicture, item: String) -> RGBPicture {
    perturbations.perturbed(picture, seed: seed, item: item + "\u{0}epoch \(epoch)")
  }
}

/// The pictures of one batch as floats, read from the file when they are needed: a step holds one batch,
/// never the whole set.
struct PictureBatch {
  /// c/255 for every byte c, as `torchvision.transforms.ToTensor` divides.
  private static let scale: [Float] = (0..<256).map { Float($0) / 255 }

  /// [pictures, height, width, 3], the views of a region side by side, twice as many of twins, values in 0…1.
  let pictures: Tensor

  /// - Parameter rows: of the set.
  init(_ rows: [Int], of images: ImageSet, _ draw: PictureDraw) throws {
    let shape = images.shape
    let count = rows.reduce(0) { $0 + shape.views[$1].count }
    let bytes = count * shape.pictureBytes
    let copies = draw.twins ? 2 : 1
    pictures = Tensor([copies * count, shape.height, shape.width, 3])
    let raw = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: copies * bytes)
    defer { raw.deallocate() }
    let last = UnsafeMutableBufferPointer(rebasing: raw[((copies - 1) * bytes)...])
    try images.read(rows, into: last)
    if draw.twins { _ = raw.update(fromContentsOf: last) }
    if !draw.perturbations.changesNothing {
      shape.replacePictures(in: last, of: rows.map { ($0, images.ids[$0]) }) { _, picture, item in
        draw.apply(to: picture, item: item)
      }
    }
    Self.convert(UnsafeBufferPointer(raw), into: pictures)
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
