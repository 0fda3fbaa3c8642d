internal import Support
import Testing

@Suite struct NaturalOrderTests {
  @Test func numbersInsideNamesCompareAsNumbers() {
    let sorted = [
      "", "0", "00", "01", "1", "2", "10", "99999999999999999998", "99999999999999999999", "a", "a1", "a1b",
      "a2", "a10", "a10b2", "a10b11", "b", "é2", "é10",
    ]
    #expect(sorted.reversed().naturallySorted() == sorted)
    #expect(sorted.shuffled().naturallySorted() == sorted)
  }
}
