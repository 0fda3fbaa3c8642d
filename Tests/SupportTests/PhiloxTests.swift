internal import Support
import Testing

@Suite struct PhiloxTests {
  @Test func streamsAreReproducibleAndIndependent() {
    var a = Philox(seed: 7, "mirror", item: "r1")
    var b = Philox(seed: 7, "mirror", item: "r1")
    var c = Philox(seed: 7, "mirror", item: "r2")
    var d = Philox(seed: 7, "flip", item: "r1")
    let first = (0..<8).map { _ in a.next() }
    #expect(first == (0..<8).map { _ in b.next() })
    #expect(first != (0..<8).map { _ in c.next() })
    #expect(first != (0..<8).map { _ in d.next() })
  }

  @Test func anItemOfAPurposeHasTheStreamOfItsOwn() {
    var used = Philox(seed: 3, "purpose", 4)
    _ = (used.next(), used.next32())
    var (item, expected) = (used.item(9), Philox(seed: 3, "purpose", 9))
    #expect((0..<5).map { _ in item.next() } == (0..<5).map { _ in expected.next() })
  }

  @Test func momentsOfTheDistributions() {
    var random = Philox(seed: 1, "moments")
    let n = 200_000
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<n {
      let x = random.normal()
      sum += x
      squares += x * x
    }
    #expect(abs(sum / Double(n)) < 0.01)
    #expect(abs(squares / Double(n) - 1) < 0.02)
    let counts = (0..<n / 10).map { _ in Double(random.poisson(45)) }
    #expect(abs(counts.reduce(0, +) / Double(counts.count) - 45) < 0.3)
  }

  @Test func permutationHoldsEveryIndexOnce() {
    var random = Philox(seed: 3, "shuffle", 5)
    #expect(random.permutation(1000).sorted() == Array(0..<1000))
  }

  /// Of the 10 pairs of 5 each comes as often as the others: χ² of 9 degrees of freedom below its 99.9 % point.
  @Test func everySampleIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    let draws = 20_000
    for item in 0..<draws {
      var random = Philox(seed: 2, "sample", UInt64(item))
      counts[random.sample(2, below: 5), default: 0] += 1
    }
    let expected = Double(draws) / 10
    #expect(counts.count == 10 && counts.keys.allSatisfy { $0.count == 2 && $0[0] < $0[1] && $0[1] < 5 })
    #expect(
      counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected } < 27.9)
    var random = Philox(seed: 2, "sample")
    #expect(random.sample(6, below: 6) == Array(0..<6) && random.sample(0, below: 6).isEmpty)
  }
}
