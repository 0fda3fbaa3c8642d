internal import Networks
internal import Numerics
import Testing

@Suite struct DropoutTests {
  private func mask(_ dropout: Dropout, count: Int, first: Int = 0, step: UInt64) -> [Float] {
    let ones = Tensor([count])
    ones.fill(1)
    dropout.apply(ones.pointer, count: count, first: first, step: step)
    return ones.array
  }

  @Test func keepsTheExpectedShareInEveryLane() {
    let values = mask(Dropout(0.3, seed: 1, place: "a"), count: 640_000, step: 5)
    #expect(Set(values) == [0, Float(1 / 0.7)])
    for lane in 0..<64 {
      let zeros = stride(from: lane, to: values.count, by: 64).filter { values[$0] == 0 }.count
      // Five standard deviations of 10 000 draws.
      #expect(abs(Double(zeros) / 10_000 - 0.3) < 0.023)
    }
  }

  @Test func masksOfStepsPlacesAndSeedsAreIndependent() {
    let n = 100_000
    let reference = mask(Dropout(0.5, seed: 1, place: "a"), count: n, step: 5)
    let others = [
      mask(Dropout(0.5, seed: 1, place: "a"), count: n, step: 6),
      mask(Dropout(0.5, seed: 1, place: "b"), count: n, step: 5),
      mask(Dropout(0.5, seed: 2, place: "a"), count: n, step: 5),
      mask(Dropout(0.5, seed: 1, place: "a"), count: n, first: 64, step: 5),
    ]
    for other in others {
      let equal = zip(reference, other).filter { $0 == $1 }.count
      #expect(abs(Double(equal) / Double(n) - 0.5) < 0.008)
    }
  }

  @Test func aPartHasTheMaskOfTheWhole() {
    let dropout = Dropout(0.1, seed: 3, place: "a")
    let whole = mask(dropout, count: 1000, step: 1)
    #expect(mask(dropout, count: 300, first: 640, step: 1) == Array(whole[640..<940]))
  }

  @Test func rateZeroChangesNothing() {
    #expect(mask(Dropout(0, seed: 3, place: "a"), count: 100, step: 1).allSatisfy { $0 == 1 })
  }
}
