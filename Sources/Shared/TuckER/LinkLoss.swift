internal import CKernels

/// What is minimised over the scores of all entities as tails.
public enum LinkLoss: Sendable, Equatable {
  /// Mean over the batch's facts of −log softmax at the true tail; a question's true tails share one
  /// softmax.
  case softmax
  /// Mean over questions and entities of the binary cross-entropy with labels (1 − ε) y + 1/entities,
  /// as Balažević et al. smooth them; ε = 0 leaves the labels 0 and 1.
  case binary(smoothing: Double)
}

/// 1-N scoring: the scores of every entity, their loss and its gradients, in tiles of rows so that
/// memory stays bounded however many entities there are.
struct VocabularyLoss {
  /// Scores held at once.
  private static let tileElements = 1 << 25
  private static let grain = 32

  let loss: LinkLoss

  /// - Parameters:
  ///   - y: what questions look for, [rows, d].
  ///   - entities: its gradient is set.
  /// - Returns: the loss, and its gradient by y.
  func callAsFunction(_ y: Tensor, _ batch: QuestionBatch, _ entities: Parameter) -> (
    loss: Double, gradient: Tensor
  ) {
    let (rows, d, n) = (batch.count, y.shape[1], entities.value.shape[0])
    let gradient = Tensor(y.shape)
    let tile = min(rows, max(Self.grain, Self.tileElements / n))
    let scores = Tensor([tile, n])
    let sums = Tensor64(rows)
    for start in stride(from: 0, to: rows, by: tile) {
      let count = min(tile, rows - start)
      Parallel.forRanges(count, grain: Self.grain) { range in
        let s = scores.pointer + range.lowerBound * n
        let first = start + range.lowerBound
        BLAS.gemm(
          transposeB: true, m: range.count, n: n, k: d, y.pointer + first * d, lda: d,
          entities.value.pointer, ldb: d, s, ldc: n)
        for row in 0..<range.count { sums.pointer[first + row] = rowLoss(s + row * n, n, first + row, batch) }
        BLAS.gemm(
          m: range.count, n: d, k: n, s, lda: n, entities.value.pointer, ldb: d,
          gradient.pointer + first * d, ldc: d)
      }
      BLAS.parallelGemm(
        transposeA: true, m: n, n: d, k: count, scores.pointer, lda: n, y.pointer + start * d, ldb: d,
        beta: start == 0 ? 0 : 1, entities.gradient.pointer, ldc: d)
    }
    return (sums.total * weight(batch, n), gradient)
  }

  /// What a term of the sum counts in the mean.
  private func weight(_ batch: QuestionBatch, _ n: Int) -> Double {
    switch loss {
    case .softmax: 1 / Double(batch.tails.count)
    case .binary: 1 / (Double(batch.count) * Double(n))
    }
  }

  /// Replaces one row of scores by the loss's gradient.
  private func rowLoss(_ s: UnsafeMutablePointer<Float>, _ n: Int, _ row: Int, _ batch: QuestionBatch)
    -> Double
  {
    let weight = Float(weight(batch, n))
    return batch.tails[batch.offsets[row]..<batch.offsets[row + 1]].withUnsafeBufferPointer { tails in
      switch loss {
      case .softmax: kn_softmax_loss(n, s, tails.baseAddress, tails.count, weight)
      case .binary(let smoothing):
        kn_bce_loss(
          n, s, tails.baseAddress, tails.count, smoothing > 0 ? Float(1 / Double(n)) : 0,
          Float(1 - smoothing), weight)
      }
    }
  }
}

/// Sums of rows, each written by one shard and added in order.
private final class Tensor64: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Double>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    pointer = .allocate(capacity: count)
    pointer.initialize(repeating: 0, count: count)
  }

  deinit { pointer.deallocate() }

  var total: Double { UnsafeBufferPointer(start: pointer, count: count).reduce(0, +) }
}
