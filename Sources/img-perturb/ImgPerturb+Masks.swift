internal import HDF5
internal import Images
internal import Logging
internal import Schemas
internal import Segmentation
internal import Support
internal import Tooling

extension ImgPerturb {
  /// Writes the pictures with masks of clouds and shadows, or how good the masks are that they have.
  func writeMasks(_ context: Context) throws {
    if let clear = masks.maskAgainst {
      try context.readImageParts([images, clear]) { parts in
        try write(MaskedPictures(parts[0], against: parts[1], by: ChangeMask()), context)
      }
    } else if let model = masks.mask {
      context.noteArithmetic()
      let network = try context.readHDF5(model, .segmentation) { try SegmentationFile(from: $0) }
      try context.readImageParts([images]) { parts in
        try write(MaskedPictures(parts[0], by: masks.masks(by: network, of: parts[0])), context)
      }
    } else if let reference = masks.maskScore {
      let row = try context.readImageParts([images, reference]) { parts in
        MaskScoreRow(
          try MaskComparison(of: parts[0], against: parts[1]),
          masks: FilePath.name(parts[0].file.name), reference: FilePath.name(parts[1].file.name))
      }
      try context.writeText(output.output, try common.json ? JSONLines.text([row]) : row.table)
    } else {
      let shares = try context.readImageParts([images]) { try MaskShares(of: $0[0]) }
      let rows = zip(shares.ids, shares.covered).map { MaskShareRow(region: $0, covered: $1) }
      try context.writeText(output.output, try common.json ? JSONLines.text(rows) : MaskShareRow.table(rows))
    }
  }

  private func write(_ masked: MaskedPictures, _ context: Context) throws {
    let progress = context.progress("masked", total: masked.ids.count)
    try context.writeHDF5(output.output, .images, version: masked.shape.version) { file in
      let writer = try ImageFileWriter(
        to: file, ids: masked.ids, shape: masked.shape, origin: masked.origin,
        description: "pictures, 8-bit RGB")
      let valid = try masked.write(to: writer) { progress.advance(by: $0) }
      context.log.info("\((1000 * valid).rounded() / 10) % of all pixels are valid")
    }
    progress.finish()
  }
}
