internal import CKernels
package import Images
package import Numerics
package import Schemas
internal import Support

/// Pictures under simulated skies as a network sees them, and what lies over each pixel.
package struct CloudedBatch {
  private static let grain = 1 << 16

  /// [n, height, width, 3], values in 0…1.
  package let pictures: Tensor
  /// [n, height, width], the raw values of `SkyClass`.
  package let classes: [UInt8]

  /// - Parameters:
  ///   - rows: of the set; all views of a region, and of several days one that is drawn.
  ///   - sky: draws clouds and what else changes, anew for each picture and epoch.
  package init(
    _ rows: [Int], of images: ImageSet, under sky: PerturbationSequence, seed: UInt64, epoch: Int
  ) throws {
    let shape = images.shape
    let count = rows.reduce(0) { $0 + shape.views[$1].count }
    let pixels = shape.height * shape.width
    var samples = [UInt8](repeating: 0, count: count * shape.pictureBytes)
    var classes = [UInt8](repeating: SkyClass.clear.rawValue, count: count * pixels)
    let days = rows.map { row in
      var random = Philox(seed: seed, "day", item: "\(images.ids[row])\u{0}epoch \(epoch)")
      return random.index(below: images.days(of: row))
    }
    try samples.withUnsafeMutableBufferPointer { samples in
      try images.read(rows, onDays: days, into: samples)
      classes.withUnsafeMutableBufferPointer { classes in
        let classes = Unchecked(classes)
        shape.replacePictures(in: samples, of: rows.map { ($0, images.ids[$0]) }) { index, picture, item in
          var target = PerturbedPicture(picture)
          sky.apply(to: &target, seed: seed, item: "\(item)\u{0}epoch \(epoch)")
          if let clouds = target.clouds {
            let slot = classes.value[(index * pixels)..<((index + 1) * pixels)]
            _ = UnsafeMutableBufferPointer(rebasing: slot).update(from: clouds.skies)
          }
          return target.picture
        }
      }
    }
    self.classes = classes
    pictures = Self.tensor(samples[...], of: count, height: shape.height, width: shape.width)
  }

  /// Pictures [n, y, x, RGB] of bytes as `torchvision.transforms.ToTensor` divides them.
  static func tensor(_ samples: ArraySlice<UInt8>, of count: Int, height: Int, width: Int) -> Tensor {
    let result = Tensor([count, height, width, 3])
    samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      let pointers = Unchecked((base, result.pointer))
      Parallel.forRanges(result.count, grain: grain) { range in
        let (samples, result) = pointers.value
        kn_unit_floats(range.count, samples + range.lowerBound, result + range.lowerBound)
      }
    }
    return result
  }
}
