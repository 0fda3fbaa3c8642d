internal import Foundation
internal import Schemas
internal import Support

/// The safetensors format: 8 bytes with the header's length, a JSON header, then the tensors' bytes.
///
/// Source: the format's README (huggingface/safetensors), whose rules are enforced: tensors lie one behind
/// the other without holes or overlaps, and fill the file.
enum Safetensors {
  private struct TensorHeader: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private enum Header: Decodable {
    case tensor(TensorHeader)
    case metadata

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == "__metadata__" {
        self = .metadata
      } else {
        self = .tensor(try TensorHeader(from: decoder))
      }
    }
  }

  /// Whether bytes begin with a plausible length and a JSON object.
  static func matches(_ bytes: [UInt8]) -> Bool {
    bytes.count > 9 && bytes[8] == UInt8(ascii: "{") && bytes[5...7].allSatisfy { $0 == 0 }
  }

  static func read(_ bytes: [UInt8], name: String) throws -> StateDict {
    var reader = ByteReader(bytes, subject: name)
    let length = try reader.int64()
    let json = try reader.take(length)
    let headers: [String: Header]
    do {
      headers = try JSONDecoder().decode([String: Header].self, from: Data(json))
    } catch {
      throw Failure.data(name, "has a header that is not as safetensors demands")
    }
    let tensors = headers.compactMap { name, header in
      if case .tensor(let tensor) = header { (name: name, header: tensor) } else { nil }
    }
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
