internal import CHDF5
internal import Support

extension HDF5Dataset {
  /// Reads slices of a dataset of bytes, in any order and in parallel.
  /// - Parameters:
  ///   - slices: numbered through along the leading dimensions.
  ///   - leading: how many dimensions a slice has extent 1 in.
  ///   - buffer: exactly the slices.
  package func readSlices(_ slices: [Int], leading: Int, into buffer: UnsafeMutableBufferPointer<UInt8>)
    throws
  {
    precondition(kind == .uint8 && (1..<shape.count).contains(leading), "\(subject): layout")
    let size = shape[leading...].reduce(1, *)
    precondition(buffer.count == slices.count * size, "\(subject): buffer size")
    let count = shape[..<leading].reduce(1, *)
    precondition(slices.allSatisfy { 0..<count ~= $0 }, "\(subject): slices")
    let extent = shape.enumerated().map { $0 < leading ? 1 : $1 }
    if let source = try chunkSource() {
      let target = Unchecked(buffer)
      let shape = shape
      return try Parallel.tryForEach(slices.count) { index in
        let start = sliceOffset(slices[index], leading: leading, of: shape).map { Int($0) }
        let part = UnsafeMutableBufferPointer(rebasing: target.value[(index * size)..<((index + 1) * size)])
        guard let base = part.baseAddress else { return }
        try source.read(from: start, extent, into: base)
      }
    }
    for (index, slice) in slices.enumerated() {
      let slot = buffer[(index * size)..<((index + 1) * size)]
      try read(slice: slice, leading: leading, into: UnsafeMutableBufferPointer(rebasing: slot))
    }
  }
}

/// Where a slice begins, numbered through along the leading dimensions of `shape`.
func sliceOffset(_ slice: Int, leading: Int, of shape: [Int]) -> [hsize_t] {
  var offset = [hsize_t](repeating: 0, count: shape.count)
  var rest = slice
  for axis in (0..<leading).reversed() {
    offset[axis] = hsize_t(rest % shape[axis])
    rest /= shape[axis]
  }
  return offset
}
