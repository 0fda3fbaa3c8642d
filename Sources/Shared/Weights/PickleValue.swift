/// A Python object, as far as a file of weights needs one.
///
/// Containers stand by index into their `PickleHeap`: pickles may nest or tie objects into rings at will, and
/// freeing a chain of references of any length must not recurse.
enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case tuple(Int)
  case list(Int)
  case dict(Int)
  /// A class or function by its qualified name. It is never looked up, let alone called.
  case global(String)
  /// A tensor's storage, by index.
  case storage(Int)
  /// A tensor, by index.
  case tensor(Int)
  /// An object that no tensor depends on, such as an optimiser's settings.
  case opaque
}

/// Where PyTorch keeps the elements of one or more tensors.
struct PickleStorage: Sendable {
  let type: TensorElement
  /// Key of the bytes in the file.
  let key: String
  /// Elements.
  let count: Int
}

/// A strided view of a storage.
struct PickleTensor: Sendable {
  let storage: Int
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}

/// The objects that a pickle made.
struct PickleHeap: Sendable {
  var sequences: [[PickleValue]] = []
  var dicts: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [PickleStorage] = []
  var tensors: [PickleTensor] = []
  /// Types of tensors that cannot be read.
  var unreadable: Set<String> = []

  mutating func tuple(_ values: [PickleValue]) -> PickleValue {
    sequences.append(values)
    return .tuple(sequences.count - 1)
  }

  mutating func list(_ values: [PickleValue] = []) -> PickleValue {
    sequences.append(values)
    return .list(sequences.count - 1)
  }

  mutating func dict() -> PickleValue {
    dicts.append([])
    return .dict(dicts.count - 1)
  }

  /// Elements of a tuple or list, or nil.
  func elements(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .tuple(let index), .list(let index): sequences[index]
    default: nil
    }
  }

  /// A tuple of non-negative integers, as shapes and strides are.
  func sizes(_ value: PickleValue) -> [Int]? {
    guard let elements = elements(value), elements.count <= 64 else { return nil }
    let sizes = elements.compactMap { element -> Int? in
      if case .int(let size) = element, size >= 0 { size } else { nil }
    }
    return sizes.count == elements.count ? sizes : nil
  }
}
