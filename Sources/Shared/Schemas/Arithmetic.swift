package import HDF5
internal import Support

/// The arithmetic that weights come of: which operations in which order, so which low bits. Training repeats every bit
/// of a run, and goes on from its middle, with the same arithmetic alone.
package enum Arithmetic {
  /// To be raised with every change of a kernel, an elementary function or an order of sums that changes bits of
  /// weights.
  package static let version = 1
  static let attribute = "arithmetic"

  /// Notes in a file which arithmetic its weights come of.
  package static func note(in file: borrowing HDF5File) throws { try file.setAttribute(attribute, version) }

  /// - Throws: `Failure` (EX_DATAERR) where a file comes of another arithmetic, or does not say of which.
  package static func require(_ file: borrowing HDF5File, advice: String) throws {
    let stated = file.hasAttribute(attribute) ? try file.numberAttribute(attribute, as: Int64.self) : nil
    guard stated != Int64(version) else { return }
    let found = stated.map { "comes of arithmetic \($0)" } ?? "comes of an arithmetic before 1"
    throw Failure.data(
      file.name, "\(found), and this program's is \(version): going on would change bytes; \(advice)")
  }
}
