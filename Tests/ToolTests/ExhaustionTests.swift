import Testing

/// What the system refuses, memory, threads or descriptors, ends any tool with one line and EX_OSERR: no trap, no wait
/// for ever, no output.
@Suite struct ExhaustionTests {
  /// Every tool at work, as `target` is its output.
  private static let lines = [
    "city-sim -o target --regions 60 --image-size 32 --seed 7",
    "kg-build facts.tsv -o target", "kg-embed kg.h5 --dimension 32 --epochs 1 -o target",
    "img-pack city/satellite --size 256 -o target", "img-perturb images.h5 --augment -o target",
    "cl-train images.h5 --graph kg.h5 --embedding kge.h5 --epochs 1 --batch 25 -o target",
    "img-embed model.h5 images.h5 -o target",
    "img-crop --raster city/scene.tif --regions city/regions.geojson --square 300 --bands red=3,green=2,blue=1 --limits 0,3000 --size 64 -o target",
    "si-predict image=embeddings.h5 \(TinyCity.predict) -o target",
    "si-report scores.tsv -o target", "geo-read city/regions.geojson -o target",
  ]

  /// Kilobytes beyond what the tool needs to start.
  private static let rooms = [500, 2_000, 8_000, 20_000, 60_000, 150_000]

  @Test func aRefusedAllocationIsSaidInOneLine() throws {
    try TinyCity.with { shell in
      try Self.prepare(shell)
      var refused = 0
      for line in Self.lines {
        let name = line.prefix { $0 != " " }
        let least = try shell.run(
          """
          for least in $(seq 200000 8000 900000); do
            (ulimit -v $least; exec \(name) --version) > /dev/null 2>&1 && echo $least && break
          done
          """
        ).output.dropLast()
        #expect(
          try shell.run("\(line) -q > /dev/null && rm -rf whole && mv target whole").status == 0, "\(line)")
        for room in Self.rooms {
          let result = try shell.run(
            """
            ulimit -v $((\(least) + \(room))); exec timeout -k 1 300 \(line) -q > /dev/null
            """)
          let what = "\(line) with \(room) KB: status \(result.status): \(result.error)"
          let left = shell.files.filter { $0 == "target" || $0.hasPrefix(".") }
          if result.status == 71 {
            refused += 1
            #expect(result.error.hasPrefix("\(name): "), "\(what)")
            // What is there in spite of it was whole before memory was used up.
            let isWhole =
              try left.isEmpty || left == ["target"] && shell.run("diff -r target whole").status == 0
            #expect(result.error.split(separator: "\n").count == 1 && isWhole, "\(what): \(left)")
          } else {
            #expect(result.status == 0, "\(what)")
          }
          _ = try shell.run("rm -rf target")
        }
      }
      #expect(refused > Self.lines.count, "limits that hardly limit")
    }
  }

  @Test(arguments: [4, 6, 9, 16, 24])
  func tooFewDescriptorsAreSaidInOneLine(limit: Int) throws {
    try TinyCity.with { shell in
      try Self.prepare(shell)
      for line in Self.lines {
        // The shell needs a few itself.
        let result = try shell.run(
          "exec bash -c 'ulimit -n \(limit); exec 3>&- 4>&-; exec \(line) -q' > /dev/null")
        let name = line.prefix { $0 != " " }
        #expect(
          result.status == 71 && result.error.hasPrefix("\(name): no more than \(limit) files may be open")
            && result.error.split(separator: "\n").count == 1,
          "\(line) with \(limit): status \(result.status): \(result.error)")
        #expect(!shell.files.contains("target"), "\(line)")
      }
      // What the user may raise is raised.
      let soft = try shell.run("ulimit -Sn \(limit); exec kg-build facts.tsv -o target -q")
      #expect(soft.status == 0, "\(soft.error)")
    }
  }

  private static func prepare(_ shell: Shell) throws {
    try shell.write((1...20000).map { "r\($0)\tNearBy\tr\($0 * $0 % 19997)\n" }.joined(), to: "facts.tsv")
    let made = try shell.run(
      """
      rm -rf city && \(TinyCity.city) --scene 10 -q > /dev/null && cp metrics.tsv scores.tsv && ls city
      """)
    try #require(made.status == 0, "\(made.error)")
  }
}
