import Foundation
internal import Schemas
internal import Support
internal import TestSupport
import Testing
internal import Weights

@Suite struct WeightsFileTests {
  private static let folder = Repository.fixture("weights")
  static let formats = [
    "plain.pth", "protocol4.pth", "checkpoint.pth", "beside.ckpt", "legacy.pth", "legacy-protocol3.pth",
    "plain.safetensors",
  ]

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
  }

  private func read(_ name: String) throws -> StateDict {
    try WeightsFile.read(InputFile(path: Self.folder.appendingPathComponent(name).path, name: name))
  }

  /// What PyTorch finds in the files, read through the HDF5 path.
  private func expected() throws -> StateDict { try read("expected.h5") }

  @Test(arguments: formats)
  func tensorsAreThoseOfPyTorch(file: String) throws {
    let expected = try expected()
    let state = try read(file)
    #expect(expected.names.count == 16)
    #expect(state.names.sorted() == expected.names.sorted())
    for name in expected.names { #expect(state[name] == expected[name], "\(name)") }
  }

  @Test(arguments: formats)
  func noTruncationIsRead(file: String) throws {
    let whole = try bytes(file)
    for length in whole.indices {
      #expect(throws: Failure.self) { _ = try WeightsFile.read(Array(whole[..<length]), name: file) }
    }
  }

  @Test(arguments: formats)
  func damageIsAnErrorNeverACrash(file: String) throws {
    let whole = try bytes(file)
    var refused = 0
    for position in whole.indices {
      for change in [0x01, 0x7F, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[position] ^= change
        do {
          _ = try WeightsFile.read(damaged, name: file)
        } catch is Failure {
          refused += 1
        }
      }
    }
    #expect(refused > whole.count / 4)
  }

  @Test(arguments: ["hostile.pth", "hostile-legacy.pth"])
  func functionsAreNeverCalled(file: String) throws {
    // What it would make is an inert value, beside which tensors may stand.
    _ = try? read(file)
    #expect(!FileManager.default.fileExists(atPath: "hostile-pickle-ran"))
  }

  /// A legacy file of which the object pickle is the given instructions.
  private func legacy(_ program: [UInt8]) -> [UInt8] {
    let magic: [UInt8] = [
      0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    let version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
    let system = [0x80, 2, 0x7D, 0x55, 13] + Array("little_endian".utf8) + [0x88, 0x73, 0x2E]
    return magic + version + system + program
  }

  @Test func nestingWithoutEndIsNoCrash() {
    // A million tuples, lists and dictionaries, one in the other, and a list that holds itself.
    let depth = 1 << 20
    for program in [
      [0x29] + [UInt8](repeating: 0x85, count: depth) + [0x2E],
      [0x5D] + [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth) + [0x2E],
      [0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E], [UInt8](repeating: 0x28, count: depth),
    ] {
      #expect(throws: Failure.self) { _ = try WeightsFile.read(legacy(program), name: "nested.pth") }
    }
  }

  @Test func smallFilesCannotBecomeLargeTensors() {
    // torch._utils._rebuild_tensor_v2(FloatStorage '0' of 1 element, 0, (2^31 - 1,), (0,))
    let call = Array("ctorch._utils\n_rebuild_tensor_v2\n".utf8)
    let storage =
      Array("(U".utf8) + [7] + Array("storagectorch\nFloatStorage\nU".utf8) + [1] + Array("0U".utf8) + [3]
      + Array("cpuK".utf8) + [1, 0x74, 0x51]
    let view: [UInt8] = [0x4B, 0, 0x4A, 0xFF, 0xFF, 0xFF, 0x7F, 0x85, 0x4B, 0, 0x85, 0x74, 0x52]
    let object = [0x7D, 0x55, 1, 0x77] + call + [0x28] + storage + view + [0x73, 0x2E]
    let keys: [UInt8] = [0x5D, 0x55, 1, 0x30, 0x61, 0x2E]
    let file = legacy(object + keys + [1, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0x80, 0x3F])
    let failure = #expect(throws: Failure.self) { _ = try WeightsFile.read(file, name: "large.pth") }
    #expect(failure?.message.contains("repeats its storage") == true)
  }

  private func safetensors(_ header: String, data: Int) -> [UInt8] {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  @Test func safetensorsWithHolesOrOverlapsAreRefused() throws {
    let good = #"{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    #expect(try WeightsFile.read(safetensors(good, data: 8), name: "t")["x"]?.values == [0, 0])
    let tensor = { (shape: String, offsets: String) in
      #"{"x":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    for (header, data) in [
      (good, 12), (good, 4), (tensor("[2]", "[4,12]"), 12), (tensor("[2]", "[0,12]"), 12),
      (tensor("[-2]", "[0,8]"), 8), (tensor("[4611686018427387904,4]", "[0,0]"), 0),
      (tensor("[1.5]", "[0,6]"), 6), (tensor("[1e400]", "[0,6]"), 6), (tensor("[2]", "[8,0]"), 8),
      (tensor("[2]", "[0,8,9]"), 8), (#"{"x":3}"#, 0), ("[]", 0), (#"{"x":"#, 0),
      (
        #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
        12
      ),
    ] {
      #expect(throws: Failure.self, "\(header)") {
        _ = try WeightsFile.read(safetensors(header, data: data), name: "t")
      }
    }
  }
}
