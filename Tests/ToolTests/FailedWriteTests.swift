import Foundation
internal import TestSupport
import Testing

/// One call that writes, flushes or names a file fails, as on a failing disk: then the tool says so and the old
/// file stays. What is never noticed must not matter. Or it is killed there.
@Suite struct FailedWriteTests {
  private static let calls = ["pwrite64", "write", "fsync", "ftruncate", "linkat", "rename"]

  private static let lines = [
    "kg-build city/triples.tsv", "kg-embed kg.h5 --dimension 8 --epochs 1",
    "img-pack city/satellite --size 32", "img-perturb images.h5 --augment", "img-embed model.h5 images.h5",
    "cl-train images.h5 --graph kg.h5 --embedding kge.h5 --epochs 1 --batch 9",
    "si-predict image=embeddings.h5 \(TinyCity.predict)",
    "si-predict image=embeddings.h5 \(TinyCity.predict) --save-model",
  ]

  /// As many failures of each call as this, spread over all of them.
  private static let samples = Int(ProcessInfo.processInfo.environment["KNOWCL_FAILURES"] ?? "") ?? 2

  @Test(.enabled(if: isTraceable, "needs strace, and leave to trace"))
  func aFailedWriteIsAnErrorAndTheOldFileStays() throws {
    try TinyCity.with { shell in
      func run(_ line: String, _ tracing: String) throws -> Shell.Result {
        let option = line.hasSuffix("--save-model") ? "" : " -o"
        // Only what the disk can refuse: not the pipes of the test.
        return try shell.run("strace -f -qq -o trace \(tracing) \(line)\(option) target.h5 -q > /dev/null")
      }
      for line in Self.lines {
        #expect(try shell.run("rm -f target.h5").status == 0)
        let unharmed = try run(line, "-e trace=none")
        try #require(unharmed.status == 0, "\(line): \(unharmed.error)")
        let whole = try shell.read("target.h5")
        for call in Self.calls {
          try shell.write("old", to: "target.h5")
          _ = try run(line, "-e trace=\(call)")
          let count = try shell.read("trace").split(separator: UInt8(ascii: "\n"))
            .count { String(decoding: $0, as: UTF8.self).contains("\(call)(") }
          let step = max(1, count / Self.samples)
          for number in stride(from: 1, through: count, by: step) {
            try shell.write("old", to: "target.h5")
            let result = try run(
              line, "-e trace=\(call) -e inject=\(call):error=EIO:when=\(number)")
            let left = try shell.read("target.h5")
            let what = "\(line), \(call) \(number) of \(count): status \(result.status): \(result.error)"
            if result.status == 0 {
              #expect(left == whole, "\(what)")
            } else {
              // Standard output may fail when the file is already in place.
              let stays = left == Data("old".utf8) || (call == "write" && left == whole)
              #expect([73, 74].contains(result.status) && stays, "\(what)")
              #expect(result.error.split(separator: "\n").count == 1, "\(what)")
            }
            #expect(try shell.run("ls -A | grep knowcl").output.isEmpty, "\(what) left something")
          }
        }
      }
    }
  }

  /// Killed at any step of a file's getting its name, a tool leaves the old file or the new one, and nothing beside it.
  @Test(.enabled(if: isTraceable, "needs strace, and leave to trace"))
  func killedWhileAFileGetsItsNameNothingIsLeft() throws {
    try TinyCity.with { shell in
      let result = try shell.run(
        """
        hidden() { ls -A | grep '^[.]'; }
        line="img-pack city/satellite --size 32 --threads 1 -q -o out.h5"
        $line && cp out.h5 new.h5 || exit 9
        for call in clone clone3 vfork linkat unlink rename; do
          echo old > out.h5
          strace -qq -o trace -e trace=$call $line || exit 9
          for number in $(seq $(grep -c "^$call(" trace)); do
            echo old > out.h5
            strace -qq -o trace -e trace=$call -e inject=$call:signal=SIGKILL:when=$number $line
            [ $? = 137 ] && echo $call
            grep -qx old out.h5 || cmp out.h5 new.h5 || exit 8
            # What a killed tool leaves is removed by another process.
            for turn in $(seq 100); do hidden > left || break; sleep 0.05; done
            if hidden; then echo "is left after $call $number" >&2; exit 7; fi
          done
        done 2>&1
        """)
      #expect(result.status == 0, "\(result.output)\(result.error)")
      let killed = Set(result.output.split(separator: "\n").map(String.init))
      #expect(killed.isSuperset(of: ["linkat", "rename"]), "\(result.output)")
    }
  }

  private static var isTraceable: Bool {
    guard let shell = try? Shell() else { return false }
    defer { shell.remove() }
    return (try? shell.run("strace -f -qq -o trace true").status) == 0
  }
}
