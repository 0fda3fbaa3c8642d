internal import CKernels
internal import Networks
internal import Numerics
internal import Support

/// The product of every row with the matrix of its relation, x_i (A_{r(i)} ∘ M_i), for rows sorted by
/// relation: A is made once for each relation of the batch, not for each row.
struct CoreProduct {
  /// The different relations of the batch.
  let relations: [Int32]
  /// Rows that share a relation, in pieces that one shard takes.
  private let pieces: [(slot: Int, rows: Range<Int>)]
  private let d: Int
  /// The number of the first row, by which its mask is drawn.
  private let firstRow: Int
  /// Row stride of the mask's element numbers, which `Dropout` wants in multiples of 64.
  private let maskStride: Int
  private static let grain = 32

  init(_ rowRelations: [Int32], dimension: Int, firstRow: Int = 0) {
    self.firstRow = firstRow
    var relations: [Int32] = []
    var pieces: [(slot: Int, rows: Range<Int>)] = []
    var start = 0
    while start < rowRelations.count {
      var end = start + 1
      while end < rowRelations.count, rowRelations[end] == rowRelations[start] { end += 1 }
      for piece in stride(from: start, to: end, by: Self.grain) {
        pieces.append((relations.count, piece..<min(piece + Self.grain, end)))
      }
      relations.append(rowRelations[start])
      start = end
    }
    self.relations = relations
    self.pieces = pieces
    d = dimension
    maskStride = (d * d + 63) / 64 * 64
  }

  /// A = Σ_k r_k W_k of the batch's relations, [relations, d × d].
  func matrices(_ table: Tensor, core: Tensor) -> Tensor {
    let rows = gathered(table)
    let result = Tensor([relations.count, d * d])
    BLAS.parallelGemm(
      m: relations.count, n: d * d, k: d, rows.pointer, lda: d, core.pointer, ldb: d * d, result.pointer,
      ldc: d * d)
    return result
  }

  /// Gradients of the core (set) and of the relations' table (set; 0 where not in the batch).
  func backward(_ matrices: Tensor, table: Parameter, core: Parameter) {
    let rows = gathered(table.value)
    BLAS.parallelGemm(
      transposeA: true, m: d, n: d * d, k: relations.count, rows.pointer, lda: d, matrices.pointer,
      ldb: d * d, core.gradient.pointer, ldc: d * d)
    let gradient = Tensor([relations.count, d])
    BLAS.parallelGemm(
      transposeB: true, m: relations.count, n: d, k: d * d, matrices.pointer, lda: d * d,
      core.value.pointer, ldb: d * d, gradient.pointer, ldc: d)
    table.gradient.fill(0)
    for (slot, relation) in relations.enumerated() {
      (table.gradient.pointer + Int(relation) * d).update(from: gradient.pointer + slot * d, count: d)
    }
  }

  /// Sets `sum`, [of those relations, d × d], to matrices of this product's relations, and 0 elsewhere.
  func place(_ matrices: Tensor, among others: [Int32], into sum: UnsafeMutablePointer<Float>) {
    let size = d * d
    sum.update(repeating: 0, count: others.count * size)
    for (slot, relation) in relations.enumerated() {
      guard let place = others.firstIndex(of: relation) else { continue }
      (sum + place * size).update(from: matrices.pointer + slot * size, count: size)
    }
  }

  /// y_i = x_i (A ∘ M_i).
  func forward(_ x: Tensor, _ matrices: Tensor, _ dropout: Dropout, step: UInt64, into y: Tensor) {
    Parallel.forEach(pieces.count) { [d, pieces] piece in
      let (slot, rows) = pieces[piece]
      let mask = Tensor([maskStride])
      for row in rows {
        fill(mask, dropout, row, step)
        kn_core_forward(
          d, x.pointer + row * d, matrices.pointer + slot * d * d, mask.pointer, y.pointer + row * d)
      }
    }
  }

  /// Sets dx to the gradient of x.
  /// - Parameter parts: room for the sums of pieces.
  /// - Returns: the gradient of the matrices, [relations, d × d].
  func backward(
    _ gradient: Tensor, _ x: Tensor, _ matrices: Tensor, _ dropout: Dropout, step: UInt64, parts: Scratch,
    into dx: Tensor
  ) -> Tensor {
    let parts = Unchecked(parts.floats(pieces.count * d * d))
    Parallel.forEach(pieces.count) { [d, pieces] piece in
      let (slot, rows) = pieces[piece]
      let mask = Tensor([maskStride])
      let part = parts.value + piece * d * d
      part.update(repeating: 0, count: d * d)
      for row in rows {
        fill(mask, dropout, row, step)
        kn_core_backward(
          d, x.pointer + row * d, matrices.pointer + slot * d * d, mask.pointer, gradient.pointer + row * d,
          dx.pointer + row * d, part)
      }
    }
    let sums = Tensor([relations.count, d * d])
    for (piece, (slot, _)) in pieces.enumerated() {
      kn_axpy(d * d, 1, parts.value + piece * d * d, sums.pointer + slot * d * d)
    }
    return sums
  }

  private func fill(_ mask: Tensor, _ dropout: Dropout, _ row: Int, _ step: UInt64) {
    mask.fill(1)
    dropout.apply(mask.pointer, count: d * d, first: (firstRow + row) * maskStride, step: step)
  }

  private func gathered(_ table: Tensor) -> Tensor {
    let rows = Tensor([relations.count, d])
    for (slot, relation) in relations.enumerated() {
      (rows.pointer + slot * d).update(from: table.pointer + Int(relation) * d, count: d)
    }
    return rows
  }
}
