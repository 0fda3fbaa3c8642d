import Foundation
internal import Images
import Testing

/// The directory as a whole: reproducible, complete, never half-written.
@Suite struct CitySimTests {
  @Test func sameSeedSameBytesForAnyThreads() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let options = "--regions 30 --image-size 16 --street-views 2 --street-view-size 16"
    let result = try shell.run(
      """
      city-sim -o a \(options) -j 1 > a.tsv && city-sim -o b \(options) -j 2 > b.tsv \
      && city-sim -o c \(options) --seed 2 > c.tsv && diff -r a b && cmp a.tsv b.tsv
      """)
    #expect(result.status == 0, "\(result.output) \(result.error)")
    for name in ["regions.geojson", "pois.csv", "flows.csv", "indicators.csv", "satellite/R001.png"] {
      #expect(try shell.read("a/" + name) != shell.read("c/" + name), "\(name) ignores the seed")
    }
  }

  @Test func picturesExistAndDiffer() throws {
    try SimulatedCity.with("--regions 30 --image-size 24 --street-views 3 --street-view-size 16") { city in
      let ids = try city.table("indicators.csv").map { try #require($0["region"]) }
      #expect(try city.files("satellite") == ids.map { $0 + ".png" })
      let views = try #require(
        try JSONSerialization.jsonObject(with: city.shell.read("city/street_views.json"))
          as? [String: [String]])
      #expect(views.keys.sorted() == ids)
      #expect(views.values.allSatisfy { $0.count == 3 })
      #expect(try city.files("street_view") == views.values.joined().sorted())
      for (directory, side) in [("satellite", 24), ("street_view", 16)] {
        let pictures = try city.files(directory).map { name in
          try RGBPicture(decoding: Array(city.shell.read("city/\(directory)/\(name)")), name: name)
        }
        #expect(pictures.allSatisfy { $0.width == side && $0.height == side })
        #expect(Set(pictures.map(\.pixels)).count == pictures.count)
        #expect(pictures.allSatisfy { Set($0.pixels).count > 20 })
      }
    }
  }

  @Test func streetViewsCanBeLeftOut() throws {
    try SimulatedCity.with("--regions 9 --image-size 8 --street-views 0") { city in
      #expect(!FileManager.default.fileExists(atPath: city.path + "/street_view"))
      #expect(!FileManager.default.fileExists(atPath: city.path + "/street_views.json"))
    }
  }

  @Test func indicatorsFollowTheTruth() throws {
    try SimulatedCity.with("--regions 300 --image-size 8 --street-views 0") { city in
      func correlation(_ indicator: String, _ latent: String) throws -> Double {
        let y = try city.column("indicators.csv", indicator).map { log($0 + 1) }
        let x = try city.column("truth.csv", latent)
        return Self.correlation(x, y)
      }
      #expect(try correlation("pop", "density") > 0.7)
      #expect(try correlation("edu", "wealth") > 0.7)
      #expect(try correlation("income", "wealth") > 0.8)
      #expect(try correlation("unemploy", "wealth") < -0.5)
      #expect(try correlation("crime", "density") > 0.3)
      #expect(try correlation("crime", "wealth") < -0.3)
      for latent in ["density", "wealth", "greenness", "industry"] {
        let values = try city.column("truth.csv", latent)
        let mean = values.reduce(0, +) / 300
        #expect(abs(mean) < 1e-3)
        #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 300 - 1) < 1e-3)
      }
      let shares = try Dictionary(grouping: city.table("split.csv"), by: { $0["split"] }).mapValues(\.count)
      #expect(shares == ["train": 180, "val": 60, "test": 60])
    }
  }

  @Test func withoutNoiseTheTruthDecides() throws {
    try SimulatedCity.with("--regions 50 --image-size 8 --street-views 0 --noise 0") { city in
      let income = try city.column("indicators.csv", "income").map { log($0) }
      let wealth = try city.column("truth.csv", "wealth")
      let green = try city.column("truth.csv", "greenness")
      let industry = try city.column("truth.csv", "industry")
      for index in income.indices {
        let expected = 10.9 + 0.38 * wealth[index] + 0.12 * green[index] - 0.08 * industry[index]
        #expect(abs(income[index] - expected) < 1e-4)
      }
    }
  }

  @Test func replacesOnlyWhatItMay() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let tool = "city-sim --regions 6 --image-size 8 --street-views 0 -o city"
    #expect(try shell.run("mkdir city && \(tool)").status == 0)
    #expect(try shell.run("echo old > city/split.csv && \(tool)").status == 0)
    #expect(try String(decoding: shell.read("city/split.csv"), as: UTF8.self) != "old\n")
    #expect(try shell.run("rm -r city && mkdir city && echo mine > city/notes").status == 0)
    let refused = try shell.run(tool)
    #expect(refused.status == 73)
    #expect(refused.error.hasPrefix("city-sim: city: ") && refused.error.contains("--force"))
    #expect(try String(decoding: shell.read("city/notes"), as: UTF8.self) == "mine\n")
    #expect(try shell.run("\(tool) --force").status == 0)
    #expect(try shell.run("test ! -e city/notes && test -s city/triples.tsv").status == 0)
    #expect(
      try shell.run("touch file && \(tool.replacingOccurrences(of: "-o city", with: "-o file"))").status == 73
    )
    #expect(try shell.run("\(tool)/no/such/parent").status == 73)
    #expect(try shell.run("ls -A").output == "city\nfile\n", "no temporary directory is left")
  }

  /// What is put beside or into an earlier city, so that it is no longer ours alone.
  @Test(arguments: [
    "mkdir city/.git && touch city/.git/HEAD", "echo mine > city/notes",
    "cp city/satellite/R001.png city/satellite/mine.png",
    "ln -s /etc/passwd city/satellite/R9.png", "rm city/split.csv && mkdir city/split.csv",
    "mv city/satellite elsewhere && ln -s ../elsewhere city/satellite",
  ])
  func filesOfOthersAreNeverDeleted(addition: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let tool = "city-sim --regions 6 --image-size 8 --street-views 1 --street-view-size 8 -o city"
    #expect(try shell.run("\(tool) && \(tool) --scene 100 && \(tool)").status == 0)
    let result = try shell.run(
      "\(addition); touch before after; find . | sort > before; \(tool); s=$?; find . | sort > after; cmp before after || exit 9; exit $s"
    )
    #expect(result.status == 73, "\(addition): \(result.status) \(result.error)")
    #expect(result.error.hasPrefix("city-sim: city: ") && result.error.contains("--force"))
  }

  @Test(.enabled(if: Shell.has("strace"), "strace(1) fails the call"))
  func whereItIsReplacedThereAlwaysIsACity() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let tool = "city-sim --regions 6 --image-size 8 --street-views 0 -o city -q"
    #expect(try shell.run("\(tool) > /dev/null").status == 0)
    // The two change places by one call …
    let traced = try shell.run(
      "strace -f -qq -o trace -e trace=/rename \(tool) --seed 2 > /dev/null && grep -c 'RENAME_EXCHANGE) = 0' trace"
    )
    guard traced.error.isEmpty, traced.output == "1\n" else { return }  // no leave to trace, or no such call
    #expect(try shell.run("grep -c 'rename(\"city\"\\|rename(\".*/city\",' trace").output == "0\n")
    // … and killed right after it both are there, one of them hidden.
    let killed = try shell.run(
      "strace -f -qq -o trace -e trace=renameat2 -e inject=renameat2:signal=SIGKILL \(tool) --seed 3 > /dev/null; test -s city/city.json"
    )
    #expect(killed.status == 0, "\(killed.error)")
    // Without the call it is done in two steps.
    let without = try shell.run(
      "rm -rf .city*; strace -f -qq -o trace -e trace=renameat2 -e inject=renameat2:error=EINVAL \(tool) --seed 4 > /dev/null && grep '\"seed\": 4' city/city.json"
    )
    #expect(without.status == 0, "\(without.error)")
    #expect(try shell.run("ls -A").output == "city\ntrace\n")
  }

  @Test(arguments: ["--regions 3", "--noise nan", "--noise -1", "--image-size 0", "--poi-density 1e9"])
  func wrongOptions(option: String) throws {
    let result = try Shell.run("city-sim -o city \(option)")
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("city-sim: "))
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    return xy / (xx * yy).squareRoot()
  }
}
