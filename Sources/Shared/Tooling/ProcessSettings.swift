internal import Foundation
internal import HDF5
internal import Numerics
internal import Support
internal import Synchronization

/// What holds for a tool's whole process. `Tool.main` sets it once, before anything is read.
enum ProcessSettings {
  static func set(threads: Int?) {
    Parallel.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    BLAS.useOneThreadPerCall()
    Signals.removeTemporaryFilesOnTermination()
    // libhdf5 1.10 can loop for ever when it closes a damaged file; a tool ends soon.
    HDF5Library.keepsInputsOpen.store(true, ordering: .relaxed)
  }
}
