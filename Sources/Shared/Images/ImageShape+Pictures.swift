internal import Schemas
internal import Support

extension ImageShape {
  /// Replaces the pictures of some regions by what `change` makes of them, in parallel.
  /// - Parameters:
  ///   - buffer: [picture, y, x, RGB], all pictures of the regions.
  ///   - regions: their numbers and ids.
  ///   - change: gets the number of a picture in `buffer`, the picture, and its name in random draws.
  package func replacePictures(
    in buffer: UnsafeMutableBufferPointer<UInt8>, of regions: [(number: Int, id: String)],
    by change: @Sendable (_ index: Int, _ picture: RGBPicture, _ item: String) -> RGBPicture
  ) {
    let size = pictureBytes
    let items = regions.flatMap { region in
      (0..<views[region.number].count).map { view in
        PerturbationSequence.item(region: region.id, view: views.areNumbered ? view : nil)
      }
    }
    let buffer = Unchecked(buffer)
    Parallel.forEach(items.count) { index in
      let slot = UnsafeMutableBufferPointer(rebasing: buffer.value[(index * size)..<((index + 1) * size)])
      let picture = RGBPicture(height: height, width: width, pixels: Array(slot))
      _ = slot.update(from: change(index, picture, items[index]).pixels)
    }
  }
}
