internal import Images
internal import Numerics
internal import Schemas
internal import Segmentation
internal import Support
import Testing

/// Pictures under simulated skies, with what lies over them.
@Suite struct CloudedBatchTests {
  private let sky = PerturbationSequence([(Clouds(), 1), (HorizontalFlip(), 0.5), (VerticalFlip(), 0.5)])

  /// Thick and thin clouds are clouds, and masks are turned with their pictures.
  @Test func classesAreTheMasksOfWhatWasLaid() throws {
    try SkyPictures.with(5, side: 32) { part in
      let images = try ImageSet([part], by: <)
      let batch = try CloudedBatch([3, 0, 1], of: images, under: sky, seed: 7, epoch: 2)
      let samples = SkyPictures.samples(5, 32)
      let size = 32 * 32
      for (index, row) in [3, 0, 1].enumerated() {
        var picture = PerturbedPicture(
          RGBPicture(
            height: 32, width: 32, pixels: Array(samples[(3 * size * row)..<(3 * size * (row + 1))])))
        sky.apply(to: &picture, seed: 7, item: "r\(row)\u{0}epoch 2")
        let classes = try #require(picture.clouds).classes.map { [0, 1, 1, 2][Int($0)] as UInt8 }
        let pixels = (index * size)..<((index + 1) * size)
        #expect(Array(batch.classes[pixels]) == classes)
        #expect(
          Array(batch.pictures.buffer[(3 * pixels.lowerBound)..<(3 * pixels.upperBound)])
            == picture.picture.pixels.map { Float($0) / 255 })
      }
      #expect(Set(batch.classes) == [0, 1, 2])
    }
  }

  /// A sky is one of the region and the epoch, whichever batch they are in.
  @Test func everyEpochHasSkiesOfItsOwn() throws {
    try SkyPictures.with(4, side: 16) { part in
      let images = try ImageSet([part], by: <)
      func classes(_ rows: [Int], seed: UInt64 = 1, epoch: Int = 0) throws -> [UInt8] {
        try CloudedBatch(rows, of: images, under: sky, seed: seed, epoch: epoch).classes
      }
      let both = try classes([2, 1])
      #expect(try classes([2]) + classes([1]) == both)
      #expect(try classes([2, 1], epoch: 1) != both && classes([2, 1], seed: 2) != both)
    }
  }

  @Test func theUsualSkyHasCloudsOfAllKindsAndClearPictures() throws {
    try SkyPictures.with(40, side: 32) { part in
      let images = try ImageSet([part], by: <)
      let batch = try CloudedBatch(Array(0..<40), of: images, under: .sky, seed: 1, epoch: 0)
      #expect(Set(batch.classes) == [0, 1, 2])
      let clear = (0..<40).count { picture in
        batch.classes[(1024 * picture)..<(1024 * (picture + 1))].allSatisfy { $0 == 0 }
      }
      #expect((4...36).contains(clear), "\(clear) of 40")
    }
  }
}
