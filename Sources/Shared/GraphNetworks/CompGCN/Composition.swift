internal import Numerics
internal import Support

/// How CompGCN composes a node x with a relation r into a message (Vashishth et al. 2020; rotate: Sun et
/// al. 2019).
package enum Composition: String, Sendable, CaseIterable {
  /// Complex product; the first half of a vector is real, the second imaginary.
  case rotate
  /// x − r
  case sub
  /// x ⊙ r
  case mul
  /// Circular correlation: out[k] = Σ_i x[i] r[(i + k) mod d]
  case ccorr

  /// - Throws: `Failure` (EX_DATAERR) when vectors of this length cannot be composed.
  package func requireDimension(_ dimension: Int, _ subject: String?) throws {
    guard dimension > 0, self != .rotate || dimension.isMultiple(of: 2) else {
      throw Failure.data(
        subject, "has \(dimension)-dimensional embeddings, where rotate needs an even, positive number")
    }
  }

  /// Floats a row in the basis in which composition is elementwise: for ccorr the Fourier basis.
  func basisWidth(_ dimension: Int) -> Int { self == .ccorr ? (dimension + 1) / 2 * 2 : dimension }

  /// The change to that basis, [dimension, width], with x̂ = x A; nil for the identity.
  ///
  /// Of ccorr, the real discrete Fourier transform: real parts of frequencies 0 ..< width/2, then
  /// imaginary parts, where that of frequency 0, which is 0, gives its place to frequency d/2 (d even).
  func analysis(_ dimension: Int) -> Tensor? {
    guard self == .ccorr else { return nil }
    let half = (dimension + 1) / 2
    let matrix = Tensor([dimension, 2 * half])
    for index in 0..<dimension {
      for frequency in 0..<half {
        // Reduced first, so that large products lose nothing.
        let angle = 2 * Double.pi * Double(index * frequency % dimension) / Double(dimension)
        matrix[index * 2 * half + frequency] = Float(Elementary.cos(angle))
        matrix[index * 2 * half + half + frequency] = Float(-Elementary.sin(angle))
      }
      let nyquist: Float = dimension.isMultiple(of: 2) ? (index.isMultiple(of: 2) ? 1 : -1) : 0
      matrix[index * 2 * half + half] = nyquist
    }
    return matrix
  }

  /// Rows x in that basis: [n, dimension] → [n, width].
  func change(_ rows: Tensor, _ analysis: Tensor, into result: Tensor) {
    let (dimension, width) = (analysis.shape[0], analysis.shape[1])
    BLAS.parallelGemm(
      m: rows.shape[0], n: width, k: dimension, rows.pointer, lda: dimension, analysis.pointer, ldb: width,
      result.pointer, ldc: width)
  }

  /// A table in that basis, which may be the table itself.
  func inBasis(_ table: Tensor) -> Tensor {
    guard let analysis = analysis(table.shape[1]) else { return table }
    let result = Tensor([table.shape[0], analysis.shape[1]])
    change(table, analysis, into: result)
    return result
  }

  /// The change back, [width, dimension], with x = x̂ S.
  func synthesis(_ dimension: Int) -> Tensor? {
    guard let analysis = analysis(dimension) else { return nil }
    let width = analysis.shape[1]
    let half = width / 2
    let matrix = Tensor([width, dimension])
    for row in 0..<width {
      let weight: Float = row == 0 || row == half ? 1 : 2
      for index in 0..<dimension {
        matrix[row * dimension + index] = weight * analysis[index * width + row] / Float(dimension)
      }
    }
    return matrix
  }

  /// The matrix C(r), row-major, with x ∘ r = C(r) x; for sub the identity, the constant −r being apart.
  func matrix(_ relation: Tensor) -> Tensor {
    let d = relation.count
    let half = d / 2
    let matrix = Tensor([d, d])
    for row in 0..<d {
      switch self {
      case .sub: matrix[row * d + row] = 1
      case .mul: matrix[row * d + row] = relation[row]
      case .ccorr: for column in 0..<d { matrix[row * d + column] = relation[(row + column) % d] }
      case .rotate:
        let real = row % half
        matrix[row * d + real] = row < half ? relation[real] : relation[half + real]
        matrix[row * d + half + real] = row < half ? -relation[half + real] : relation[real]
      }
    }
    return matrix
  }

  /// Adds to `gradient` that of r, given `matrixGradient`, that of C(r).
  func addRelationGradient(_ matrixGradient: Tensor, to gradient: Tensor) {
    let d = gradient.count
    let half = d / 2
    for row in 0..<d {
      switch self {
      case .sub: break
      case .mul: gradient[row] += matrixGradient[row * d + row]
      case .ccorr:
        for column in 0..<d { gradient[(row + column) % d] += matrixGradient[row * d + column] }
      case .rotate:
        let real = row % half
        let (a, b) = (matrixGradient[row * d + real], matrixGradient[row * d + half + real])
        gradient[real] += row < half ? a : b
        gradient[half + real] += row < half ? -b : a
      }
    }
  }
}
