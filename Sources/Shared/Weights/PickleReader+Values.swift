internal import Support

extension PickleReader {
  /// Names that stand for something here.
  private static let understood: Set<String> = [
    "collections.OrderedDict", "torch.Size", "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state", "torch._tensor._rebuild_from_type_v2",
    "collections.defaultdict", "builtins.dict", "__builtin__.dict",
  ]

  /// A name that stands for something here, or an inert value: it is never looked up, let alone called.
  static func global(module: String, name: String) -> PickleValue {
    let qualified = "\(module).\(name)"
    let isStorage = module.hasPrefix("torch") && name.hasSuffix("Storage")
    return understood.contains(qualified) || isStorage ? .global(qualified) : .opaque
  }

  /// A number, string or constant.
  mutating func literal(_ opcode: UInt8) throws -> PickleValue {
    switch opcode {
    case 0x4E: return .none  // NONE
    case 0x88: return .bool(true)  // NEWTRUE
    case 0x89: return .bool(false)  // NEWFALSE
    case 0x4B: return .int(Int(try reader.byte()))  // BININT1
    case 0x4D: return .int(try reader.int16())  // BININT2
    case 0x4A: return .int(Int(Int32(bitPattern: try reader.integer(UInt32.self))))  // BININT
    case 0x8A: return try long(Int(try reader.byte()))  // LONG1
    case 0x8B: return try long(try reader.int32())  // LONG4
    case 0x47:  // BINFLOAT, big-endian
      return .float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped))
    case 0x58: return .string(try reader.text(try reader.int32()))  // BINUNICODE
    case 0x8C: return .string(try reader.text(Int(try reader.byte())))  // SHORT_BINUNICODE
    case 0x8D: return .string(try reader.text(try reader.int64()))  // BINUNICODE8
    case 0x54: return string(try reader.take(try reader.int32()))  // BINSTRING
    case 0x55: return string(try reader.take(Int(try reader.byte())))  // SHORT_BINSTRING
    case 0x42: return string(try reader.take(try reader.int32()))  // BINBYTES
    case 0x43: return string(try reader.take(Int(try reader.byte())))  // SHORT_BINBYTES
    case 0x8E: return string(try reader.take(try reader.int64()))  // BINBYTES8
    case 0x96:  // BYTEARRAY8
      _ = try reader.take(try reader.int64())
      return .opaque
    default:
      throw broken("uses instruction 0x\(String(opcode, radix: 16)), which weights do not need")
    }
  }

  /// Bytes, or a string of Python 2, which has no declared encoding.
  private func string(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    String(validating: bytes, as: UTF8.self).map(PickleValue.string) ?? .opaque
  }

  /// A two's-complement integer of any length; those beyond 64 bits are no size of anything.
  private mutating func long(_ count: Int) throws -> PickleValue {
    let bytes = try reader.take(count)
    guard count <= 8 else { return .opaque }
    let negative = (bytes.last ?? 0) & 0x80 != 0
    var value: UInt64 = negative ? .max : 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    return .int(Int(Int64(bitPattern: value)))
  }
}
