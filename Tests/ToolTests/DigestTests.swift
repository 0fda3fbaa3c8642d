import Foundation
internal import HDF5
internal import TestSupport
import Testing

/// What the stages make of a small city: the same bytes everywhere.
@Suite(.serialized) struct DigestTests {
  private static let files = [
    "kg.h5", "kge.h5", "images.h5", "clouds.h5", "model.h5", "embeddings.h5", "untrained.h5",
  ]
  private static let fixture = Repository.fixture("digests/stages.tsv")

  private static func stages(_ environment: [String: String]) throws -> Shell {
    let shell = try Shell()
    let script = Repository.fixture("digests/stages").path
    let result = try shell.run("'\(script)'", environment: environment)
    guard result.status == 0 else {
      shell.remove()
      throw StageFailure(text: "\(environment): \(result.error)")
    }
    return shell
  }

  private struct StageFailure: Error { let text: String }

  /// A line for every member of every file: its name and the digest of what it holds, however that is stored.
  private static func digests(_ shell: Shell) throws -> String {
    var lines = ""
    for name in files {
      let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
      for member in try file.members(of: "/").sorted() {
        lines += "\(name)\t/\(member)\t\(try file.contentDigest(of: "/\(member)", without: ""))\n"
      }
    }
    return lines
  }

  @Test func digestsAreThoseOfTheRepository() throws {
    let shell = try Self.stages([:])
    defer { shell.remove() }
    let digests = try Self.digests(shell)
    if ProcessInfo.processInfo.environment["KNOWCL_REMAKE_DIGESTS"] != nil {
      try digests.write(to: Self.fixture, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: Self.fixture, encoding: .utf8)
    let changed = Set(expected.split(separator: "\n")).symmetricDifference(digests.split(separator: "\n"))
    #expect(changed.isEmpty, "\(changed.sorted().joined(separator: "\n"))")
  }

  /// Whole files, byte for byte, and scores to what double precision leaves to OpenBLAS.
  private static func expectSame(_ shell: Shell, as native: Shell, _ how: String) throws {
    for name in shell.files where name.hasSuffix(".h5") || name == "ranking.tsv" {
      #expect(try shell.read(name) == native.read(name), "\(name), \(how)")
    }
    #expect(try shell.run("diff -r city '\(native.directory)/city'").status == 0, "the city, \(how)")
    func cells(_ shell: Shell) throws -> [Substring] {
      String(decoding: try shell.read("metrics.tsv"), as: UTF8.self).split { "\t\n".contains($0) }
    }
    let (own, theirs) = (try cells(shell), try cells(native))
    #expect(own.count == theirs.count && own.count > 20, "\(how)")
    for (a, b) in zip(own, theirs) where a != b {
      guard let x = Double(a), let y = Double(b) else {
        Issue.record("\(a) for \(b), \(how)")
        continue
      }
      #expect(abs(x - y) <= 1e-9 * max(1, abs(y)), "\(how)")
    }
  }

  /// Every instruction set of ours, with kernels of OpenBLAS for five processors, on one and two threads.
  @Test func instructionSetsLibrariesAndThreadsAgree() throws {
    let native = try Self.stages([:])
    defer { native.remove() }
    for (isa, core, threads) in [
      ("avx512", "SkylakeX", 1), ("avx2", "Haswell", 1), ("avx2", "Zen", 2), ("portable", "Sandybridge", 1),
      ("portable", "Nehalem", 2),
    ] {
      let shell = try Self.stages([
        "KNOWCL_ISA": isa, "OPENBLAS_CORETYPE": core, "THREADS": "\(threads)",
      ])
      defer { shell.remove() }
      try Self.expectSame(shell, as: native, "\(isa), \(core), \(threads) threads")
    }
  }

  #if arch(x86_64)
    /// Processors of 2013, with AVX2 and FMA, and of 2008, with neither, as the system's libraries see them too.
    @Test(
      .enabled(if: Shell.has("qemu-x86_64"), "needs qemu-x86_64: install qemu-user"),
      arguments: ["Haswell", "Nehalem"])
    func emulatedProcessorsAgree(_ processor: String) throws {
      let native = try Self.stages(["ENCODERS": "some"])
      defer { native.remove() }
      let shell = try Self.stages([
        "RUN": "qemu-x86_64 -cpu \(processor)", "ENCODERS": "some", "THREADS": "1",
      ])
      defer { shell.remove() }
      try Self.expectSame(shell, as: native, processor)
    }
  #endif
}
