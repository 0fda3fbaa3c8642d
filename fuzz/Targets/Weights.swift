internal import Networks
internal import Schemas
internal import Support
internal import Weights

extension FuzzTarget {
  static let weights = [
    FuzzTarget("npz", mend: ZipChecksums.mend, [npz]), FuzzTarget("zip", mend: ZipChecksums.mend, [zip]),
    FuzzTarget("torch", mend: ZipChecksums.mend, [network]), FuzzTarget("pickle", [network]),
    FuzzTarget("safetensors", [network]),
  ]

  @Sendable private static func npz(_ bytes: [UInt8]) throws {
    let archive = try NPZArchive(bytes, name: "archive")
    for name in archive.names {
      _ = try archive.array(name)
      _ = try archive.table(name, rows: 3, of: "rows")
    }
  }

  @Sendable private static func zip(_ bytes: [UInt8]) throws {
    let archive = try ZipArchive(bytes, name: "archive")
    for entry in archive.entries {
      // One that is damaged does not keep the others from being read.
      do { _ = try archive.read(entry) } catch let failure as Failure where failure.kind == .data {}
    }
  }

  /// PyTorch, either format, or safetensors.
  @Sendable private static func network(_ bytes: [UInt8]) throws {
    let state = try WeightsFile.read(bytes, name: "weights")
    _ = try ImageWeights(state, subject: "weights").makeEncoder(subject: "weights")
  }
}
