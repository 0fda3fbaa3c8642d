internal import Numerics

extension Tensor {
  /// The first or second half of the rows, in the same memory.
  func half(_ index: Int) -> Tensor { part(index, of: 2) }

  /// One of `count` parts of as many rows, in the same memory.
  func part(_ index: Int, of parts: Int) -> Tensor {
    var shape = shape
    shape[0] /= parts
    return Tensor(shape, at: pointer + index * (count / parts), owner: self)
  }
}
