internal import Schemas
internal import Support

/// Turns the tensors that a pickle describes into arrays.
struct TorchTensors {
  let heap: PickleHeap
  let subject: String
  /// Bytes of a storage by its key.
  let bytes: (String) throws -> ArraySlice<UInt8>?
  /// Elements that may still be made: strided views could otherwise multiply a small file without bound.
  private var budget: Int
  private var cache: [String: ArraySlice<UInt8>] = [:]

  init(
    heap: PickleHeap, subject: String, limit: Int, bytes: @escaping (String) throws -> ArraySlice<UInt8>?
  ) {
    self.heap = heap
    self.subject = subject
    self.bytes = bytes
    budget = max(limit, 1 << 16)
  }

  /// The named tensors of a saved object: of a state dict, or of one inside a checkpoint.
  mutating func stateDict(_ root: PickleValue) throws -> StateDict {
    var state = StateDict()
    for (name, tensor) in try namedTensors(root) { state[name] = try entry(tensor, name) }
    return state
  }

  /// Tensors of the dictionary, and of those within it: `{"student": {"conv1.weight": …}}` has
  /// `student.conv1.weight`. Where only one dictionary holds tensors, such as a checkpoint's `state_dict`, they
  /// keep their own names.
  private func namedTensors(_ root: PickleValue) throws -> [(String, PickleTensor)] {
    guard case .dict(let index) = root else {
      throw Failure.data(subject, "holds no dictionary of tensors; save a state_dict")
    }
    let groups = groups(in: index)
    if groups.isEmpty {
      throw Failure.data(
        subject,
        "holds no tensors by name, at its top or in a dictionary within\(unreadable); save a state_dict")
    }
    return groups.flatMap { path, tensors in
      tensors.map { (groups.count == 1 ? $0.0 : path + $0.0, $0.1) }
    }
  }

  private var unreadable: String {
    heap.unreadable.isEmpty
      ? "" : " (those of type \(heap.unreadable.sorted().listed()) cannot be read)"
  }

  /// Dictionaries that hold tensors, by the keys that lead to them. Keys that are no text, as in an optimiser's
  /// state, name no parts of a network.
  private func groups(in root: Int) -> [(path: String, tensors: [(String, PickleTensor)])] {
    var groups: [(path: String, tensors: [(String, PickleTensor)])] = []
    var seen: Set<Int> = [root]
    var waiting = [(path: "", dict: root)]
    while let (path, dict) = waiting.popLast() {
      let own = tensors(of: dict)
      if !own.isEmpty { groups.append((path, own)) }
      for case (.string(let key), .dict(let inner)) in heap.dicts[dict].reversed()
      where seen.insert(inner).inserted {
        waiting.append(("\(path)\(key).", inner))
      }
    }
    return groups
  }

  private func tensors(of dict: Int) -> [(String, PickleTensor)] {
    heap.dicts[dict].compactMap {
      if case (.string(let name), .tensor(let tensor)) = $0 { (name, heap.tensors[tensor]) } else { nil }
    }
  }

  private mutating func entry(_ tensor: PickleTensor, _ name: String) throws -> StateDict.Entry {
    let storage = heap.storages[tensor.storage]
    let subject = "\(subject): \(name)"
    let count = try elementCount(of: tensor, in: storage, subject)
    guard count <= budget else { throw Failure.data(subject, "repeats its storage beyond the file's size") }
    budget -= count
    if count == 0 { return StateDict.Entry(shape: tensor.shape, values: []) }
    let bytes = try content(of: storage, subject)
    let size = storage.type.size
    return bytes.withUnsafeBytes { bytes in
      if Self.isContiguous(tensor) {
        return storage.type.entry(tensor.shape, bytes) { (tensor.offset + $0) * size }
      }
      // Positions of the elements in row-major order.
      var positions = [tensor.offset]
      for (length, stride) in zip(tensor.shape, tensor.strides) {
        positions = positions.flatMap { start in (0..<length).map { start + $0 * stride } }
      }
      return storage.type.entry(tensor.shape, bytes) { positions[$0] * size }
    }
  }

  /// Elements of the view, after checking that every one lies in the storage.
  private func elementCount(of tensor: PickleTensor, in storage: PickleStorage, _ subject: String) throws
    -> Int
  {
    let outside = Failure.data(
      subject, "reaches outside its storage of \(storage.count) elements: shape \(tensor.shape)")
    var count = 1
    var last = tensor.offset
    for (length, stride) in zip(tensor.shape, tensor.strides) {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      let (reach, overflow2) = (length - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflow3) = last.addingReportingOverflow(reach)
      guard !overflow, !overflow2, !overflow3 else { throw outside }
      (count, last) = (product, sum)
    }
    // Strides and offset of a tensor without elements mean nothing.
    guard count == 0 || last < storage.count else { throw outside }
    return count
  }

  private mutating func content(of storage: PickleStorage, _ subject: String) throws -> ArraySlice<UInt8> {
    let content: ArraySlice<UInt8>
    if let known = cache[storage.key] {
      content = known
    } else {
      guard let read = try bytes(storage.key) else {
        throw Failure.data(subject, "has no storage '\(storage.key)' in the file")
      }
      content = read
      cache[storage.key] = read
    }
    guard storage.count <= content.count / storage.type.size else {
      throw Failure.data(
        subject, "claims \(storage.count) elements, where the file stores \(content.count) bytes")
    }
    return content
  }

  private static func isContiguous(_ tensor: PickleTensor) -> Bool {
    var expected = 1
    for (length, stride) in zip(tensor.shape, tensor.strides).reversed() {
      if length != 1 && stride != expected { return false }
      expected *= length
    }
    return true
  }
}
