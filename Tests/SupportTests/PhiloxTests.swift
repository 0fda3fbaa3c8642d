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
}
