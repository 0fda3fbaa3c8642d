internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct ArithmeticTests {
  /// Reads back what `note` leaves in a file, under a version put in its place.
  private func check(_ note: (borrowing HDF5File) throws -> Void) throws {
    try withTemporaryPath { path in
      let file = try HDF5File(creating: path, name: "model.h5")
      try note(file)
      try file.close()
      try Arithmetic.require(HDF5File(reading: path, name: "model.h5"), advice: "begin anew")
    }
  }

  private func message(_ note: (borrowing HDF5File) throws -> Void) -> String {
    do { try check(note) } catch { return "\(error)" }
    return ""
  }

  @Test func weightsOfAnotherArithmeticAreRefused() throws {
    try check { try Arithmetic.note(in: $0) }
    let next = Arithmetic.version + 1
    let other = message { try $0.setAttribute("arithmetic", next) }
    #expect(other.contains("comes of arithmetic \(next)") && other.contains("is \(Arithmetic.version)"))
    let none = message { _ in }
    #expect(none.hasPrefix("model.h5: comes of an arithmetic before 1") && none.hasSuffix("begin anew"))
  }
}
