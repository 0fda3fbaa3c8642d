internal import Logging
internal import CKernels
internal import Logging

extension Context {
  /// Says that products take long here, where they do. For tools that train or apply a network.
  package func noteArithmetic() {
    guard kn_fma_is_software() != 0 else { return }
    log.notice(
      "no fused multiply-add on this processor: done in software, to the same bytes, some fifty times slower")
  }
}
