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

  /// Every set of 2 out of 5 as often as every other: χ² of 9 degrees of freedom, beyond 27.9 once in a thousand.
  @Test func samplesAreSetsOfEqualChance() {
    let draws = 20_000
    var counts: [[Int]: Int] = [:]
    let purpose = Philox(seed: 3, "sample")
    for item in 0..<draws {
      var random = purpose.item(UInt64(item))
      counts[random.sample(2, below: 5), default: 0] += 1
    }
    #expect(counts.count == 10 && counts.keys.allSatisfy { $0[0] < $0[1] && $0[0] >= 0 && $0[1] < 5 })
    let expected = Double(draws) / 10
    let squares = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    #expect(squares / expected < 27.9)
    var random = purpose
    #expect(random.sample(7, below: 7) == Array(0..<7) && random.sample(0, below: 3).isEmpty)
  }

  @Test func anItemOfAPurposeHasTheStreamOfItsOwn() {
    var used = Philox(seed: 3, "purpose", 4)
    _ = (used.next(), used.next32())
    var (item, expected) = (used.item(9), Philox(seed: 3, "purpose", 9))
    #expect((0..<5).map { _ in item.next() } == (0..<5).map { _ in expected.next() })
  }
}
