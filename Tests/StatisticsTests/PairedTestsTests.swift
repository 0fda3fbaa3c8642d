internal import Statistics
internal import TestSupport
import Testing

@Suite struct PairedTestsTests {
  @Test func pairedTestsAgreeWithSciPy() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let differences = try fixture.doubles("paired/differences")
    let exact = PairedTests.signFlip(differences, permutations: 9999, seed: 1)
    #expect(abs(exact - (try fixture.doubles("paired/exact")[0])) < 1e-12)
    #expect(abs(PairedTests.studentT(differences) - (try fixture.doubles("paired/student")[0])) < 1e-12)
    let many = try fixture.doubles("paired/many")
    let drawn = PairedTests.signFlip(many, permutations: 9999, seed: 1)
    let expected = try fixture.doubles("paired/drawn")[0]
    #expect(abs(drawn - expected) < 4 * 2 * (expected / 2 / 9999).squareRoot(), "\(drawn), \(expected)")
    #expect(PairedTests.signFlip(many.map { $0 + 3 }, permutations: 999, seed: 1) == 2.0 / 1000)
  }

  @Test func pairsWithoutSpreadHaveNoT() {
    #expect(PairedTests.studentT([0.5, 0.5, 0.5]).isNaN && PairedTests.studentT([1]).isNaN)
    #expect(PairedTests.signFlip([], permutations: 9, seed: 1).isNaN)
    #expect(PairedTests.signFlip([0, 0, 0], permutations: 99, seed: 1) == 1)
    // Of eight signs only all or none are as far out.
    #expect(PairedTests.signFlip([1, 1, 1], permutations: 8, seed: 1) == 0.25)
  }

  @Test func studentTAgreesWithSciPy() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let (t, degrees) = (try fixture.doubles("student/t"), try fixture.doubles("student/degrees"))
    let p = degrees.flatMap { degrees in t.map { StudentT.twoSided($0, degrees: degrees) } }
    for (own, expected) in zip(p, try fixture.doubles("student/p")) {
      #expect(abs(own - expected) <= 1e-10 * expected, "\(own), \(expected)")
    }
  }
}
