internal import Statistics
import Testing

@Suite struct WelchTestTests {
  /// scipy.stats.ttest_ind_from_stats(…, equal_var=False) of SciPy 1.17.1.
  @Test(arguments: [
    (0.121, 0.019, 3, 0.153, 0.007, 3, -2.737276552858565, 0.08621832275332397),
    (0.072, 0.008, 3, 0.13, 0.005, 3, -10.648627067700621, 0.001058679907046846),
    (0.593, 0.05, 9, 0.576, 0.096, 4, 0.33457192274982045, 0.7558316513010463),
    (0.5, 0.02, 5, 0.1, 0.03, 7, 27.696990588712573, 8.901087324041224e-11),
    (0.5, 0.0, 4, 0.48, 0.03, 6, 1.6329931618554536, 0.1633986871176679),
    (0.5, 0.02, 5, 0.5, 0.03, 7, 0.0, 1.0),
    (12.5, 3.0, 2, 11.0, 9.0, 40, 0.5872202195147035, 0.6142204316208243),
    (0.41, 0.012, 2, 0.43, 0.007, 2, -2.0359463942371523, 0.2086605718399544),
    (-1000.0, 250.0, 30, 1000.0, 1.0, 30, -43.81745406218294, 4.698771316188123e-28),
    (0.5, 0.02, 1000, 0.501, 0.03, 2000, -1.0846522890932817, 0.27817030677211996),
  ])
  func meansAndDeviationsAgreeWithSciPy(
    _ mean: Double, _ sd: Double, _ n: Int, _ other: Double, _ otherSD: Double, _ otherN: Int, t: Double,
    p: Double
  ) throws {
    let samples = (
      SampleSummary(mean: mean, sd: sd, n: n), SampleSummary(mean: other, sd: otherSD, n: otherN)
    )
    let test = try #require(WelchTest(samples.0, samples.1))
    #expect(abs(test.t - t) <= 1e-12 * abs(t) && abs(test.p - p) <= 1e-10 * p, "\(test)")
    let turned = try #require(WelchTest(samples.1, samples.0))
    #expect(turned.t == -test.t && turned.p == test.p && turned.degrees == test.degrees)
  }

  /// scipy.stats.ttest_ind(…, equal_var=False), with its degrees of freedom.
  @Test func numbersAgreeWithSciPy() throws {
    let test = try #require(
      WelchTest(
        SampleSummary([0.121, 0.14, 0.1, 0.13]), SampleSummary([0.15, 0.155, 0.16, 0.149, 0.2])))
    #expect(abs(test.t + 3.137896723966316) < 1e-12 && abs(test.degrees - 6.991880751448709) < 1e-12)
    #expect(abs(test.p - 0.016452142704836498) < 1e-13)
  }

  @Test func samplesThatSayNothingOfTheirSpreadHaveNoTest() {
    let sample = SampleSummary(mean: 0.5, sd: 0.1, n: 3)
    #expect(WelchTest(sample, SampleSummary([0.4])) == nil && WelchTest(SampleSummary([0.4]), sample) == nil)
    #expect(WelchTest(sample, SampleSummary(mean: 0.4, sd: nil, n: 3)) == nil)
    #expect(WelchTest(SampleSummary([0.4, 0.4]), SampleSummary([0.5, 0.5])) == nil)
    #expect(WelchTest(SampleSummary([]), sample) == nil)
    #expect(SampleSummary([0.25]).variance == nil && SampleSummary([0.25]).mean == 0.25)
  }

  /// Squares of these are 0 or infinite; the test is that of the same numbers in other units.
  @Test(arguments: [1e-180, 1e180]) func unitsDoNotMatter(unit: Double) throws {
    let test = try #require(
      WelchTest(
        SampleSummary(mean: 0.121 * unit, sd: 0.019 * unit, n: 3),
        SampleSummary(mean: 0.153 * unit, sd: 0.007 * unit, n: 3)))
    #expect(abs(test.p - 0.08621832275332397) < 1e-13 && abs(test.t + 2.737276552858565) < 1e-12)
  }
}
