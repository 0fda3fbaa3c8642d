internal import Images
internal import Networks
package import Schemas

extension ResNet18 {
  /// Pictures that statistics are taken of: enough for a mean of every channel.
  private static let sampleLimit = 2048
  /// Pixels in memory at once: 128 pictures of 224².
  private static let pixelLimit = 128 * 224 * 224

  /// Replaces the running statistics by those of a file's pictures under the present weights: adapts the
  /// encoder to their light, season and haze without a label (AdaBN; Li et al. 2016, *Revisiting Batch
  /// Normalization For Practical Domain Adaptation*).
  package func adapt(to images: borrowing ImageFile) throws {
    let draw = PictureDraw(perturbations: PerturbationSequence(), twins: false, seed: 0, epoch: 0)
    try measureStatistics(of: Array(images.ids.indices), images, draw)
  }

  /// Takes statistics of (at most 2048) pictures of the given rows, spread evenly over them, in a few batches
  /// of one size.
  func measureStatistics(of rows: [Int], _ images: borrowing ImageFile, _ draw: PictureDraw) throws {
    let shape = images.shape
    let pictures = rows.reduce(0) { $0 + shape.views[$1].count } * (draw.twins ? 2 : 1)
    // As many regions as have so many pictures on average.
    func regions(ofPictures count: Int) -> Int { rows.count * count / max(1, pictures) }
    let sample = min(rows.count, max(2, regions(ofPictures: Self.sampleLimit)))
    let together = max(1, regions(ofPictures: min(512, Self.pixelLimit / (shape.height * shape.width))))
    let batches = (sample + together - 1) / together
    beginMeasuring()
    defer { endMeasuring() }
    for batch in 0..<batches {
      // Each batch takes every nth, so that neighbours in the order do not share one.
      let part = stride(from: batch, to: sample, by: batches).map { rows[$0 * rows.count / sample] }
      try observe(try PictureBatch(part, of: images, draw).pictures)
    }
  }
}
