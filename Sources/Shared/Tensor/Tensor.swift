/// A dense row-major array of 32-bit floats on a cache line, shared by reference.
///
/// Networks keep parameters, gradients and activations in it. Statistics and tables use plain
/// arrays instead.
public final class Tensor: @unchecked Sendable {
  public let shape: [Int]
  public let count: Int
  /// The elements; valid as long as the tensor lives.
  public let pointer: UnsafeMutablePointer<Float>

  /// Zeros of the given shape.
  public init(_ shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(16, count))
    pointer.initialize(repeating: 0, count: count)
  }

  /// A copy of `values`.
  public convenience init(_ values: [Float], shape: [Int]) {
    self.init(shape)
    precondition(values.count == count, "element count")
    values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: $0.count) }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  public var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  public var array: [Float] { Array(buffer) }

  public subscript(index: Int) -> Float {
    get { buffer[index] }
    set { buffer[index] = newValue }
  }

  public func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  public func copy(from other: Tensor) {
    precondition(other.count == count, "element count")
    pointer.update(from: other.pointer, count: count)
  }
}

/// A trainable tensor with its gradient, under its state-dict name.
public final class Parameter: @unchecked Sendable {
  public let name: String
  public let value: Tensor
  public let gradient: Tensor

  public init(_ name: String, _ shape: [Int]) {
    self.name = name
    value = Tensor(shape)
    gradient = Tensor(shape)
  }
}
