internal import Images
internal import Numerics
internal import Schemas
internal import Support

/// How the steps of an epoch see pictures: changed at random, each picture anew in every epoch.
struct PictureDraw: Sendable {
  let perturbations: PerturbationSequence
  let sight: PictureSight
  let seed: UInt64
  let epoch: Int

  /// All as they are.
  static let unchanged = PictureDraw(perturbations: PerturbationSequence(), sight: .once, seed: 0, epoch: 0)

  /// - Parameters:
  ///   - item: the picture's name in random draws.
  ///   - copy: which of two draws of it.
  func apply(to picture: RGBPicture, item: String, copy: Int) -> RGBPicture {
    let copy = sight == .twoDraws ? "\u{0}view \(copy)" : ""
    return perturbations.perturbed(picture, seed: seed, item: item + "\u{0}epoch \(epoch)" + copy)
  }

  /// The day on which each copy of a region's pictures is seen: by draw, two copies on different days where there are two.
  /// - Parameter count: of the region's days.
  func days(of region: String, among count: Int) -> [Int] {
    guard count > 1 else { return [Int](repeating: 0, count: sight.copies) }
    var random = Philox(seed: seed, "day", item: "\(region)\u{0}epoch \(epoch)")
    let first = random.index(below: count)
    guard sight.copies > 1 else { return [first] }
    let other = random.index(below: count - 1)
    return [first, other < first ? other : other + 1]
  }

  /// Which copies of the pictures are changed.
  var changed: Range<Int> {
    perturbations.changesNothing ? 0..<0 : (sight == .asTheyAreAndChanged ? 1 : 0)..<sight.copies
  }
}

/// The pictures of one batch as floats, read from the file when they are needed: a step holds one batch,
/// never the whole set.
struct PictureBatch {
  /// c/255 for every byte c, as `torchvision.transforms.ToTensor` divides.
  private static let scale: [Float] = (0..<256).map { Float($0) / 255 }

  /// [pictures, height, width, 3], the views of a region side by side, all twice where they are seen twice, values in
  /// 0…1.
  let pictures: Tensor

  /// - Parameter rows: of the set.
  init(_ rows: [Int], of images: ImageSet, _ draw: PictureDraw) throws {
    try self.init([rows], of: images, draw)
  }

  /// The pictures of several groups of rows, one group behind another.
  init(_ groups: [[Int]], of images: ImageSet, _ draw: PictureDraw) throws {
    let shape = images.shape
    let copies = draw.sight.copies
    let sizes = groups.map { rows in rows.reduce(0) { $0 + shape.views[$1].count } * shape.pictureBytes }
    let pictureCount = copies * sizes.reduce(0, +) / shape.pictureBytes
    pictures = Tensor([pictureCount, shape.height, shape.width, 3])
    let raw = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pictureCount * shape.pictureBytes)
    defer { raw.deallocate() }
    var start = 0
    for (rows, bytes) in zip(groups, sizes) where !rows.isEmpty {
      func copy(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(rebasing: raw[(start + index * bytes)..<(start + (index + 1) * bytes)])
      }
      let days = rows.map { draw.days(of: images.ids[$0], among: images.days(of: $0)) }
      try images.read(rows, onDays: days.map { $0[0] }, into: copy(0))
      for index in 1..<copies {
        if images.mostDays > 1 {
          try images.read(rows, onDays: days.map { $0[index] }, into: copy(index))
        } else {
          _ = copy(index).update(fromContentsOf: copy(0))
        }
      }
      for index in draw.changed {
        shape.replacePictures(in: copy(index), of: rows.map { ($0, images.ids[$0]) }) { _, picture, item in
          draw.apply(to: picture, item: item, copy: index)
        }
      }
      start += copies * bytes
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
