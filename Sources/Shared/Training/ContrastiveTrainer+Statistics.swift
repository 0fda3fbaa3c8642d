extension ContrastiveTrainer {
  /// Pictures that the encoder's statistics are taken of: enough for means of every channel.
  private static let sampleLimit = 2048
  /// Pixels in memory at once: 128 pictures of 224².
  private static let pixelLimit = 128 * 224 * 224

  /// Brings the encoder's normalisations up to date with its weights, as `configuration.statistics` says.
  ///
  /// Depends on weights and pictures alone, and does not change how training goes on. The pictures are those
  /// of regions spread evenly over the pairs, in a few batches of one size, as the next epoch would see them.
  public func updateStatistics(_ images: borrowing ImageFile) throws {
    guard configuration.statistics == .exact else { return }
    let shape = images.shape
    let sample = max(2, min(pairs.count, Self.sampleLimit / shape.picturesPerRegion))
    let together = max(
      configuration.batch,
      min(512, Self.pixelLimit / (shape.height * shape.width)) / shape.picturesPerRegion)
    let batches = (sample + together - 1) / together
    let rows = (0..<sample).map { pairs.pairs[$0 * pairs.count / sample].image }
    // Each batch takes every nth, so that neighbours in the graph's order do not share one.
    model.encoder.beginMeasuring()
    defer { model.encoder.endMeasuring() }
    for batch in 0..<batches {
      let part = stride(from: batch, to: sample, by: batches).map { rows[$0] }
      try model.encoder.observe(try PictureBatch(part, of: images, draw).pictures)
    }
  }
}
