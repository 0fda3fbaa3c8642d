internal import CHDF5
internal import Foundation
internal import Support

/// Memory for text that libhdf5 reads: so many bytes, and no more.
final class TextBudget {
  private var rest: Int

  init(bytes: Int) { rest = bytes }

  /// A transfer by which each string gets memory of `malloc`, while the budget lasts; the budget must outlive it.
  func transferList(_ subject: String) throws -> HDF5Handle {
    let list = try HDF5Handle(
      H5Pcreate(kn_H5P_DATASET_XFER()), H5Pclose, .software, subject, "no property list")
    let context = Unmanaged.passUnretained(self).toOpaque()
    H5Pset_vlen_mem_manager(
      list.id,
      { size, context in
        guard let context else { return nil }
        return Unmanaged<TextBudget>.fromOpaque(context).takeUnretainedValue().allocate(size)
      }, context, { pointer, _ in free(pointer) }, context)
    return list
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size <= rest else { return nil }
    rest -= size
    return malloc(size)
  }
}
