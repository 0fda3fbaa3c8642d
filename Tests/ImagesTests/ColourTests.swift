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
