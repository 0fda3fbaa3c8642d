import Foundation
internal import HDF5
internal import Support
internal import TestSupport
import Testing
internal import Weights

@Suite struct NPZTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Repository.fixture(name)))
  }

  @Test(arguments: ["tucker.npz", "tucker_deflated.npz"]) func arraysEqualNumPys(name: String) throws {
    let file = try HDF5File(reading: Repository.fixture("tucker.h5").path, name: "tucker.h5")
    let archive = try NPZArchive(try bytes(name), name: name)
    let entities = try file.read("/npz/E_pretrain", as: Float.self, shape: [5, 4])
    #expect(archive.names.prefix(2) == ["E_pretrain", "R_pretrain"])
    #expect(try archive.array("E_pretrain")?.values == entities)
    #expect(try archive.array("E_pretrain")?.shape == [5, 4])
    #expect(try archive.array("big")?.values == entities)
    #expect(try archive.array("R_pretrain")?.values == file.read("/npz/R_pretrain", shape: [2, 4]))
    #expect(try archive.array("line") == NPYArray(try #require(npy("(2,)", [1.5, -2])), name: "line"))
    #expect(try archive.array("none")?.shape == [0, 3])
    #expect(try archive.array("one")?.shape == [] && archive.array("one")?.values == [2.5])
    #expect(try archive.array("absent") == nil)
    #expect(throws: Failure.self) { try archive.array("whole") }
    #expect(throws: Failure.self) { try archive.array("turned") }
    #expect(throws: Failure.self) { try archive.table("bad", rows: 1, of: "entities") }
    #expect(throws: Failure.self) { try archive.table("line", rows: 2, of: "entities") }
    #expect(throws: Failure.self) { try archive.table("E_pretrain", rows: 6, of: "entities") }
  }

  /// A version 1 file with float32 values.
  private func npy(_ shape: String, _ values: [Float], type: String = "<f4", version: UInt8 = 1) -> [UInt8]? {
    let header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(header.count), 0] + header
      + values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  @Test(arguments: [
    "(3,)", "(2, 9223372036854775807)", "(4294967296, 4294967296)", "(-2,)", "(2", "2,", "(,)", "('2',)",
    "(99999999999999999999,)", "(1,)",
  ])
  func wrongShapesAreRefused(shape: String) throws {
    let content = try #require(npy(shape, [1, 2]))
    #expect(throws: Failure.self) { try NPYArray(content, name: "a") }
  }

  @Test func damagedArraysAreRefused() throws {
    let good = try #require(npy("(2,)", [1, 2]))
    #expect(try NPYArray(good, name: "a").values == [1, 2])
    for length in 0..<good.count {
      #expect(throws: Failure.self) { try NPYArray(Array(good.prefix(length)), name: "a") }
    }
    #expect(throws: Failure.self) { try NPYArray(good + [0], name: "a") }
    let others = [
      npy("(2,)", [1, 2], type: "|O"), npy("(2,)", [1, 2], version: 9), npy("(2,)", [1, 2], type: "<c8"),
    ]
    for bytes in others { #expect(throws: Failure.self) { try NPYArray(try #require(bytes), name: "a") } }
    // Every byte of the header changed in turn: an error or the same array, never a trap.
    for index in 0..<(good.count - 8) {
      for change: UInt8 in [1, 0x20, 0x80] {
        var bytes = good
        bytes[index] ^= change
        if let array = try? NPYArray(bytes, name: "a") { #expect(array.values.count <= 4) }
      }
    }
  }
}
