import Foundation
internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct HDF5Tests {
  @Test func valuesSurviveARoundTrip() throws {
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.write(
          [1, 2.5, -3, 4, 5, 6] as [Float], to: "/a/x", shape: [3, 2],
          HDF5Layout("x", dimensions: ["rows", "pair"]))
        try file.write(["é", "", "region 3"], to: "/a/id", HDF5Layout("ids", dimensions: ["rows"]))
        try file.setAttribute("seed", Int64(9))
        try file.setAttribute("tool", "test")
        try file.close()
      }
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(try file.read("/a/x", as: Float.self, shape: [3, nil]) == [1, 2.5, -3, 4, 5, 6])
      #expect(try file.readStrings("/a/id") == ["é", "", "region 3"])
      #expect(try file.dataset("/a/x").read(rows: 1..<2, as: Float.self) == [-3, 4])
      #expect(try file.numberAttribute("seed", as: Int64.self) == 9)
      #expect(try file.stringAttribute("tool") == "test")
      #expect(try file.members(of: "/a") == ["id", "x"])
    }
  }

  /// A process that is started meanwhile inherits descriptors for a moment, and with them any lock.
  @Test func whatIsWrittenIsNotLockedAndWhatIsReadIs() throws {
    func lockIsFree(_ path: String) -> Bool {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      defer { close(descriptor) }
      return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        #expect(lockIsFree(path))
        try file.close()
      }
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(!lockIsFree(path))
      try file.close()
      #expect(lockIsFree(path))
    }
  }

  @Test(arguments: [0, 3])
  func labelsOfADimensionAreItsScale(count: Int) throws {
    let labels = (0..<count).map { "région \($0)" }
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.writeCoordinate(labels, of: "rows", "names of rows")
        try file.write(
          [Float](repeating: 1, count: 2 * count), to: "/x", shape: [count, 2],
          HDF5Layout("x", dimensions: ["rows", "pair"], coordinate: "rows"))
      }
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(try file.readStrings("/rows") == labels)
      #expect(try file.stringAttribute("NAME", on: "/rows") == "rows")
      #expect(try file.stringAttribute("NAME", on: "/pair").hasPrefix("This is a netCDF dimension but not"))
      #expect(try file.stringAttribute("coordinates", on: "/x") == "rows")
      let isAttached = file.hasAttribute("DIMENSION_LIST", on: "/x")
      #expect(isAttached)
    }
  }

  @Test(arguments: [0, 3, 10_000])
  func labelsAreStringsOfFixedLength(count: Int) throws {
    let labels = ["region", "poi", "é"]
    let codes = (0..<count).map { UInt8($0 % 3) }
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.write(labels: labels, codes, to: "/a/type", HDF5Layout("types", dimensions: ["rows"]))
      }
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(try file.readStrings("/a/type", count: count) == codes.map { labels[Int($0)] })
      #expect(try file.dataset("/a/type").storedBytes <= max(6 * 3, count) + 4)
    }
  }

  @Test func wrongContentIsNamed() throws {
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.write([1, .nan] as [Float], to: "/x", shape: [2], HDF5Layout("x", dimensions: ["n"]))
      }
      let file = try HDF5File(reading: path, name: "t.h5")
      #expect(throws: Failure.self) { try file.read("/x", as: Float.self, shape: [2]) }
      #expect(throws: Failure.self) { try file.read("/x", as: Float.self, shape: [3], allowing: .any) }
      #expect(throws: Failure.self) { try file.read("/x", as: Int32.self, shape: [2]) }
      #expect(throws: Failure.self) { try file.read("/y", as: Float.self, shape: [2]) }
      #expect(throws: Failure.self) { try file.requireSchema(.model) }
    }
  }

  @Test func truncatedFilesAreRefused() throws {
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.write(
          [Float](repeating: 1, count: 10_000), to: "/x", shape: [10_000],
          HDF5Layout("x", dimensions: ["n"], compressed: false))
      }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
        try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(throws: Failure.self) { _ = try HDF5File(reading: path, name: "t.h5") }
      }
    }
  }
}
