internal import Schemas
internal import Support

extension ImageShape {
  /// Replaces the pictures of some regions by what `change` makes of them, in parallel.
  /// - Parameters:
  ///   - buffer: [region, view, y, x, RGB], all views of the regions.
  ///   - regions: their ids.
  ///   - change: gets the number of a picture in `buffer`, the picture, and its name in random draws.
  package func replacePictures(
    in buffer: UnsafeMutableBufferPointer<UInt8>, of regions: some Collection<String>,
    by change: @Sendable (_ index: Int, _ picture: RGBImage, _ item: String) -> RGBImage
  ) {
    let (perRegion, size) = (picturesPerRegion, height * width * 3)
    let ids = Array(regions)
    let buffer = Unchecked(buffer)
    Parallel.forEach(ids.count * perRegion) { index in
      let slot = UnsafeMutableBufferPointer(rebasing: buffer.value[(index * size)..<((index + 1) * size)])
      let picture = RGBImage(height: height, width: width, pixels: Array(slot))
      let item = PerturbationSequence.item(
        region: ids[index / perRegion], view: views == nil ? nil : index % perRegion)
      _ = slot.update(from: change(index, picture, item).pixels)
    }
  }
}
