internal import Numerics

/// Scratch memory that grows to the largest request and is used again; one for a whole network, whose layers take
/// turns.
package final class Scratch {
  private var tensor = Tensor([0])

  package init() {}

  /// Uninitialized memory for `count` floats, until the next call.
  package func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    if tensor.count < count { tensor = Tensor([count]) }
    return tensor.pointer
  }
}
