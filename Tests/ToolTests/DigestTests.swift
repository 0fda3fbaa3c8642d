import Foundation
internal import HDF5
internal import Support
internal import TestSupport
import Testing

/// What the stages make of a small city: the same bytes everywhere.
@Suite(.serialized) struct DigestTests {
  private static let files = [
    "kg.h5", "kge.h5", "images.h5", "clouds.h5", "sky.h5", "masked.h5", "model.h5", "embeddings.h5",
    "untrained.h5",
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

  /// A line for every dataset of every file: its name and the digest of its elements, however they are stored.
  private static func digests(_ shell: Shell) throws -> String {
    try files.map { name in
      let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
      return try digests(file, below: "")
    }.joined()
  }

  private static func digests(_ file: borrowing HDF5File, below group: String) throws -> String {
    var lines = ""
    for member in try file.members(of: group.isEmpty ? "/" : group).sorted() {
      let path = "\(group)/\(member)"
      if file.isGroup(path) {
        lines += try digests(file, below: path)
      } else {
        let dataset = try file.dataset(path)
        // Scales of dimensions hold nothing, or ids that are there as well.
        guard !file.hasAttribute("CLASS", on: path) else { continue }
        lines += "\(file.name)\t\(path)\t\(dataset.shape)\t\(try digest(dataset))\n"
      }
    }
    return lines
  }

  private static func digest(_ dataset: borrowing HDF5Dataset) throws -> String {
    func bytes<T: HDF5Scalar>(_ type: T.Type) throws -> [UInt8] {
      try dataset.readAll(as: type, allowing: .any).withUnsafeBytes { Array($0) }
    }
    let content =
      switch dataset.kind {
      case .string: Array(try dataset.readStrings().joined(separator: "\n").utf8)
      case .float32: try bytes(Float.self)
      case .float64: try bytes(Double.self)
      case .int32: try bytes(Int32.self)
      case .int64: try bytes(Int64.self)
      default: try bytes(UInt8.self)
      }
    return try SHA256.hexadecimal(of: content)
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
      .enabled(
        if: ProcessInfo.processInfo.environment["KNOWCL_EMULATED"] != nil && Shell.has("qemu-x86_64"),
        "takes minutes: KNOWCL_EMULATED=1, with qemu-x86_64 (install qemu-user)"),
      arguments: ["Haswell", "Nehalem"])
    func emulatedProcessorsAgree(_ processor: String) throws {
      let native = try Self.stages(["ENCODERS": "some"])
      defer { native.remove() }
      let shell = try Self.stages([
        "RUN": "qemu-x86_64 -cpu \(processor)", "ENCODERS": "some", "THREADS": "1",
        // Whatever else the environment asks of OpenBLAS, which would take it at its word.
        "OPENBLAS_CORETYPE": processor,
      ])
      defer { shell.remove() }
      try Self.expectSame(shell, as: native, processor)
    }
  #endif
}
