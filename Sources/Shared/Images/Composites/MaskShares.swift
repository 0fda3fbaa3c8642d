package import Schemas
internal import Support

/// How much of each region's pictures the masks of a file cover.
package struct MaskShares: Sendable, Equatable {
  package let ids: [String]
  /// Of the pixels of a region's pictures, those that are not valid, 0 to 1.
  package let covered: [Double]

  /// - Throws: `Failure` (EX_DATAERR) where the file has no masks.
  package init(of masked: ImagePart) throws {
    let shape = masked.file.shape
    ids = masked.file.ids
    covered = try shape.maskWindows.flatMap { regions in
      let valid = try masked.requireMasks(of: Array(regions))
      let first = shape.views[regions].lowerBound
      return regions.map { region in
        let pictures = shape.views[region]
        let pixels = shape.height * shape.width
        let own = valid[((pictures.lowerBound - first) * pixels)..<((pictures.upperBound - first) * pixels)]
        return Double(own.count { $0 == 0 }) / Double(own.count)
      }
    }
  }
}

extension ImagePart {
  /// Which pixels of the pictures of some regions are valid, [picture, y, x], 1 or 0.
  /// - Throws: `Failure` (EX_DATAERR) where the file does not say.
  func requireMasks(of regions: [Int]) throws -> [UInt8] {
    guard let masks = try file.masks(of: regions) else {
      throw Failure.data(
        file.name, "does not say which pixels are valid; img-perturb --mask or --mask-against does")
    }
    return masks
  }
}
