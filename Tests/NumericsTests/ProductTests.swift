internal import CKernels
internal import Numerics
internal import Support
internal import TestSupport
import Testing

/// Products of matrices of floats, to the bit.
@Suite struct ProductTests {
  /// An element by its definition: blocks of 256 k, each a chain of fused multiply-adds from 0, added in order.
  private static func element(_ a: (Int) -> Float, _ b: (Int) -> Float, k: Int, onto start: Float?) -> Float {
    var sum = start
    for block in stride(from: 0, to: max(k, 1), by: 256) {
      var part: Float = 0
      for index in block..<min(k, block + 256) { part = part.addingProduct(a(index), b(index)) }
      sum = sum.map { part + $0 } ?? part
    }
    return sum ?? 0
  }

  struct Extents: Sendable, CustomTestStringConvertible {
    let m: Int
    let n: Int
    let k: Int
    var testDescription: String { "\(m) × \(n) × \(k)" }
  }

  /// Rows beyond a block and of every rest, edges of panels, several blocks of k, and strides that are packed away.
  static let extents = [
    Extents(m: 1, n: 1, k: 1), Extents(m: 7, n: 2, k: 300), Extents(m: 20, n: 40, k: 17),
    Extents(m: 29, n: 47, k: 0), Extents(m: 205, n: 33, k: 513), Extents(m: 11, n: 1100, k: 5),
    Extents(m: 260, n: 16, k: 31),
  ]

  @Test(arguments: extents) func everyElementIsItsChain(_ extents: Extents) {
    let (m, n, k) = (extents.m, extents.n, extents.k)
    var random = Philox(seed: 3, "products", UInt64(m * n))
    for (transposeA, transposeB, alpha, beta) in [
      (false, false, Float(1), Float(0)), (true, false, 1, 1), (false, true, 0.3, 0), (true, true, 1, 0.7),
    ] {
      let lda = (transposeA ? m : k) + 3
      let ldb = (transposeB ? k : n) + 509 - (transposeB ? k : n) % 509
      let ldc = n + 5
      let a = Tensor([(transposeA ? k : m) + 1, lda])
      let b = Tensor([(transposeB ? n : k) + 1, ldb])
      let c = Tensor([m, ldc])
      for tensor in [a, b, c] { random.fillNormal(tensor, deviation: 1) }
      let before = c.array
      BLAS.gemm(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a.pointer, lda: lda,
        b.pointer, ldb: ldb, beta: beta, c.pointer, ldc: ldc)
      let parallel = Tensor(before, shape: [m, ldc])
      BLAS.parallelGemm(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a.pointer, lda: lda,
        b.pointer, ldb: ldb, beta: beta, parallel.pointer, ldc: ldc)
      var wrong = 0
      for row in 0..<m {
        for column in 0..<ldc {
          let old = before[row * ldc + column]
          let expected =
            column >= n
            ? old
            : Self.element(
              { transposeA ? a[$0 * lda + row] : a[row * lda + $0] },
              { alpha * (transposeB ? b[column * ldb + $0] : b[$0 * ldb + column]) }, k: k,
              onto: beta == 0 ? nil : beta * old)
          if c[row * ldc + column] != expected { wrong += 1 }
        }
      }
      #expect(wrong == 0, "\(wrong) of \(m * n), A \(transposeA ? "transposed" : "as it is")")
      #expect(parallel.array == c.array)
    }
  }

  /// Products that overflow no double, sums that cancel, ties, numbers below the normal ones, and what is no number.
  @Test func softwareRoundsAsTheInstruction() {
    var random = Philox(seed: 5, "fused")
    func float() -> Float {
      let bits = random.next32()
      // Exponents near each other, so that sums cancel and round.
      guard bits & 7 != 0 else { return Float(bitPattern: random.next32()) }
      let exponent = random.bernoulli(0.2) ? UInt32(random.index(below: 30)) : 110 + bits >> 27
      return Float(bitPattern: (bits & 0x8000_0fff) | exponent << 23 | random.next32() & 0x7f_f000)
    }
    for _ in 0..<40_000 {
      let a = float()
      let b = (0..<16).map { _ in float() }
      let c = (0..<16).map { lane in
        // Now and then the product's own negative, rounded: what is left is its error.
        random.bernoulli(0.2) ? -(a * b[lane]) : float()
      }
      var sums = c
      kn_software_fma(a, b, &sums)
      for lane in 0..<16 {
        let expected = c[lane].addingProduct(a, b[lane])
        if sums[lane].bitPattern != expected.bitPattern && !(sums[lane].isNaN && expected.isNaN) {
          Issue.record("\(a) · \(b[lane]) + \(c[lane]) = \(expected), not \(sums[lane])")
          return
        }
      }
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100, 4097]) func sumsHaveSixteenPartialSums(_ count: Int) {
    var random = Philox(seed: 6, "sums", UInt64(count))
    let (x, y) = (Tensor([count]), Tensor([count]))
    for tensor in [x, y] { random.fillNormal(tensor, deviation: 1) }
    func sum<T: BinaryFloatingPoint>(_ term: (Int) -> T) -> T {
      var lanes = [T](repeating: 0, count: 16)
      let whole = count / 16 * 16
      for index in 0..<whole { lanes[index % 16] += term(index) }
      for half in [8, 4, 2, 1] { for lane in 0..<half { lanes[lane] += lanes[lane + half] } }
      var rest: T = 0
      for index in whole..<count { rest += term(index) }
      return lanes[0] + rest
    }
    #expect(kn_dot(count, x.pointer, y.pointer) == sum { x[$0] * y[$0] })
    #expect(kn_sum(count, x.pointer) == sum { Double(x[$0]) })
    #expect(kn_sum_of_squares(count, x.pointer) == sum { Double(x[$0]) * Double(x[$0]) })
  }
}
