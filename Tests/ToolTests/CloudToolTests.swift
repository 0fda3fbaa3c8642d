import Foundation
internal import HDF5
internal import Images
import Testing

/// `img-perturb --clouds` as a program.
@Suite struct CloudToolTests {
  private func withPictures(_ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try FileManager.default.createDirectory(
      atPath: shell.directory + "/in", withIntermediateDirectories: true)
    for seed in 0..<12 {
      var picture = RGBPicture(height: 40, width: 36)
      for index in picture.pixels.indices {
        picture.pixels[index] = UInt8(truncatingIfNeeded: 37 * seed + 11 * index + index * index / 64) / 2
      }
      try picture.writePNG(to: "\(shell.directory)/in/r\(seed).png")
    }
    try shell.write((0..<12).reversed().map { "r\($0)\n" }.joined(), to: "reversed.txt")
    try shell.write("r5\nr7\n", to: "two.txt")
    for (name, options) in [("i", ""), ("reversed", "--regions reversed.txt"), ("two", "--regions two.txt")] {
      #expect(try shell.run("img-pack in --size 0 \(options) -o \(name).h5").status == 0)
    }
    try body(shell)
  }

  /// Bytes of a dataset, cut into those of the regions.
  private func rows(_ path: String, _ name: String, _ shell: Shell) throws -> [[UInt8]] {
    let dataset = try HDF5File(reading: "\(shell.directory)/\(name)", name: name).dataset(path)
    let bytes: [UInt8] = try dataset.readAll()
    let size = bytes.count / dataset.shape[0]
    return (0..<dataset.shape[0]).map { Array(bytes[($0 * size)..<(($0 + 1) * size)]) }
  }

  private func run(_ options: String, _ shell: Shell) throws {
    let result = try shell.run("img-perturb \(options)")
    #expect(result.status == 0, "\(options): \(result.error)")
  }

  @Test(arguments: ["default", "wide", "cumulus --cloud-shadows own --sun-azimuth 10 --sun-distance 30%"])
  func cloudsDependOnSeedAndRegionOnly(preset: String) throws {
    try withPictures { shell in
      let options = "--cloudy --cloud-preset \(preset) --cloud-masks"
      try run("i.h5 \(options) --threads 1 -o one.h5", shell)
      try run("i.h5 \(options) --threads 2 -o two-threads.h5", shell)
      #expect(try shell.read("one.h5") == shell.read("two-threads.h5"))
      try run("reversed.h5 \(options) -o r.h5", shell)
      try run("two.h5 \(options) -o t.h5", shell)
      for path in ["/image", "/cloud/thickness", "/cloud/shadow", "/cloud/class"] {
        let all = try rows(path, "one.h5", shell)
        #expect(try rows(path, "r.h5", shell) == all.reversed())
        #expect(try rows(path, "t.h5", shell) == [all[5], all[7]])
      }
      try run("i.h5 \(options) --seed 2 -o other.h5", shell)
      #expect(try rows("/image", "other.h5", shell) != rows("/image", "one.h5", shell))
    }
  }

  @Test func cloudsLeaveOtherDrawsAlone() throws {
    try withPictures { shell in
      try run("i.h5 --cloudy -o cloudy.h5", shell)
      try run("cloudy.h5 --augment -o twice.h5", shell)
      try run("i.h5 --cloudy --augment -o once.h5", shell)
      #expect(try rows("/image", "twice.h5", shell) == rows("/image", "once.h5", shell))
      try run("i.h5 --clouds 0.5 -o half.h5", shell)
      let (clear, clouded) = (try rows("/image", "i.h5", shell), try rows("/image", "cloudy.h5", shell))
      let half = try rows("/image", "half.h5", shell)
      #expect((0..<12).allSatisfy { half[$0] == clear[$0] || half[$0] == clouded[$0] })
      #expect((1...11).contains((0..<12).count { half[$0] == clouded[$0] && half[$0] != clear[$0] }))
      try run("i.h5 --combined -o combined.h5", shell)
      try run("half.h5 --augment -o augmented.h5", shell)
      #expect(try rows("/image", "combined.h5", shell) == rows("/image", "augmented.h5", shell))
    }
  }

  @Test func masksTurnWithTheirPictures() throws {
    try withPictures { shell in
      try run("i.h5 --cloudy --cloud-masks -o a.h5", shell)
      try run("i.h5 --cloudy --cloud-masks --mirror 1 --flip 1 -o b.h5", shell)
      for path in ["/cloud/thickness", "/cloud/shadow", "/cloud/class"] {
        #expect(try rows(path, "b.h5", shell) == rows(path, "a.h5", shell).map { Array($0.reversed()) })
      }
      let (thickness, shadow) = (
        try rows("/cloud/thickness", "a.h5", shell), try rows("/cloud/shadow", "a.h5", shell)
      )
      for (region, classes) in try rows("/cloud/class", "a.h5", shell).enumerated() {
        for (pixel, kind) in classes.enumerated() {
          let (cloud, shade) = (thickness[region][pixel], shadow[region][pixel])
          #expect(kind == (cloud >= 128 ? 1 : cloud >= 26 ? 2 : shade >= 26 ? 3 : 0))
        }
      }
      // Readers of pictures read on.
      try run("a.h5 --flip 1 -o c.h5", shell)
      #expect(try shell.run("img-embed --untrained a.h5 -o e.h5").status == 0)
    }
  }

  @Test func masksOfStreetViewsHaveTheirDimension() throws {
    try withPictures { shell in
      try shell.write(#"{"a": ["r1.png", "r2.png"], "b": ["r3.png", "r1.png"]}"#, to: "views.json")
      #expect(try shell.run("img-pack in --street-views views.json --views 2 --size 0 -o v.h5").status == 0)
      try run("v.h5 --cloudy --cloud-masks -o w.h5", shell)
      let file = try HDF5File(reading: "\(shell.directory)/w.h5", name: "w.h5")
      #expect(try file.dataset("/cloud/class").shape == [2, 2, 40, 36])
      // Each view has clouds of its own.
      let rows = try rows("/cloud/thickness", "w.h5", shell)
      #expect(rows[0].prefix(40 * 36) != rows[0].suffix(40 * 36) && rows[0] != rows[1])
    }
  }

  @Test func parametersOverrideThePreset() throws {
    try withPictures { shell in
      try run(
        "i.h5 --cloudy --cloud-parameter min-level=0.5 --cloud-parameter max-level=0.5:0.5 --cloud-parameter channel-shift=0 --cloud-masks -o a.h5",
        shell)
      #expect(try rows("/cloud/thickness", "a.h5", shell).allSatisfy { $0.allSatisfy { $0 == 128 } })
      try run(
        "i.h5 --cloudy --cloud-shadows none --cloud-parameter min-level=0 --cloud-parameter max-level=0 -o b.h5",
        shell)
      #expect(try rows("/image", "b.h5", shell) == rows("/image", "i.h5", shell))
    }
  }

  @Test(arguments: [
    "--clouds 1.5", "--clouds nan", "--cloudy --clouds 0.5", "--cloudy --combined", "--cloud-masks",
    "--cloud-preset fog", "--mirror 1 --cloud-shadows own", "--clouds 0 --flip 1 --cloud-masks",
    "--cloudy --cloud-preset rain", "--cloudy --cloud-shadows long", "--cloudy --sun-azimuth 20",
    "--cloudy --cloud-shadows own --sun-azimuth 361", "--cloudy --cloud-shadows own --sun-azimuth nan",
    "--cloudy --cloud-shadows own --sun-distance 5em", "--cloudy --cloud-shadows own --sun-distance=-3",
    "--cloudy --cloud-shadows own --sun-distance 1e300", "--cloudy --cloud-shadows own --sun-distance inf%",
    "--cloudy --cloud-parameter size=3", "--cloudy --cloud-parameter decay",
    "--cloudy --cloud-parameter decay=",
    "--cloudy --cloud-parameter decay=2:1", "--cloudy --cloud-parameter decay=1:2:3",
    "--cloudy --cloud-parameter locality=1.5", "--cloudy --cloud-parameter locality=1e9",
    "--cloudy --cloud-parameter offset=1:2", "--cloudy --cloud-parameter extent=nan",
    "--cloudy --cloud-parameter clear=-1",
  ])
  func wrongOptionsAreUsageErrors(options: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run("img-perturb images.h5 \(options) -o out.h5")
    #expect(result.status == 64 && result.error.hasPrefix("img-perturb: "), "\(result.error)")
    #expect(shell.files.isEmpty)
  }
}
