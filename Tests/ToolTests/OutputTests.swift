import Foundation
import Testing

/// What becomes of outputs when writing does not go to its end: the whole file or none, and no debris.
@Suite struct OutputTests {
  /// A line that writes HDF5 of well over a pipe's 64 KiB, for every tool that writes so much.
  private static let large = [
    "kg-build facts.tsv",
    "kg-embed kg.h5 --epochs 1", "img-pack city/satellite --size 224",
    "img-perturb images.h5 --blur 1", "img-embed --untrained images.h5",
    "cl-train images.h5 --graph kg.h5 --embedding kge.h5 --epochs 1 --batch 9",
    "si-predict image=embeddings.h5 \(TinyCity.predict) --seeds 40",
  ]

  /// The tiny city with a table of facts of many entities.
  private static func withLargeCity(_ body: (Shell) throws -> Void) throws {
    try TinyCity.with { shell in
      try shell.write((1...5000).map { "r\($0)\tNearBy\tr\($0 * $0 % 4999)\n" }.joined(), to: "facts.tsv")
      try body(shell)
    }
  }

  @Test func aClosedPipeEndsQuietly() throws {
    try Self.withLargeCity { shell in
      let lines =
        Self.large.filter { !$0.hasPrefix("img-embed") && !$0.hasPrefix("si-predict") }
        + ["kg-build --to-tsv kg.h5"]
      for line in lines {
        let result = try shell.run(
          """
          mkdir -p temporary && export TMPDIR=$PWD/temporary
          \(line) -q -o - | head -c 100 > start; echo ${PIPESTATUS[0]} $(wc -c < start) $(ls -A temporary)
          """)
        // 141 is 128 + SIGPIPE.
        #expect(result.output == "141 100\n" && result.error.isEmpty, "\(line): \(result.error)")
      }
      let first = try shell.run("kg-build --to-tsv kg.h5 | head -n 1")
      #expect(first.output.split(separator: "\t").count == 3 && first.error.isEmpty)
    }
  }

  @Test func aFullDiskIsSaidAndLeavesNothing() throws {
    try Self.withLargeCity { shell in
      let before = try shell.run("mkdir -p temporary && find . | sort").output
      for line in Self.large + ["kg-build --to-tsv kg.h5"] {
        let name = line.prefix { $0 != " " }
        for ending in [
          "(ulimit -f 8; \(line) -q -o out.h5)",
          "(ulimit -f 8; TMPDIR=$PWD/temporary \(line) -q -o - > /dev/null)",
          "TMPDIR=$PWD/temporary \(line) -q -o - > /dev/full",
        ] {
          let result = try shell.run(ending)
          #expect(result.status == 74, "\(ending): \(result.status) \(result.error)")
          #expect(
            result.error.hasPrefix("\(name): ") && result.error.split(separator: "\n").count == 1
              && result.error.count < 200, "\(ending): \(result.error)")
        }
      }
      let city = try shell.run("(ulimit -f 8; city-sim -o other --regions 9 --image-size 128)")
      #expect(city.status == 74 && city.error.hasPrefix("city-sim: "), "\(city.error)")
      #expect(try shell.run("find . | sort").output == before)
    }
  }

  @Test func whereNothingCanBeWrittenIsSaidBeforeTheWork() throws {
    try Self.withLargeCity { shell in
      let before = try shell.run("find . | sort").output
      let long = "kg-embed kg.h5 --epochs 1000000"
      for line in Self.large + [long, "kg-build --to-tsv kg.h5"] {
        for target in ["no/such/directory/out.h5", "city", "kg.h5/out.h5"] {
          let result = try shell.run("\(line) -q -o \(target)")
          #expect(result.status == 73, "\(line) -o \(target): \(result.error)")
          #expect(result.error.contains(": \(target): ") && result.error.split(separator: "\n").count == 1)
        }
      }
      #expect(try shell.run("find . | sort").output == before)
    }
  }

  @Test(.enabled(if: Shell.has("script"), "script(1) makes the terminal"))
  func noTerminalGetsHDF5() throws {
    try Self.withLargeCity { shell in
      for line in Self.large {
        let onScreen = line.hasPrefix("si-predict") ? line + " -o -" : line
        let result = try shell.run("script -qec '\(onScreen)' /dev/null")
        #expect(result.status == 64, "\(line): \(result.output)")
        #expect(result.output.contains("will not write HDF5 to a terminal"), "\(result.output)")
      }
    }
  }

  @Test func killedInTheMiddleOfAWriteTheOldFileStays() throws {
    try Self.withLargeCity { shell in
      // The temporary file, which has no name, is open from the first to the last moment of writing.
      let result = try shell.run(
        """
        write="img-pack city/satellite --size 512 -q -o out.h5"
        $write && cp out.h5 new.h5 && echo old > old.h5 || exit 9
        killed=0
        for start in old.h5 /dev/null; do for delay in 0 0.02 0.05 0.1; do
          rm -f out.h5; [ $start = /dev/null ] || cp $start out.h5
          $write & writer=$!
          until ls -l /proc/$writer/fd 2> /dev/null | grep -q '(deleted)' || ! kill -0 $writer 2> /dev/null; do :
          done
          sleep $delay
          kill -9 $writer 2> /dev/null; wait $writer 2> /dev/null
          [ $? = 137 ] && killed=$((killed + 1))
          if [ -e out.h5 ]; then cmp -s out.h5 $start || cmp out.h5 new.h5 || exit 8
          else [ $start = /dev/null ] || exit 7; fi
          [ -z "$(compgen -G '.*knowcl*')" ] || exit 6
        done; done
        echo $killed
        """)
      #expect(result.status == 0, "\(result.error)")
      #expect(try #require(Int(result.output.dropLast())) > 0, "no kill came in time")
    }
  }

  /// A folder has a name while it is filled: what is left of it, another process removes.
  @Test func killedWhileItFillsAFolderNothingIsLeft() throws {
    let result = try Shell.run(
      """
      city-sim -o city --regions 400 --image-size 64 --street-views 0 -q > city.tsv & tool=$!
      hidden() { ls -A | grep '^[.]'; }
      for turn in $(seq 500); do hidden && break; sleep 0.02; done
      kill -9 $tool; wait $tool
      for turn in $(seq 100); do hidden > hidden || break; sleep 0.05; done
      ! hidden && ! test -e city
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.hasPrefix(".city."), "no kill came in time")
  }
}
