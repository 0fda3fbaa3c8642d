internal import HDF5
internal import Images
internal import Numerics
internal import Schemas
internal import Segmentation
internal import Support
internal import TestSupport
import Testing

/// A network that learns where simulated clouds and shadows lie, its file, and its masks.
@Suite struct SegmentationTrainerTests {
  private func training(epochs: Int) -> SegmentationTraining {
    var training = SegmentationTraining(seed: 3)
    (training.epochs, training.batch, training.learningRate) = (epochs, 8, 5e-3)
    training.sky = PerturbationSequence([(Clouds(), 1)])
    return training
  }

  private func withFile<R>(_ trainer: SegmentationTrainer, _ body: (borrowing HDF5File) throws -> R) throws
    -> R
  {
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: path)
      try trainer.write(to: file)
      try file.setAttribute("schema", "knowcl/segmentation")
      try file.setAttribute("schema_version", "1.0")
      try file.close()
      return try body(HDF5File(reading: path, name: "sky.h5"))
    }
  }

  /// Under skies that it has not seen, by the file that was written.
  @Test func itFindsCloudsAndShadowsThatItHasNotSeen() throws {
    try SkyPictures.with(24, side: 32) { part in
      let images = try ImageSet([part], by: <)
      let trainer = SegmentationTrainer(training(epochs: 20))
      var losses: [Double] = []
      try trainer.train(on: images) { losses.append($1) }
      #expect(losses == trainer.history && losses.count == 20)
      #expect(losses[19] < losses[0] / 2, "\(losses)")
      let file = try withFile(trainer) { file in
        #expect(try file.numberAttribute("epochs", as: Int64.self) == 20)
        #expect(try file.stringAttribute("perturbation") == trainer.training.sky.description)
        #expect(try file.read("/history/loss", shape: [20]) == losses)
        return try SegmentationFile(from: file)
      }
      var masks = NetworkMasks(file, for: images.shape)
      masks.margin = 0
      let sky = trainer.training.sky
      let batch = try CloudedBatch(Array(0..<24), of: images, under: sky, seed: 99, epoch: 0)
      let samples = batch.pictures.array.map { UInt8(($0 * 255).rounded()) }
      let valid = try masks.valid(0..<24, samples)
      let comparison = MaskComparison(valid, against: batch.classes.map { $0 == 0 ? 1 : 0 })
      #expect(comparison.f1 > 0.85, "precision \(comparison.precision), recall \(comparison.recall)")
    }
  }

  /// More is masked from a lower probability on, and by a wider margin.
  @Test func thresholdAndMarginSayHowMuchIsMasked() throws {
    try SkyPictures.with(8, side: 16) { part in
      let images = try ImageSet([part], by: <)
      let trainer = SegmentationTrainer(training(epochs: 3))
      try trainer.train(on: images) { _, _ in }
      let file = try withFile(trainer) { try SegmentationFile(from: $0) }
      let samples = SkyPictures.samples(8, 16)
      func masked(_ threshold: Double, _ margin: Int) throws -> Int {
        var masks = NetworkMasks(file, for: images.shape)
        (masks.threshold, masks.margin) = (threshold, margin)
        return try masks.valid(0..<8, samples).count { $0 == 0 }
      }
      let counts = try [1, 0.6, 0.3, 1e-6].map { try masked($0, 0) }
      #expect(counts == counts.sorted() && counts[0] == 0 && counts[3] == 8 * 256, "\(counts)")
      #expect(try masked(0.3, 2) >= counts[2])
    }
  }

  /// More pictures than go through the network at once.
  @Test func masksDoNotDependOnWhatElseIsMasked() throws {
    let (count, side) = (7, 200)
    try SkyPictures.with(count, side: side) { part in
      let trainer = SegmentationTrainer(training(epochs: 1))
      let file = try withFile(trainer) { try SegmentationFile(from: $0) }
      let samples = SkyPictures.samples(count, side)
      let size = 3 * side * side
      var seen: Set<UInt8> = []
      for threshold in [0.3, 0.6, 0.9] {
        var masks = NetworkMasks(file, for: part.file.shape)
        (masks.threshold, masks.margin) = (threshold, 1)
        let alone = try (0..<count).flatMap { picture in
          try masks.valid(
            picture..<(picture + 1), Array(samples[(picture * size)..<((picture + 1) * size)]))
        }
        #expect(try masks.valid(0..<count, samples) == alone)
        seen.formUnion(alone)
      }
      #expect(seen == [0, 1])
    }
  }

  @Test func whatIsNoSuchFileIsRefused() throws {
    let trainer = SegmentationTrainer(training(epochs: 1))
    try withFile(trainer) { file in
      #expect(throws: Never.self) { try SegmentationFile(from: file) }
    }
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: path)
      try file.setAttribute("schema", "knowcl/segmentation")
      try file.setAttribute("schema_version", "1.0")
      try file.setAttribute("x", "y")
      try file.close()
      let message = failureMessage {
        _ = try SegmentationFile(from: HDF5File(reading: path, name: "sky.h5"))
      }
      #expect(message.contains("sky.h5") && message.hasPrefix("65"), "\(message)")
    }
  }
}
