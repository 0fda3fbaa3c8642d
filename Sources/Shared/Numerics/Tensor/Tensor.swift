internal import Support

/// A dense row-major array of 32-bit floats on a cache line, shared by reference.
///
/// Networks keep parameters, gradients and activations in it. Statistics and tables use plain
/// arrays instead.
package final class Tensor: @unchecked Sendable {
  package let shape: [Int]
  package let count: Int
  /// The elements; valid as long as the tensor lives.
  package let pointer: UnsafeMutablePointer<Float>
  /// Whose memory it is, where not its own.
  private let owner: AnyObject?

  /// A view of memory that `owner` keeps, with what it holds.
  package init(_ shape: [Int], at pointer: UnsafeMutablePointer<Float>, owner: AnyObject) {
    self.shape = shape
    count = shape.reduce(1, *)
    self.pointer = pointer
    self.owner = owner
  }

  /// Zeros of the given shape.
  package init(_ shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    owner = nil
    let raw = PageMemory.allocate(count * MemoryLayout<Float>.stride)
    pointer = raw.bindMemory(to: Float.self, capacity: max(16, count))
    pointer.initialize(repeating: 0, count: count)
  }

  /// A copy of `values`.
  package convenience init(_ values: [Float], shape: [Int]) {
    self.init(shape)
    assign(values)
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(pointer).deallocate() } }

  package var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  package var array: [Float] { Array(buffer) }

  package subscript(index: Int) -> Float {
    get { buffer[index] }
    set { buffer[index] = newValue }
  }

  package func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  package func copy(from other: Tensor) {
    precondition(other.count == count, "element count")
    pointer.update(from: other.pointer, count: count)
  }

  /// Takes the elements of an array of the same count.
  package func assign(_ values: [Float]) {
    precondition(values.count == count, "element count")
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: count) }
    }
  }
}

/// A trainable tensor with its gradient, under its state-dict name.
///
/// One rule for gradients: the backward pass of a layer or network **sets** the gradient of every parameter that it
/// has, also where that is 0. So none is cleared before, and what it held does not matter; where a parameter takes
/// part in several places of one network, that network sums. Only `backward` touches gradients: a forward pass or
/// the evaluation of a loss never does.
package final class Parameter: @unchecked Sendable {
  package let name: String
  package let value: Tensor
  /// Memory from its first use on: a network that only encodes needs none.
  package private(set) lazy var gradient = Tensor(value.shape)

  package init(_ name: String, _ shape: [Int]) {
    self.name = name
    value = Tensor(shape)
  }
}
