import Foundation
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct ColumnRoleTests {
  private func rules(_ columns: String...) throws -> TableRules {
    var rules = TableRules()
    rules.columns = try ColumnRoles(parsing: columns)
    return rules
  }

  private func ids(_ text: String, _ rules: TableRules = TableRules()) throws -> [String] {
    try IdentifierList.parse(Array(text.utf8), name: "l", rules)
  }

  @Test func theColumnThatIsNamedCountsBeforeTheUsualOne() throws {
    let text = "region,GEOID,pop\nNorth,a,1\nNorth,b,2\n"
    #expect(
      failureMessage { _ = try ids(text) }.contains(
        "line 3: lists region North again in column 'region'; --id-column"))
    #expect(try ids(text, rules("region=geoid")) == ["a", "b"])
    #expect(try ids(text, rules("region=tract|GEOID")) == ["a", "b"])
    let table = try DelimitedTable(parsing: Array(text.utf8), name: "t", rules("region=geoid"))
    #expect(try table.regions() == ["a", "b"])
  }

  @Test func aColumnThatWasAskedForAndIsAbsentIsAnError() throws {
    let message = failureMessage { _ = try ids("region,pop\na,1\n", rules("region=tract")) }
    #expect(message == "65 l: has no column 'tract' (region=tract); it has region, pop")
    #expect(try ids("a\nb\n", rules("region=tract")) == ["a", "b"])
    #expect(throws: Failure.self) { try rules("origin") }
    #expect(throws: Failure.self) { try rules("nothing=x") }
    #expect(throws: Failure.self) { try rules("region=a", "region=b") }
  }

  @Test(arguments: [
    "tract,pop\n06037,5\n06038,6\n", "tract\n06037\n06038\n", ",region_name,pop\n0,a,1\n1,b,2\n",
  ]) func aHeadingThatNamesNoIDsIsNoID(text: String) {
    #expect(failureMessage { _ = try ids(text) }.contains("--id-column"))
  }

  @Test func rowNumbersAreNoIDs() {
    for heading in ["", "Unnamed: 0", "index", "OBJECTID", "fid"] {
      let text = "\(heading),pop\n0,1\n1,2\n"
      let message = failureMessage {
        _ = try DelimitedTable(parsing: Array(text.utf8), name: "t").regions()
      }
      #expect(message.contains("has no column of region ids"), "\(heading): \(message)")
    }
  }

  @Test func aNameThatTwoColumnsHaveIsAskedAbout() throws {
    #expect(
      failureMessage { _ = try ids("Region,REGION\na,b\n") }
        == "65 l: line 1: names the column 'Region' twice")
    #expect(try ids("region,REGION\na,b\n", rules("region=REGION")) == ["b"])
  }

  /// All rows that cannot be taken are named, since each region matters.
  @Test func everyWrongRowIsNamed() {
    let message = failureMessage { _ = try ids("region,pop\na,1\na,2\n,3\nb,4\nb,5\n") }
    #expect(
      message == """
        65 l: has 3 rows that cannot be taken: line 3 lists region a again in column 'region'; --id-column NAME takes \
        another; line 4 names no region; line 6 lists region b again
        """)
    let coordinates = failureMessage {
      _ = try CoordinateTable(parsing: Array("id,lon,lat\na,x,1\nb,1,2\nc,1,95\n".utf8), name: "c")
    }
    #expect(coordinates.contains("line 2 has 'x', '1'"), "\(coordinates)")
  }
}

@Suite struct IdentifierJoinTests {
  @Test(arguments: [
    ("6037101110", "06037101110", "zeros in front"), ("6037101110.0", "6037101110", "fraction"),
    ("1400000US06037101110", "06037101110", "summary level"), ("=\"06037\"", "06037", "spreadsheet's quotes"),
    ("Sa\u{303}o", "S\u{E3}o", "Unicode forms"), (" a", "a", "blanks"), ("A1", "a1", "capital letters"),
    ("6.03710E+09", "06037101110", "digits are lost"), ("060371011101001", "06037101110", "a block"),
  ]) func theReasonWhyIDsDoNotJoinIsSaid(found: String, wanted: String, reason: String) {
    let text = IdentifierJoin.explanation(
      missing: ["zz", wanted], found: ["other", found], joinsNothing: true)
    #expect(text.contains(reason) && text.contains("'\(found)'") && text.contains("'\(wanted)'"), "\(text)")
  }

  @Test func nothingIsMadeUpWhereIDsHaveNothingInCommon() {
    #expect(IdentifierJoin.explanation(missing: ["a"], found: ["b"], joinsNothing: false).isEmpty)
    let text = IdentifierJoin.explanation(missing: ["a"], found: ["b"], joinsNothing: true)
    #expect(text.contains("'b'") && text.contains("'a'") && !text.contains("normalise"))
  }

  @Test func idsAreNormalisedOnRequestAlone() throws {
    let plain = try IdentifierJoin(["06037", "06038"], normalises: false)
    #expect(plain.resolve("6037") == "6037")
    let join = try IdentifierJoin(["06037", "S\u{E3}o", "x"], normalises: true)
    for id in ["6037", "06037", "6037.0", " 06037 ", "=\"06037\"", "1400000US06037"] {
      #expect(join.resolve(id) == "06037", "\(id)")
    }
    #expect(
      join.resolve("Sa\u{303}o").utf8.elementsEqual("S\u{E3}o".utf8) && join.resolve("y") == "y"
        && join.resolve("X") == "X")
    #expect(throws: Failure.self) { try IdentifierJoin(["06037", "6037"], normalises: true) }
  }
}

@Suite struct RowPolicyTests {
  private func leftOut(_ bad: Int, of total: Int, share: Double = 0.01) throws -> String? {
    var problems = RowProblems("t")
    for row in 0..<bad { problems.note(Failure.data("t: line \(row + 2)", "is wrong")) }
    return try problems.leftOut(of: total, "trips", RowPolicy(share: share))
  }

  @Test func fewWrongRowsAreLeftOutAndNamed() throws {
    #expect(try leftOut(0, of: 10) == nil)
    #expect(try leftOut(1, of: 10) == "t: left out 1 of 10 trips: line 2 is wrong")
    #expect(try leftOut(100, of: 10_000)?.contains("line 6 is wrong; and 95 more") == true)
    #expect(try leftOut(5, of: 10) != nil)
  }

  @Test(arguments: [(101, 10_000, 0.01), (6, 11, 0.5), (1, 1, 0.5), (2, 3, 0.5), (1, 100, 0), (6, 100, 0.05)])
  func manyAreAnError(bad: Int, total: Int, share: Double) {
    #expect(throws: Failure.self) { try leftOut(bad, of: total, share: share) }
  }
}
