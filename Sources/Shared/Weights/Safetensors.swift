internal import Schemas
internal import Support
internal import Tables

/// The safetensors format: 8 bytes with the header's length, a JSON header, then the tensors' bytes.
///
/// Source: the format's README (huggingface/safetensors), whose rules are enforced: tensors lie one behind
/// the other without holes or overlaps, and fill the file.
enum Safetensors {
  /// Bytes of the header that the format allows.
  private static let longestHeader = 100_000_000

  private struct TensorHeader {
    var dtype = ""
    var shape: [Int] = []
    var offsets: [Int] = []
  }

  /// Whether bytes begin with a plausible length and a JSON object.
  static func matches(_ bytes: [UInt8]) -> Bool {
    bytes.count > 9 && bytes[8] == UInt8(ascii: "{") && bytes[5...7].allSatisfy { $0 == 0 }
  }

  static func read(_ bytes: [UInt8], name: String) throws -> StateDict {
    var reader = ByteReader(bytes, subject: name)
    let length = try reader.int64()
    guard length <= longestHeader else {
      throw Failure.data(name, "claims a header of \(length) bytes, where the format allows \(longestHeader)")
    }
    let tensors = try headers(try reader.take(length), name: name)
    let data = bytes[reader.position...]
    var state = StateDict()
    var end = 0
    for (tensor, header) in tensors.sorted(by: { ($0.header.offsets, $0.name) < ($1.header.offsets, $1.name) }
    ) {
      let subject = "\(name): \(tensor)"
      guard let element = TensorElement(safetensors: header.dtype) else {
        throw Failure.data(subject, "has dtype \(header.dtype), which cannot be read")
      }
      let size = try byteCount(header, element, subject)
      guard header.offsets.count == 2, header.offsets[0] == end, size <= data.count - end,
        header.offsets[1] == end + size
      else {
        throw Failure.data(
          subject,
          "has data_offsets \(header.offsets), where [\(end), \(end + min(size, data.count))] follows")
      }
      state[tensor] = data[(data.startIndex + end)..<(data.startIndex + end + size)].withUnsafeBytes {
        element.entry(header.shape, $0) { $0 * element.size }
      }
      end += size
    }
    guard end == data.count else {
      throw Failure.data(name, "has \(data.count - end) bytes behind its last tensor")
    }
    return state
  }

  /// What the header says of every tensor.
  private static func headers(_ json: ArraySlice<UInt8>, name: String) throws -> [(
    name: String, header: TensorHeader
  )] {
    var tensors: [(name: String, header: TensorHeader)] = []
    let scanner = JSONScanner(Array(json), name: name)
    try scanner.object { tensor in
      if tensor == "__metadata__" { return try scanner.skip() }
      var header = TensorHeader()
      try scanner.object { member in
        switch member {
        case "dtype": header.dtype = try scanner.string()
        case "shape": header.shape = try numbers(scanner)
        case "data_offsets": header.offsets = try numbers(scanner)
        default: throw scanner.failure("has '\(member)' of '\(tensor)', which safetensors does not know")
        }
      }
      tensors.append((tensor, header))
    }
    try scanner.end()
    return tensors
  }

  private static func numbers(_ scanner: JSONScanner) throws -> [Int] {
    var numbers: [Int] = []
    try scanner.array {
      guard numbers.count < 64, let number = Int(exactly: try scanner.number()) else {
        throw scanner.failure("has a shape or offsets that are no whole numbers")
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func byteCount(_ header: TensorHeader, _ element: TensorElement, _ subject: String) throws
    -> Int
  {
    var size = element.size
    for length in header.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw Failure.data(subject, "has the impossible shape \(header.shape)")
      }
      size = product
    }
    return size
  }
}

/// Lexicographic order of offsets, then names, so that empty tensors have a fixed place.
private func < (left: ([Int], String), right: ([Int], String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
