/// Tensors to use again: a network's activations are the same few shapes at every step, and fresh memory
/// costs a page fault for every 4 KiB.
final class TensorPool {
  private var free: [[Int]: [Tensor]] = [:]

  /// A tensor of the given shape with any content.
  func take(_ shape: [Int]) -> Tensor { free[shape]?.popLast() ?? Tensor(shape) }

  /// Gives a tensor back that nobody reads any more.
  func give(_ tensor: Tensor) { free[tensor.shape, default: []].append(tensor) }

  /// Forgets everything that is free.
  func clear() { free = [:] }
}
