import Foundation
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct IndicatorFormatTests {
  private func table(_ text: String) throws -> DelimitedTable {
    try DelimitedTable(parsing: Array(text.utf8), name: "t.csv")
  }

  private func indicators(_ text: String, _ names: String...) throws -> IndicatorTable {
    try IndicatorTable(parsing: Array(text.utf8), name: "i", indicators: names)
  }

  @Test func readsQuotedFieldsByteOrderMarksAndAnyLineEnd() throws {
    let table = try table("\u{FEFF}region,\"a \"\"b\"\"\"\r\n1,\"x,\ny\"\r\n\r\n2,\"\"\n3,z")
    #expect(table.columns == ["region", "a \"b\""])
    #expect(table.rows == [["1", "x,\ny"], ["2", ""], ["3", "z"]])
    #expect(table.lines == [2, 5, 6])
  }

  @Test func tabsSeparateWhenTheHeaderHasThem() throws {
    #expect(try table("region\tpop\n1\t2,5\n").rows == [["1", "2,5"]])
  }

  @Test(arguments: [
    ("region,pop\n1,2\n3\n", "65 t.csv: line 3: has 1 fields, where the header has 2"),
    ("region,pop\n1,\"2\n3\n", "65 t.csv: line 2: opens a quote that nothing closes"),
    ("region,pop\n1,\"2\"3\n", "65 t.csv: line 2: has text after a closing quote"),
    (
      "region,pop\n1\n3,4\n5,6,7\n",
      "65 t.csv: has 2 rows that cannot be taken: line 2 has 1 fields, where the header has 2; line 4 has 3 fields, where the header has 2"
    ),
    ("", "65 t.csv: is empty, where a table with a header is needed"),
    ("\n\n", "65 t.csv: is empty, where a table with a header is needed"),
    (
      "a\u{0}b\n",
      "65 t.csv: is not UTF-8 text, where a CSV or TSV table is needed; if it is UTF-16, --encoding utf-16"
    ),
  ]) func refusesBrokenTables(text: String, expected: String) {
    #expect(failureMessage { _ = try table(text) } == expected)
  }

  @Test func readsIndicatorsFromTablesAndJSON() throws {
    let csv = try indicators("GEOID,edu,pop\nb,0.5,\na, 1e3 ,7\n", "pop", "edu")
    #expect(csv.ids == ["b", "a"])
    #expect(csv.columns[0][0].isNaN && csv.columns[0][1] == 7)
    #expect(csv.columns[1] == [0.5, 1000])
    let json = try indicators(
      " {\"b\": {\"pop\": 3, \"pop_cate\": \"x\", \"center\": [1, 2]}, \"a\": {\"pop\": null}, \"c\": {}}",
      "pop")
    #expect(json.ids == ["a", "b", "c"])
    #expect(json.columns[0][0].isNaN && json.columns[0][1] == 3 && json.columns[0][2].isNaN)
  }

  @Test(arguments: [
    ("region,pop\na,inf\n", "65 i: line 2: pop of region a is 'inf', where a number is needed"),
    ("region,pop\na,many\n", "65 i: line 2: pop of region a is 'many', where a number is needed"),
    ("region,edu\na,1\n", "65 i: has no indicator 'pop'; it has region, edu"),
    (
      "region,pop\na,1\na,2\n",
      "65 i: line 3: lists region a again in column 'region'; --id-column NAME takes another"
    ),
    ("region,pop\n,1\n", "65 i: line 2: names no region"),
    (
      "{\"a\": {\"pop\": \"many\"}}", "65 i: line 1: has 'many' for pop of region a, where a number is needed"
    ),
    ("{\"a\": {\"pop\": [3]}}", "65 i: line 1: has no number for pop of region a"),
    ("pop,region,pop\n1,a,2\n", "65 i: names the column 'pop' twice"),
    ("{\"a\": {\"edu\": 3}}", "65 i: has no indicator 'pop'; it has edu"),
    ("{\"a\": {\"pop\": true}}", "65 i: line 1: has 'true' where a finite number is needed"),
    ("{\"a\": 3}", "65 i: line 1: gives region a no object of indicators"),
    ("{\"a\": {", "65 i: line 1: ends where a name or } is needed; is the file cut short?"),
    ("[{\"a\": 3}]", "65 i: line 1: has a JSON array, where an object with regions as keys is needed"),
    (
      "{\"a\": {\"pop\": 1},\n\"a\": {\"pop\": 2}}",
      "65 i: line 2: has 'a' twice in one object, where each name may be there once"
    ),
  ]) func refusesBadIndicators(text: String, expected: String) {
    #expect(failureMessage { _ = try indicators(text, "pop") } == expected)
  }

  @Test func readsSplits() throws {
    let split = try SplitTable(table("split,region\nTrain,a\nvalidation,b\ntest,c\ntrain,d\n"))
    #expect(split.parts == [.train: ["a", "d"], .validation: ["b"], .test: ["c"]])
    #expect(
      failureMessage { _ = try SplitTable(table("region,split\na,hold\n")) }
        == "65 t.csv: line 2: puts region a into 'hold', where train, val or test is needed")
    #expect(
      failureMessage { _ = try SplitTable(table("region,split\na,train\n")) }
        == "65 t.csv: puts no region into test"
    )
  }

  @Test func readsIndexFiles() throws {
    let names = try table("imagename\na\nb\nc\nd\n")
    let indices = try ["csvindex\n3\n0\n", "csvindex\n1\n", "csvindex\n2\n"].map(table)
    let split = try SplitTable(indices: indices, regions: names)
    #expect(split.parts == [.train: ["d", "a"], .validation: ["b"], .test: ["c"]])
    for (bad, expected) in [
      ("csvindex\n4\n", "65 t.csv: line 2: has index '4', where 0 to 3 is possible (t.csv)"),
      ("csvindex\n-1\n", "65 t.csv: line 2: has index '-1', where 0 to 3 is possible (t.csv)"),
      ("csvindex\n0\n", "65 t.csv: line 2: lists region a again, which is in train already"),
    ] {
      let indices = [indices[0], indices[1], try table(bad)]
      #expect(failureMessage { _ = try SplitTable(indices: indices, regions: names) } == expected)
    }
  }
}

/// The published split and indicators of New York.
@Suite(.enabled(if: NewYork.isPresent, "no New York data: set KNOWCL_DATA")) struct NewYorkSplitTests {
  @Test func hasThePublishedSizes() throws {
    let parts = try ["train", "val", "test"].map {
      try NewYork.table("new_york_zl15_\($0)_img_csv_index.csv")
    }
    let split = try SplitTable(
      indices: parts, regions: NewYork.table("new_york_zl15_region_img_name.csv"))
    #expect(Part.allCases.map { split.parts[$0]?.count } == [684, 229, 229])
    #expect(Set(split.ids).count == 1142)
    let indicators = try IndicatorTable(
      parsing: NewYork.bytes("region2info.json"), name: "region2info.json",
      indicators: ["pop", "edu", "income", "unemploy", "crime"])
    #expect(indicators.ids.count == 2120)
    #expect(Set(split.ids).isSubset(of: indicators.ids))
    #expect(indicators.columns.allSatisfy { $0.allSatisfy { $0 >= 0 } })
    #expect(indicators.columns[4].count(where: { $0 == 0 }) == 1)
    let centres = try CoordinateTable(parsing: NewYork.bytes("region2info.json"), name: "region2info.json")
    #expect(centres.ids == indicators.ids)
  }
}
