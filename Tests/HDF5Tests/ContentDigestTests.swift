internal import HDF5
internal import Support
internal import TestSupport
import Foundation
import Testing

@Suite struct ContentDigestTests {
  private static let values = (0..<5000).map { Double($0) / 7 }

  private static func write(
    _ file: borrowing HDF5File, values: [Double] = values, name: String = "b", folds: Int = 3,
    compressed: Bool = true
  ) throws {
    let layout = HDF5Layout("numbers", dimensions: [], compressed: compressed)
    try file.write(values, to: "/g/a/x", shape: [values.count], layout)
    try file.write([name, "ü"], to: "/g/names", layout)
    try file.setAttribute("folds", folds, on: "/g/a")
    try file.setAttribute("seal", "whatever", on: "/g")
  }

  private static func digest(_ write: (borrowing HDF5File) throws -> Void) throws -> String {
    try withTemporaryPath { path in
      do { try write(HDF5File(creating: path, name: "t.h5")) }
      return try HDF5File(reading: path, name: "t.h5").contentDigest(of: "/g", without: "seal")
    }
  }

  @Test func contentCountsAndStorageDoesNot() throws {
    let digest = try Self.digest { try Self.write($0) }
    #expect(digest.count == 64)
    #expect(try Self.digest { try Self.write($0, compressed: false) } == digest)
    #expect(
      try Self.digest {
        try Self.write($0)
        try $0.setAttribute("other", "outside", on: "/")
      } == digest)
    var changed = Self.values
    changed[4999] = changed[4999].nextUp
    let others = [
      try Self.digest { try Self.write($0, values: changed) },
      try Self.digest { try Self.write($0, name: "c") },
      try Self.digest { try Self.write($0, folds: 4) },
      try Self.digest {
        try Self.write($0)
        try $0.setAttribute("seal", "of another group", on: "/g/a")
      },
    ]
    #expect(Set(others + [digest]).count == 5)
  }

  /// What is linked twice is in the file once, and reads the same under both paths.
  @Test func aLinkIsNoCopy() throws {
    var random = Philox(seed: 1, "link")
    let values = (0..<20_000).map { _ in random.normal() }
    let sizes = try [true, false].map { isLinked in
      try withTemporaryPath { path in
        do {
          let file = try HDF5File(creating: path, name: "t.h5")
          let layout = HDF5Layout("numbers", dimensions: [])
          try file.write(values, to: "/g/x", shape: [20_000], layout)
          if isLinked {
            try file.link("/g/x", at: "/h/deep/x")
          } else {
            try file.write(values, to: "/h/deep/x", shape: [20_000], layout)
          }
        }
        let file = try HDF5File(reading: path, name: "t.h5")
        let again: [Double] = try file.read("/h/deep/x", shape: [20_000])
        #expect(again == values)
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      }
    }
    #expect(sizes[0] * 3 < sizes[1] * 2, "\(sizes)")
  }

  @Test func aGroupWithinItselfIsRefused() throws {
    let message = #expect(throws: Failure.self) {
      try Self.digest {
        try Self.write($0)
        try $0.link("/g", at: "/g/again")
      }
    }
    #expect(message?.message == "lies in too many groups")
  }
}
