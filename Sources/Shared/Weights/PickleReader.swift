internal import Support

/// Reads the subset of Python's pickle format (protocols 2 to 5) in which PyTorch describes weights.
///
/// A pickle is a program for a small stack machine whose REDUCE instruction calls any function by name,
/// which is how a hostile one runs code. Here REDUCE knows the few functions that rebuild tensors and
/// dictionaries, and every one is done here in Swift; any other name becomes an inert value, and so does what it is
/// called for. Nothing is executed.
///
/// Format: Lib/pickletools.py of CPython.
struct PickleReader {
  private(set) var heap = PickleHeap()
  var reader: ByteReader
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// Elements copied from one container to another so far, which a hostile pickle could multiply.
  private var copied = 0

  /// - Parameter reader: placed at the pickle's first byte.
  init(_ reader: ByteReader) { self.reader = reader }

  var subject: String { reader.subject }

  /// Runs one pickle to its STOP; another may follow in the same bytes.
  mutating func next() throws -> PickleValue {
    stack.removeAll()
    marks.removeAll()
    memo.removeAll()
    while true {
      let opcode = try reader.byte()
      if opcode == 0x2E {  // STOP
        guard stack.count == 1, marks.isEmpty else { throw broken("ends with \(stack.count) values") }
        return stack[0]
      }
      try execute(opcode)
    }
  }

  func broken(_ what: String) -> Failure {
    Failure.data(subject, "is not a pickle that PyTorch wrote: it \(what)")
  }

  mutating func pop() throws -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw broken("takes a value from an empty stack")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw broken("takes a value from an empty stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast(), mark <= stack.count else { throw broken("misses a mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func peek() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw broken("reads an empty stack")
    }
    return value
  }

  private mutating func execute(_ opcode: UInt8) throws {
    switch opcode {
    case 0x80:  // PROTO
      let version = try reader.byte()
      guard version <= 5 else { throw broken("has protocol \(version)") }
    case 0x95: _ = try reader.int64()  // FRAME
    case 0x28: marks.append(stack.count)  // MARK
    case 0x30: _ = try pop()  // POP
    case 0x31: _ = try popToMark()  // POP_MARK
    case 0x32: stack.append(try peek())  // DUP
    case 0x71: memo[Int(try reader.byte())] = try peek()  // BINPUT
    case 0x72: memo[try reader.int32()] = try peek()  // LONG_BINPUT
    case 0x94: memo[memo.count] = try peek()  // MEMOIZE
    case 0x68: try recall(Int(try reader.byte()))  // BINGET
    case 0x6A: try recall(try reader.int32())  // LONG_BINGET
    case 0x29: stack.append(heap.tuple([]))  // EMPTY_TUPLE
    case 0x85...0x87: stack.append(heap.tuple(try pop(Int(opcode) - 0x84)))  // TUPLE1, 2, 3
    case 0x74: stack.append(heap.tuple(try popToMark()))  // TUPLE
    case 0x5D: stack.append(heap.list())  // EMPTY_LIST
    case 0x6C: stack.append(heap.list(try popToMark()))  // LIST
    case 0x61: try append([try pop()])  // APPEND
    case 0x65: try append(try popToMark())  // APPENDS
    case 0x7D: stack.append(heap.dict())  // EMPTY_DICT
    case 0x64:  // DICT
      let items = try popToMark()
      stack.append(heap.dict())
      try setItems(items)
    case 0x73: try setItems(try pop(2))  // SETITEM
    case 0x75: try setItems(try popToMark())  // SETITEMS
    case 0x63:  // GLOBAL
      stack.append(Self.global(module: try line(), name: try line()))
    case 0x93:  // STACK_GLOBAL
      let names = try pop(2)
      guard case .string(let module) = names[0], case .string(let name) = names[1] else {
        throw broken("names a class without a name")
      }
      stack.append(Self.global(module: module, name: name))
    case 0x52, 0x81:  // REDUCE, NEWOBJ
      let call = try pop(2)
      stack.append(try reduce(call[0], call[1]))
    case 0x92:  // NEWOBJ_EX
      _ = try pop(3)
      stack.append(.opaque)
    case 0x8F: stack.append(.opaque)  // EMPTY_SET
    case 0x90: _ = try popToMark()  // ADDITEMS
    case 0x91:  // FROZENSET
      _ = try popToMark()
      stack.append(.opaque)
    case 0x62: _ = try pop()  // BUILD: attributes of an object; no tensor's value is among them
    case 0x51: stack.append(try storage(try pop()))  // BINPERSID
    default: stack.append(try literal(opcode))
    }
  }

  private mutating func recall(_ key: Int) throws {
    guard let value = memo[key] else { throw broken("recalls value \(key), which it never stored") }
    stack.append(value)
  }

  private mutating func append(_ values: [PickleValue]) throws {
    guard case .list(let index) = try peek() else {
      // Objects kept as inert values swallow what is put into them.
      guard case .opaque = try peek() else { throw broken("appends to what is no list") }
      return
    }
    heap.sequences[index].append(contentsOf: values)
  }

  private mutating func setItems(_ items: [PickleValue]) throws {
    guard items.count.isMultiple(of: 2) else { throw broken("has a key without a value") }
    guard case .dict(let index) = try peek() else {
      guard case .opaque = try peek() else { throw broken("sets an item of what is no dictionary") }
      return
    }
    for position in stride(from: 0, to: items.count, by: 2) {
      heap.dicts[index].append((items[position], items[position + 1]))
    }
  }

  private mutating func line() throws -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = try reader.byte()
      if byte == 0x0A { break }
      guard bytes.count < 1024 else { throw broken("names a class without end") }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: What REDUCE may do

  private mutating func reduce(_ function: PickleValue, _ arguments: PickleValue) throws -> PickleValue {
    guard case .global(let name) = function, let arguments = heap.elements(arguments) else {
      switch function {
      case .opaque, .global: return .opaque
      default: throw broken("calls what is no function")
      }
    }
    switch name {
    case "collections.OrderedDict": return try orderedDict(arguments)
    case "collections.defaultdict", "builtins.dict", "__builtin__.dict": return heap.dict()
    case "torch.Size": return arguments.first ?? heap.tuple([])
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor": return try tensor(arguments)
    case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
      guard let data = arguments.first else { throw broken("has a parameter of no tensor") }
      if case .opaque = data { return data }
      guard case .tensor = data else { throw broken("has a parameter of no tensor") }
      return data
    case "torch._tensor._rebuild_from_type_v2" where arguments.count > 2:
      // A subclass of tensors: its function, its class, what the function is called for.
      guard case .global(let function) = arguments[0], function != name else { return .opaque }
      return try reduce(arguments[0], arguments[2])
    default: return .opaque
    }
  }

  /// `OrderedDict()`, or of a list of pairs as Python 2 wrote it.
  private mutating func orderedDict(_ arguments: [PickleValue]) throws -> PickleValue {
    let made = heap.dict()
    guard let first = arguments.first else { return made }
    guard case .dict(let index) = made, let pairs = heap.elements(first) else {
      throw broken("has an OrderedDict of no pairs")
    }
    copied += pairs.count
    guard copied <= reader.bytes.count else { throw broken("copies a dictionary over and over") }
    for pair in pairs {
      guard let pair = heap.elements(pair), pair.count == 2 else {
        throw broken("has an OrderedDict of no pairs")
      }
      heap.dicts[index].append((pair[0], pair[1]))
    }
    return made
  }

  private mutating func tensor(_ arguments: [PickleValue]) throws -> PickleValue {
    if case .opaque? = arguments.first { return .opaque }
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .int(let offset) = arguments[1], let shape = heap.sizes(arguments[2]),
      let strides = heap.sizes(arguments[3]), shape.count == strides.count, offset >= 0
    else { throw broken("has a tensor without storage, shape or strides") }
    heap.tensors.append(PickleTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    return .tensor(heap.tensors.count - 1)
  }

  /// A storage from its persistent id `("storage", class, key, location, elements[, view])`.
  private mutating func storage(_ id: PickleValue) throws -> PickleValue {
    guard let fields = heap.elements(id), fields.count >= 5, case .string("storage") = fields[0],
      case .global(let type) = fields[1], case .string(let key) = fields[2], case .int(let count) = fields[4],
      count >= 0
    else { throw broken("has a storage without type, key or size") }
    if fields.count > 5, case .none = fields[5] {
    } else if fields.count > 5 {
      throw Failure.data(subject, "has views of storages, as PyTorch before 0.4 wrote; save it again")
    }
    // Tensors of other types may stand beside the weights.
    guard let element = TensorElement(storageClass: type) else {
      heap.unreadable.insert(type)
      return .opaque
    }
    heap.storages.append(PickleStorage(type: element, key: key, count: count))
    return .storage(heap.storages.count - 1)
  }
}
