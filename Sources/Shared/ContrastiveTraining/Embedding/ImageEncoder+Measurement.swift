package import Networks
internal import Ranks
package import Schemas

extension ImageEncoder {
  /// Replaces the running statistics by those of a set's pictures under the present weights: adapts the
  /// encoder to their light, season and haze without a label (AdaBN; Li et al. 2016, *Revisiting Batch
  /// Normalization For Practical Domain Adaptation*).
  package func adapt(to images: ImageSet) throws {
    try measureStatistics(of: Array(images.ids.indices), images, .unchanged)
  }

  /// Takes statistics of (at most 2048) pictures of the given rows, spread evenly over them, in a few batches
  /// of one size. Ranks take batches in turn; the first, who writes, has them all in the end.
  func measureStatistics(
    of rows: [Int], _ images: ImageSet, _ draw: PictureDraw, over ranks: any Ranks = SingleRank()
  ) throws {
    let sample = StatisticsSample(of: rows, images.shape, copies: draw.sight.copies)
    let own = try stride(from: ranks.own, to: sample.batches.count, by: ranks.count).map { batch in
      let statistics = NormStatistics()
      try observe(try PictureBatch(sample.batches[batch], of: images, draw).pictures, into: statistics)
      return statistics
    }
    let all = ranks.gather(own.flatMap(\.values))
    guard let first = own.first else { return }
    let width = first.values.count
    let statistics = NormStatistics()
    for batch in sample.batches.indices where width > 0 {
      let (turn, rank) = batch.quotientAndRemainder(dividingBy: ranks.count)
      statistics.add(Array(all[rank][(turn * width)..<((turn + 1) * width)]), like: first)
    }
    adopt(statistics)
  }
}

/// The pictures or entities that statistics are taken of.
struct StatisticsSample {
  /// Enough for a mean of every channel.
  private static let limit = 2048
  /// In memory at once: 128 pictures of 224².
  private static let pixelLimit = 128 * 224 * 224

  /// Rows of the file, or entities.
  let batches: [[Int]]

  init(of rows: [Int], _ shape: ImageShape, copies: Int) {
    let pictures = rows.reduce(0) { $0 + shape.views[$1].count } * copies
    // As many regions as have so many pictures on average.
    func regions(ofPictures count: Int) -> Int { rows.count * count / max(1, pictures) }
    let sample = min(rows.count, max(2, regions(ofPictures: Self.limit)))
    let together = max(1, regions(ofPictures: min(512, Self.pixelLimit / (shape.height * shape.width))))
    batches = Self.batches(of: rows, sample: sample, together: together)
  }

  /// Of entities, as steps of `together` would see them.
  init(ofEntities entities: [Int], together: Int) {
    batches = Self.batches(of: entities, sample: min(entities.count, Self.limit), together: together)
  }

  private static func batches(of rows: [Int], sample: Int, together: Int) -> [[Int]] {
    let count = (sample + together - 1) / together
    // Each batch takes every nth, so that neighbours in the order do not share one.
    return (0..<count).map { batch in
      stride(from: batch, to: sample, by: count).map { rows[$0 * rows.count / sample] }
    }
  }
}
