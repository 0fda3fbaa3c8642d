/// A dense row-major array of 32-bit floats on a cache line, shared by reference.
///
/// Networks keep parameters, gradients and activations in it. Statistics and tables use plain
/// arrays instead.
public final class Tensor: @unchecked Sendable {
  public let shape: [Int]
  public let count: Int
  /// The elements; valid as long as the tensor lives.
  public let pointer: UnsafeMutablePointer<Float>
  /// Whose memory it is, where not its own.
  private let owner: AnyObject?

  /// A view of memory that `owner` keeps, with what it holds.
  init(_ shape: [Int], at pointer: UnsafeMutablePointer<Float>, owner: AnyObject) {
    self.shape = shape
    count = shape.reduce(1, *)
    self.pointer = pointer
    self.owner = owner
  }

  /// Zeros of the given shape.
  public init(_ shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    owner = nil
    let raw = PageMemory.allocate(count * MemoryLayout<Float>.stride)
    pointer = raw.bindMemory(to: Float.self, capacity: max(16, count))
    pointer.initialize(repeating: 0, count: count)
  }

  /// A copy of `values`.
  public convenience init(_ values: [Float], shape: [Int]) {
    self.init(shape)
    precondition(values.count == count, "element count")
    values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: $0.count) }
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(pointer).deallocate() } }

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
