import Foundation
internal import Support
internal import TestSupport
import Testing
internal import Weights

@Suite struct ZipArchiveTests {
  private static let folder = Repository.fixture("zip")

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
  }

  @Test(arguments: ["plain.zip", "zip64-local.zip", "zip64.zip"])
  func membersAreReadWhole(archive: String) throws {
    let archive = try ZipArchive(try bytes(archive), name: archive)
    let text = Array(String(repeating: "every region has a street, ", count: 40).utf8)
    #expect(archive.entries.map(\.name) == ["stored.txt", "deflated.txt", "empty.txt", "é.bin"])
    #expect(try archive.entries.map(archive.read) == [text, text, [], Array(0...255)])
    #expect(archive.entry("deflated.txt")?.size == text.count)
    #expect(archive.entry("../etc/passwd") == nil)
  }

  @Test(arguments: ["plain.zip", "zip64.zip"])
  func noTruncationIsRead(name: String) throws {
    let whole = try bytes(name)
    for length in 0..<(whole.count - 30) {
      #expect(throws: Failure.self) { _ = try ZipArchive(Array(whole[..<length]), name: name) }
    }
  }

  @Test(arguments: ["plain.zip", "zip64.zip"])
  func damageIsAnErrorNeverACrash(name: String) throws {
    let whole = try bytes(name)
    let contents = try ZipArchive(whole, name: name)
    let members = try contents.entries.map(contents.read)
    var refused = 0
    for position in whole.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[position] ^= change
        do {
          let archive = try ZipArchive(damaged, name: name)
          // What can still be read is what was written, whatever it is called now.
          for entry in archive.entries { #expect(members.contains(try archive.read(entry))) }
        } catch is Failure {
          refused += 1
        }
      }
    }
    #expect(refused > whole.count)
  }
}
