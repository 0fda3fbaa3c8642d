import Foundation
internal import HDF5
internal import Networks
internal import Numerics
internal import Schemas
import Testing

@Suite struct ImgEmbedTests {
  /// Writes images.h5: pictures of 40 × 36 pixels from a fixed sequence.
  private func writeImages(
    _ shell: Shell, _ name: String = "images.h5", regions: Int = 5, first: Int = 0, views: Int? = nil
  ) throws {
    let file = try HDF5File(creating: "\(shell.directory)/\(name)", name: name)
    try file.setAttribute("schema", "knowcl/images")
    try file.setAttribute("schema_version", "1.0")
    let shape = ImageShape(regions: regions, views: views, height: 40, width: 36)
    do {
      let writer = try ImageFileWriter(
        to: file, ids: (0..<regions).map { "r\(first + $0)" }, shape: shape, description: "test")
      try writer.write(
        0..<regions,
        (0..<(shape.pictures * shape.pictureBytes)).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
    }
    try file.close()
  }

  private func writeModel(_ shell: Shell, _ name: String, _ change: (inout StateDict) -> Void = { _ in })
    throws
  {
    let network = ResNet(.resNet18)
    network.initialize(seed: 7)
    var state = network.state()
    change(&state)
    let file = try HDF5File(creating: "\(shell.directory)/\(name)", name: name)
    try file.setAttribute("schema", "knowcl/model")
    try file.setAttribute("schema_version", "1.0")
    try state.write(to: file, group: "/encoder", description: "weights")
    try file.close()
  }

  private func table(_ shell: Shell, _ name: String) throws -> EmbeddingTable {
    try EmbeddingTable(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
  }

  @Test func bytesDependNeitherOnThreadsNorBatchNorPipes() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    let result = try shell.run(
      """
      img-embed --untrained --seed 7 -j 1 --batch 1 images.h5 -o a.h5
      img-embed --untrained --seed 7 -j 2 --batch 3 images.h5 -o b.h5
      img-embed --untrained --seed 7 -j 3 images.h5 > c.h5
      img-embed --untrained --seed 8 images.h5 -o other.h5
      cmp a.h5 b.h5 && cmp a.h5 c.h5 && ! cmp -s a.h5 other.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let embeddings = try table(shell, "a.h5")
    #expect(embeddings.ids == ["r0", "r1", "r2", "r3", "r4"] && embeddings.dimension == 512)
    #expect(embeddings.values.contains { $0 > 0 })
  }

  /// The convolutions of every instruction set that the processor has, against the best it has.
  @Test(arguments: ["avx2", "portable"]) func instructionSetsAgree(_ isa: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    let result = try shell.run(
      "img-embed --untrained --seed 7 images.h5 -o a.h5; KNOWCL_ISA=\(isa) img-embed --untrained --seed 7 images.h5 -o b.h5"
    )
    #expect(result.status == 0, "\(result.error)")
    #expect(try shell.read("a.h5") == shell.read("b.h5"))
    // Software that stands in for an instruction says so, in one line.
    let said = result.error.split(separator: "\n").filter { $0.contains("fused multiply-add") }
    #expect(said.count == (isa == "portable" ? 1 : 0), "\(result.error)")
  }

  @Test func aModelThroughAPipeGivesTheEncodersOutput() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    try writeModel(shell, "model.h5")
    let result = try shell.run(
      "cat model.h5 | img-embed - images.h5 -o a.h5 && img-embed model.h5 - < images.h5 > b.h5")
    #expect(result.status == 0, "\(result.error)")
    let network = ResNet(.resNet18)
    network.initialize(seed: 7)
    let shape = ImageShape(regions: 5, views: nil, height: 40, width: 36)
    let pixels = (0..<(5 * shape.pictureBytes)).map { Float(UInt8(truncatingIfNeeded: $0 &* $0 >> 7)) / 255 }
    let expected = try network.forward(Tensor(pixels, shape: [5, 40, 36, 3]), training: false).array
    #expect(try table(shell, "a.h5").values == expected)
    #expect(try table(shell, "b.h5").values == expected)
  }

  @Test func severalViewsGiveTheirMean() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell, "one.h5", regions: 6)
    try writeImages(shell, "three.h5", regions: 2, views: 3)
    let result = try shell.run(
      "img-embed --untrained one.h5 -o one.out; img-embed --untrained --batch 2 three.h5 -o three.out")
    #expect(result.status == 0, "\(result.error)")
    let (one, three) = (try table(shell, "one.out"), try table(shell, "three.out"))
    for region in 0..<2 {
      let mean = (0..<512).map { f in (0..<3).map { one.values[(region * 3 + $0) * 512 + f] }.reduce(0, +) / 3
      }
      #expect(zip(three.row(region), mean).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
    }
  }

  /// Statistics taken of the pictures themselves: what training statistics of those pictures would give.
  @Test func adaptingMakesTheModelsStatisticsIrrelevant() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    try writeModel(shell, "a.h5")
    try writeModel(shell, "b.h5") { state in
      for name in state.names where name.hasSuffix("running_mean") {
        guard let old = state[name] else { continue }
        state[name] = .init(shape: old.shape, values: old.values.map { $0 + 1 })
      }
    }
    let result = try shell.run(
      """
      img-embed a.h5 images.h5 --adapt -o a1.h5 && img-embed b.h5 images.h5 --adapt -j 1 -o b1.h5 &&
      img-embed a.h5 images.h5 -o a0.h5 && img-embed b.h5 images.h5 -o b0.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(try table(shell, "a1.h5").values == table(shell, "b1.h5").values)
    #expect(try table(shell, "a0.h5").values != table(shell, "b0.h5").values)
    #expect(try table(shell, "a1.h5").values != table(shell, "a0.h5").values)
    #expect(try shell.run("img-embed --features colour --adapt images.h5 -o c.h5").status == 64)
  }

  @Test func colourStatisticsAreThoseOfThePixels() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    let result = try shell.run("img-embed --features colour images.h5 -o a.h5")
    #expect(result.status == 0, "\(result.error)")
    let colours = try table(shell, "a.h5")
    #expect(colours.dimension == 21)
    let size = 40 * 36
    for region in [0, 4] {
      for channel in 0..<3 {
        let values = (0..<size).map { pixel -> Double in
          let index = (region * size + pixel) * 3 + channel
          return Double(UInt8(truncatingIfNeeded: index &* index >> 7)) / 255
        }.sorted()
        let mean = values.reduce(0, +) / Double(size)
        let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(size)).squareRoot()
        let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map { q -> Double in
          let position = q * Double(size - 1)
          let low = Int(position)
          return values[low] + (position - Double(low)) * (values[low + 1] - values[low])
        }
        let found = colours.row(region).dropFirst(channel * 7).prefix(7)
        #expect(zip(found, [mean, deviation] + quantiles).allSatisfy { abs(Double($0) - $1) < 1e-6 })
      }
    }
  }

  /// The first five of eight regions are those of the other file.
  @Test func componentsAreFittedToOtherPicturesWhereTheyAreGiven() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    try writeImages(shell, "more.h5", regions: 8)
    func scores(_ arguments: String) throws -> [Float] {
      let result = try shell.run("img-embed --features pca:3 \(arguments) -o a.h5")
      #expect(result.status == 0, "\(result.error)")
      return try table(shell, "a.h5").values
    }
    let own = try scores("images.h5")
    let (same, more) = (try scores("--fit images.h5 images.h5"), try scores("--fit images.h5 more.h5"))
    let other = try scores("--fit more.h5 images.h5")
    #expect(own.count == 15 && own == same)
    #expect(own == Array(more.prefix(15)) && own != other)
    #expect(try shell.run("img-embed --features colour --fit more.h5 images.h5 -o b.h5").status == 64)
  }

  @Test func vectorsOfSeveralModelsStandOneBehindAnother() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    try writeImages(shell, "part.h5", regions: 3, first: 5)
    try writeModel(shell, "a.h5")
    try writeModel(shell, "b.h5") { state in
      for name in state.names where name == "layer4.1.bn2.bias" {
        guard let old = state[name] else { continue }
        state[name] = .init(shape: old.shape, values: old.values.map { $0 + 1 })
      }
    }
    let result = try shell.run(
      """
      img-embed a.h5 images.h5 part.h5 -o one.h5 && img-embed b.h5 images.h5 part.h5 -o two.h5 &&
      img-embed a.h5 b.h5 images.h5 part.h5 --batch 3 -o both.h5 && cat part.h5 | img-embed b.h5 a.h5 images.h5 - -j 1 > turned.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let (one, two) = (try table(shell, "one.h5"), try table(shell, "two.h5"))
    let (both, turned) = (try table(shell, "both.h5"), try table(shell, "turned.h5"))
    #expect(both.dimension == 1024 && both.ids == one.ids && one.values != two.values)
    for region in both.ids.indices {
      #expect(Array(both.row(region)) == Array(one.row(region)) + Array(two.row(region)))
      #expect(Array(turned.row(region)) == Array(two.row(region)) + Array(one.row(region)))
    }
    for (arguments, status, words) in [
      ("a.h5 b.h5", 64, "give images behind the models"), ("a.h5 none.h5", 66, "none.h5"),
      ("a.h5 both.h5", 65, "both.h5: has schema knowcl/embeddings"),
    ] {
      let result = try shell.run("img-embed \(arguments) -o no.h5")
      #expect(result.status == status && result.error.contains(words), "\(arguments): \(result.error)")
    }
  }

  /// A day half as bright looks like the other once it is matched to it, in all parts of the output.
  @Test func aMatchedDayHasTheColoursOfTheOther() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    let result = try shell.run(
      """
      img-perturb images.h5 --brightness 1 --brightness-factors 0.5 -q -o dark.h5
      img-embed --features colour images.h5 -o own.h5; img-embed --features colour dark.h5 -o dark-own.h5
      img-embed --features colour dark.h5 --match images.h5 -o matched.h5
      img-embed --features colour dark.h5 --match images.h5 -j 1 --shard 2/2 -o second.h5
      img-embed --untrained --adapt dark.h5 -o a.h5; img-embed --untrained --adapt dark.h5 --match images.h5 -o b.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let (own, dark) = (try table(shell, "own.h5").values, try table(shell, "dark-own.h5").values)
    let matched = try table(shell, "matched.h5")
    func distance(_ values: [Float]) -> Float { zip(own, values).map { abs($0 - $1) }.max() ?? 0 }
    #expect(distance(dark) > 0.2 && distance(matched.values) < 0.02)
    #expect(try table(shell, "second.h5").values == Array(matched.values.suffix(2 * matched.dimension)))
    #expect(try table(shell, "a.h5").values != table(shell, "b.h5").values)
  }

  @Test func anndataIsReadBack() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    let result = try shell.run("img-embed --features colour --anndata images.h5 -o a.h5ad")
    #expect(result.status == 0, "\(result.error)")
    #expect(try table(shell, "a.h5ad").ids == ["r0", "r1", "r2", "r3", "r4"])
  }

  @Test func wrongInputIsOneLineAndLeavesNothing() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try writeImages(shell)
    try writeModel(shell, "nan.h5") { $0["layer2.1.conv1.weight"]?.values[5] = .nan }
    try writeModel(shell, "short.h5") { $0["layer4.0.downsample.0.weight"] = nil }
    try writeModel(shell, "huge.h5") { state in
      for name in ["conv1.weight", "layer1.0.conv1.weight", "layer1.0.conv2.weight"] {
        guard let shape = state[name]?.shape else { continue }
        state[name] = .init(shape: shape, values: [Float](repeating: 3e38, count: shape.reduce(1, *)))
      }
    }
    try shell.write("no weights here", to: "text.pth")
    try shell.write("", to: "empty.h5")
    for (arguments, status, part) in [
      ("nan.h5 images.h5", 65, "layer2.1.conv1.weight"),
      ("short.h5 images.h5", 65, "layer4.0.downsample.0.weight"),
      ("huge.h5 images.h5", 65, "not finite"),
      ("text.pth images.h5", 65, "text.pth"), ("missing.h5 images.h5", 66, "missing.h5"),
      ("images.h5 images.h5", 65, "images.h5"), ("--untrained nan.h5", 65, "nan.h5"),
      ("--untrained empty.h5", 65, "empty.h5"), ("--untrained text.pth", 65, "text.pth"),
      ("--untrained images.h5 images.h5", 65, "each region belongs into one part"),
      ("images.h5", 64, "model"),
      ("- -", 64, "standard input"), ("--untrained --batch 0 images.h5", 64, "--batch"),
      ("--untrained --features colour images.h5", 64, "--untrained"),
      ("--encoder resnet50 nan.h5 images.h5", 64, "--encoder"),
      ("--untrained --encoder vit images.h5", 64, "vit"),
    ] {
      let result = try shell.run("img-embed \(arguments) -o out.h5")
      #expect(result.status == Int32(status), "\(arguments): \(result.error)")
      #expect(result.error.hasPrefix("img-embed: ") && result.error.contains(part), "\(result.error)")
      if status != 64 { #expect(result.error.split(separator: "\n").count == 1, "\(result.error)") }
    }
    #expect(!shell.files.contains { $0.contains("out") })
  }
}
