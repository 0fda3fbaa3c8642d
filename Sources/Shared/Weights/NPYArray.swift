internal import Support

/// A floating-point array in NumPy's `.npy` format (versions 1 to 3), row-major.
package struct NPYArray: Sendable, Equatable {
  package let shape: [Int]
  package let values: [Float]

  /// Reads float32 or float64, little or big endian, in C order.
  /// - Throws: `Failure` (EX_DATAERR) for any other type or order, and for content that does not fill the
  ///   shape exactly.
  package init(_ bytes: [UInt8], name: String) throws {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 10 else {
      throw Failure.data(name, "is not an array in NumPy's .npy format")
    }
    let wide = bytes[6] >= 2
    guard (1...3).contains(bytes[6]), bytes.count >= (wide ? 12 : 10) else {
      throw Failure.data(name, "has .npy version \(bytes[6]), where 1 to 3 can be read")
    }
    let lengthBytes = bytes[8..<(wide ? 12 : 10)]
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = lengthBytes.endIndex + length
    guard start <= bytes.count else { throw Failure.data(name, "is cut short in its header") }
    var header = NPYHeader(bytes[lengthBytes.endIndex..<start], name: name)
    let (type, shape) = try header.parse()
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Failure.data(name, "has an impossible shape") }
      count = product
    }
    let size = type.hasSuffix("8") ? 8 : 4
    guard ["<f4", ">f4", "<f8", ">f8"].contains(type) else {
      throw Failure.data(name, "holds elements of type '\(type)', where float32 or float64 is needed")
    }
    guard (bytes.count - start) / size == count, (bytes.count - start) % size == 0 else {
      throw Failure.data(
        name, "holds \(bytes.count - start) bytes, where shape \(shape) of \(type) needs \(size) each")
    }
    let bigEndian = type.hasPrefix(">")
    self.shape = shape
    values = bytes.withUnsafeBytes { raw in
      (0..<count).map { index in
        if size == 4 {
          let word = raw.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
          return Float(bitPattern: bigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
        }
        let word = raw.loadUnaligned(fromByteOffset: start + 8 * index, as: UInt64.self)
        return Float(Double(bitPattern: bigEndian ? UInt64(bigEndian: word) : UInt64(littleEndian: word)))
      }
    }
  }
}

/// The header of a `.npy` file: a Python literal such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. Nothing of it is evaluated.
private struct NPYHeader {
  private var rest: ArraySlice<UInt8>
  private let name: String

  init(_ bytes: ArraySlice<UInt8>, name: String) {
    rest = bytes
    self.name = name
  }

  mutating func parse() throws -> (type: String, shape: [Int]) {
    var type: String?
    var shape: [Int]?
    var fortran: Bool?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr": type = try string()
      case "fortran_order": fortran = try boolean()
      case "shape": shape = try tuple()
      default: throw wrong()
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    guard let type, let shape, let fortran else { throw wrong() }
    // One dimension is the same in both orders.
    guard !fortran || shape.count < 2 else {
      throw Failure.data(name, "is in Fortran order, where C order is needed")
    }
    return (type, shape)
  }

  private func wrong() -> Failure { Failure.data(name, "has a header that is not NumPy's") }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 32 || $0 == 10 || $0 == 9 }
  }

  private mutating func take(_ text: String) -> Bool {
    skipSpace()
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func expect(_ text: String) throws { if !take(text) { throw wrong() } }

  private mutating func boolean() throws -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard let quote = rest.first, quote == 39 || quote == 34,
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw wrong() }
    let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
    rest = rest[(end + 1)...]
    return text
  }

  private mutating func tuple() throws -> [Int] {
    var extents: [Int] = []
    try expect("(")
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { (48...57).contains($0) }
      guard let extent = Int(String(decoding: digits, as: UTF8.self)), extents.count < 32 else {
        throw wrong()
      }
      extents.append(extent)
      rest = rest.dropFirst(digits.count)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return extents
  }
}
