import FoundationEssentials
internal import HDF5
internal import Images
internal import Support
internal import TestSupport
import Testing

/// Changes of colour to the byte as Pillow's, and parts of pictures; see make_images.py.
@Suite struct ColourTests {
  private func load(_ path: String) throws -> RGBPicture {
    let file = try HDF5File(reading: Repository.fixture("image_colours.h5").path, name: "image_colours.h5")
    let dataset = try file.dataset(path)
    return RGBPicture(height: dataset.shape[0], width: dataset.shape[1], pixels: try dataset.readAll())
  }

  @Test(arguments: ["0.0", "0.2", "0.73", "1.0", "1.31", "1.8"]) func coloursChangeAsPillow(factor: String)
    throws
  {
    let source = try load("/source")
    let value = try #require(Double(factor))
    #expect(try source.brightened(by: value) == load("/brightness/\(factor)"))
    #expect(try source.contrasted(by: value) == load("/contrast/\(factor)"))
    #expect(try source.saturated(by: value) == load("/saturation/\(factor)"))
  }

  @Test func greyIsPillows() throws {
    let grey = PerturbationSequence([(Greyscale(), 1)]).perturbed(try load("/source"), seed: 1, item: "r")
    #expect(try grey == load("/grey"))
  }

  /// numpy.rint(255 · clip(gain · (x / 255) ** gamma + offset, 0, 1)) of x = 0, 17, 64, 128, 200, 255.
  @Test(arguments: [
    ("1.2", "0.8", "-0.05", [0, 22, 89, 164, 239, 255] as [UInt8]),
    ("0.7", "1.4", "0.1", [26, 30, 51, 94, 153, 204]), ("1", "1", "0", [0, 17, 64, 128, 200, 255]),
    ("2", "0.5", "0", [0, 132, 255, 255, 255, 255]),
  ])
  func radiometryIsGainGammaAndOffset(gain: String, gamma: String, offset: String, expected: [UInt8]) throws {
    let change = try Radiometry(settings: ["gains": [gain], "gammas": [gamma], "offsets": [offset]])
    let picture = RGBPicture(
      height: 2, width: 3, pixels: [0, 17, 64, 128, 200, 255].flatMap { [UInt8](repeating: $0, count: 3) })
    let changed = PerturbationSequence([(change, 1)]).perturbed(picture, seed: 1, item: "r")
    #expect(changed.pixels == expected.flatMap { [UInt8](repeating: $0, count: 3) })
  }

  /// Over many pictures factors lie as far above 1 as below, by their logarithm, and channels differ.
  @Test func radiometryIsDrawnForEachChannel() throws {
    let change = try Radiometry(settings: ["gains": ["0.5:2"], "gammas": ["1"], "offsets": ["0"]])
    let grey = RGBPicture(height: 1, width: 1, red: 100, green: 100, blue: 100)
    let pictures = (0..<400).map {
      PerturbationSequence([(change, 1)]).perturbed(grey, seed: 3, item: "r\($0)").pixels
    }
    #expect(pictures.allSatisfy { $0.allSatisfy { (50...200).contains($0) } })
    let brighter = pictures.joined().count { $0 > 100 }
    #expect(abs(brighter - 600) < 60)
    #expect(pictures.count { Set($0).count > 1 } > 390)
  }

  /// Rows and columns of a ramp tell where a part was cut out: of the drawn area, in a shape between 3:4 and 4:3.
  @Test(arguments: [0.2, 0.5, 1]) func partsHaveTheDrawnAreaAndShape(area: Double) throws {
    let (height, width) = (200, 160)
    var ramp = RGBPicture(height: height, width: width)
    for row in 0..<height {
      for column in 0..<width {
        ramp[row, column, 0] = UInt8(row)
        ramp[row, column, 1] = UInt8(column)
      }
    }
    var crop = RandomCrop()
    crop.area = area...area
    var lefts: Set<UInt8> = []
    for item in 0..<40 {
      let part = PerturbationSequence([(crop, 1)]).perturbed(ramp, seed: 2, item: "\(item)")
      #expect(part.height == height && part.width == width)
      let rows = Double(part[height - 1, 0, 0]) - Double(part[0, 0, 0]) + 1
      let columns = Double(part[0, width - 1, 1]) - Double(part[0, 0, 1]) + 1
      // A shape as tall and wide as the whole picture fits no other than the whole.
      let share = area == 1 ? rows * columns : area * Double(height * width)
      #expect(abs(rows * columns / share - 1) < 0.05, "\(rows) × \(columns)")
      #expect(columns / rows > 0.72 && columns / rows < 1.38, "\(rows) × \(columns)")
      lefts.insert(part[0, 0, 1])
    }
    #expect(area == 1 || lefts.count > 10)
  }

  @Test func masksAreCutAlong() throws {
    // Where a mask is thick, the clouded picture of black is bright, before and after.
    var black = PerturbedPicture(RGBPicture(height: 32, width: 32))
    let clouds = try Clouds(settings: ["cloud-shadows": ["none"]])
    PerturbationSequence([(clouds, 1), (RandomCrop(), 1)]).apply(to: &black, seed: 1, item: "r")
    let mask = try #require(black.clouds)
    let pairs = (0..<32).flatMap { y in
      (0..<32).map { (Double(mask.thickness[y * 32 + $0]), Double(black.picture[y, $0, 0])) }
    }
    let (mx, my) = (pairs.map(\.0).reduce(0, +) / 1024, pairs.map(\.1).reduce(0, +) / 1024)
    let covariance = pairs.reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let variances = pairs.reduce((0.0, 0.0)) {
      ($0.0 + ($1.0 - mx) * ($1.0 - mx), $0.1 + ($1.1 - my) * ($1.1 - my))
    }
    #expect(covariance / (variances.0 * variances.1).squareRoot() > 0.95)
  }
}
