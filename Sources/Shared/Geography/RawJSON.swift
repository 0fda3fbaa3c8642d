internal import Foundation

/// Where the values of a JSON text stand in it, so that they can be written again as they are.
///
/// The text has been read before: nothing is checked here but that it ends nowhere unexpected.
struct RawJSON {
  let bytes: [UInt8]

  /// The values one after another at the top, as of newline-delimited JSON.
  var values: [Range<Int>] {
    var values: [Range<Int>] = []
    var position = skipBlanks(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    while position < bytes.count {
      let end = end(ofValueAt: position)
      values.append(position..<end)
      position = skipBlanks(end)
    }
    return values
  }

  /// The members of an object.
  func members(of object: Range<Int>) -> [(name: String, value: Range<Int>)] {
    var members: [(name: String, value: Range<Int>)] = []
    var position = skipBlanks(object.lowerBound + 1)
    while position < object.upperBound, bytes[position] == UInt8(ascii: "\"") {
      let name = position..<end(ofValueAt: position)
      let start = skipBlanks(skipBlanks(name.upperBound) + 1)
      let value = start..<end(ofValueAt: start)
      members.append((text(name), value))
      position = skipBlanks(value.upperBound)
      if position < object.upperBound, bytes[position] == UInt8(ascii: ",") {
        position = skipBlanks(position + 1)
      }
    }
    return members
  }

  /// The elements of an array.
  func elements(of array: Range<Int>) -> [Range<Int>] {
    var elements: [Range<Int>] = []
    var position = skipBlanks(array.lowerBound + 1)
    while position < array.upperBound - 1 {
      let value = position..<end(ofValueAt: position)
      elements.append(value)
      position = skipBlanks(value.upperBound)
      if position < array.upperBound, bytes[position] == UInt8(ascii: ",") {
        position = skipBlanks(position + 1)
      }
    }
    return elements
  }

  /// The value as it is written, but null for what programs write that JSON does not have: NaN and infinities.
  func written(_ value: Range<Int>) -> String {
    guard bytes[value].contains(where: { $0 == UInt8(ascii: "N") || $0 == UInt8(ascii: "I") }) else {
      return String(decoding: bytes[value], as: UTF8.self)
    }
    var kept: [UInt8] = []
    var position = value.lowerBound
    while position < value.upperBound {
      let token =
        switch bytes[position] {
        case UInt8(ascii: "\""): position..<end(ofStringAt: position)
        case UInt8(ascii: "N"), UInt8(ascii: "I"): position..<end(ofValueAt: position)
        default: position..<(position + 1)
        }
      if bytes[position] == UInt8(ascii: "N") || bytes[position] == UInt8(ascii: "I") {
        if kept.last == UInt8(ascii: "-") { kept.removeLast() }
        kept += "null".utf8
      } else {
        kept += bytes[token]
      }
      position = token.upperBound
    }
    return String(decoding: kept, as: UTF8.self)
  }

  func isObject(_ value: Range<Int>) -> Bool { bytes[value.lowerBound] == UInt8(ascii: "{") }
  func isArray(_ value: Range<Int>) -> Bool { bytes[value.lowerBound] == UInt8(ascii: "[") }

  /// A string without its quotes and escapes.
  private func text(_ string: Range<Int>) -> String {
    let inner = string.lowerBound + 1..<string.upperBound - 1
    let plain = String(decoding: bytes[inner], as: UTF8.self)
    guard bytes[inner].contains(UInt8(ascii: "\\")) else { return plain }
    return (try? JSONDecoder().decode(String.self, from: Data(bytes[string]))) ?? plain
  }

  private func skipBlanks(_ start: Int) -> Int {
    var position = start
    // Also the record separators of GeoJSON text sequences (RFC 8142).
    while position < bytes.count, [9, 10, 13, 32, 0x1E].contains(bytes[position]) { position += 1 }
    return position
  }

  private func end(ofValueAt start: Int) -> Int {
    guard start < bytes.count else { return bytes.count }
    switch bytes[start] {
    case UInt8(ascii: "\""): return end(ofStringAt: start)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return end(ofContainerAt: start)
    default:
      return bytes[start...].firstIndex { byte in
        [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 9, 10, 13, 32, 0x1E].contains(byte)
      } ?? bytes.count
    }
  }

  private func end(ofStringAt start: Int) -> Int {
    var position = start + 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") { return position + 1 }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return bytes.count
  }

  private func end(ofContainerAt start: Int) -> Int {
    var position = start
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position = end(ofStringAt: position)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return position + 1 }
      default: break
      }
      position += 1
    }
    return bytes.count
  }
}
