internal import Schemas

/// Element types of weight files, and their conversion to `Float`.
enum TensorElement: Sendable, Equatable {
  case float64, float32, float16, bfloat16
  case int64, int32, int16, int8, uint8, bool

  /// From a PyTorch storage class such as `torch.FloatStorage`.
  init?(storageClass name: String) {
    guard let last = name.split(separator: ".").last else { return nil }
    let classes: [Substring: TensorElement] = [
      "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
      "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16,
      "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    ]
    guard let element = classes[last] else { return nil }
    self = element
  }

  /// From a safetensors dtype such as `BF16`.
  init?(safetensors name: String) {
    let types: [String: TensorElement] = [
      "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I64": .int64, "I32": .int32,
      "I16": .int16, "I8": .int8, "U8": .uint8, "BOOL": .bool,
    ]
    guard let element = types[name] else { return nil }
    self = element
  }

  /// Bytes an element.
  var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The tensor whose elements lie at byte offsets `offset` of little-endian `bytes`; the caller has checked the
  /// range.
  func entry(_ shape: [Int], _ bytes: UnsafeRawBufferPointer, at offset: (Int) -> Int) -> StateDict.Entry {
    func elements<Stored: BitwiseCopyable, Element>(_ convert: (Stored) -> Element) -> [Element] {
      (0..<shape.reduce(1, *)).map {
        convert(bytes.loadUnaligned(fromByteOffset: offset($0), as: Stored.self))
      }
    }
    func floats<Stored: BitwiseCopyable>(_ convert: (Stored) -> Float) -> StateDict.Entry {
      StateDict.Entry(shape: shape, values: elements(convert))
    }
    func integers<Stored: FixedWidthInteger & BitwiseCopyable>(_: Stored.Type) -> StateDict.Entry {
      StateDict.Entry(shape: shape, integers: elements { Int64(Stored(littleEndian: $0)) })
    }
    switch self {
    case .float64: return floats { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    case .float32: return floats { Float(bitPattern: UInt32(littleEndian: $0)) }
    case .float16: return floats { Self.half(UInt16(littleEndian: $0)) }
    case .bfloat16: return floats { Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16) }
    case .int64: return integers(Int64.self)
    case .int32: return integers(Int32.self)
    case .int16: return integers(Int16.self)
    case .int8: return integers(Int8.self)
    case .uint8, .bool: return integers(UInt8.self)
    }
  }

  /// IEEE binary16, spelt out because `Float16` does not exist on every platform.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
