import Foundation
internal import Support
internal import Tables
internal import TestSupport
import Testing

/// A table says the same in whatever dialect it is written.
@Suite struct TableDialectTests {
  private func pop(_ text: String, _ change: (inout TableRules) -> Void = { _ in }) throws -> [String: Double]
  {
    try pop(bytes: Array(text.utf8), change)
  }

  private func pop(bytes: [UInt8], _ change: (inout TableRules) -> Void = { _ in }) throws -> [String: Double]
  {
    var rules = TableRules()
    change(&rules)
    let table = try IndicatorTable(parsing: bytes, name: "t", indicators: ["pop"], rules)
    return Dictionary(zip(table.ids, table.columns[0])) { first, _ in first }
  }

  @Test(arguments: [
    "region,pop\na,1.5\nb,20\n", "region;pop\na;1.5\nb;20\n", "region;pop\r\na;1,5\r\nb;20,0\r\n",
    "region|pop\na|1.5\nb|20\n", "region\tpop\na\t1.5\nb\t20\n", "region,pop,,\na,1.5,,\nb,20,,\n",
    "region,pop\na,1.5,,\nb,20,\n", "region,pop\na,1.5\n,\n\"\",\nb,20\n,,\n",
    "NAME,region,pop,NAME\nx,a,1.5,y\nx,b,20,y\n",
    "region,pop,\na,1.5\nb,20,note\n",
    "\u{FEFF}Region ; pop ;\na ; 1.5;\nb ;20;\n", "region;name;pop\na;\"x, y, z\";1,5\nb;\"u;v\";20\n",
  ]) func everyDelimiterIsFound(text: String) throws {
    #expect(try pop(text) == ["a": 1.5, "b": 20])
  }

  @Test func decimalMarksAreWhatTheyAreSaidToBe() throws {
    #expect(try pop("region;pop\na;1,234\n", { $0.dialect.decimal = .comma }) == ["a": 1.234])
    #expect(try pop("region,pop\na,\"1,5\"\n", { $0.dialect.decimal = .comma }) == ["a": 1.5])
    // Of a comma before three digits nobody knows whether it is a decimal one.
    for text in ["region;pop\na;1,234\n", "region,pop\na,\"1,234\"\n"] {
      let message = failureMessage { _ = try pop(text) }
      #expect(
        message.contains("line 2: pop of region a is '1,") && message.contains("--decimal"), "\(message)")
    }
    #expect(
      try pop("region;pop\na;0,234\nb;1234,567\nc;,5\nd;-0,5\n") == [
        "a": 0.234, "b": 1234.567, "c": 0.5, "d": -0.5,
      ])
    #expect(failureMessage { _ = try pop("region;pop\na;1.234,5\n") }.contains("where a number is needed"))
    #expect(
      failureMessage { _ = try pop("region;pop\na;1,5\n", { $0.dialect.decimal = .point }) }.contains("'1,5'")
    )
  }

  @Test(arguments: ["+5", "5.0", "5e0", "05", "500E-2", " 5 ", "\u{A0}5"]) func numbersInAnySpelling(
    text: String
  ) throws {
    #expect(try pop("region,pop\na,\(text)\n") == ["a": 5])
  }

  @Test(arguments: [
    "0x10", "inf", "1e999", "5%", "1 234", "٥", "5-", "--5", "1.2.3", "5 m", "250,000+", "$5",
    "1_000",
  ])
  func whatIsNoDecimalNumberIsRefused(text: String) {
    let message = failureMessage { _ = try pop("region,pop\na,\"\(text)\"\n") }
    #expect(
      message.hasPrefix("65 t: line 2: pop of region a is '\(text)', where a number is needed"), "\(message)")
  }

  @Test(arguments: [
    "", "NA", "N/A", "#N/A", "null", "NaN", "None", "-", "**", "(X)", ".", "<NA>", "n/a", " - ",
  ])
  func marksOfNoValueAreKnown(mark: String) throws {
    let found = try pop("region,pop\na,\(mark)\nb,2\n")
    #expect(found["a"]?.isNaN == true && found["b"] == 2)
  }

  @Test func moreMarksCanBeNamed() throws {
    let found = try pop("region,pop\na,-999\nb,-999.0\nc,secret\nd,4\n") {
      $0.dialect.missing = MissingMarks(["-999", "secret"])
    }
    #expect(found["d"] == 4 && found.values.count(where: \.isNaN) == 3)
    // What the American Community Survey writes for no estimate is no number of people.
    let message = failureMessage { _ = try pop("region,pop\na,-666666666\n") }
    #expect(message.contains("-666666666") && message.contains("--missing"), "\(message)")
  }

  @Test func encodingsAreReadWhereTheyAreNamedAndRefusedWhereNot() throws {
    let text = "region,pop,name\nSé,1,„São“ €\nb🍔,2,x\n"
    let utf16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let swapped = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [[0xFF, 0xFE] + utf16, [0xFE, 0xFF] + swapped] {
      #expect(try pop(bytes: bytes, { $0.dialect.encoding = .utf16 }) == ["Sé": 1, "b🍔": 2])
      #expect(failureMessage { _ = try pop(bytes: bytes) }.contains("is UTF-16 text"))
    }
    let latin = Array("region,pop\nS".utf8) + [0xE9] + Array(",1\n".utf8)
    #expect(try pop(bytes: latin, { $0.dialect.encoding = .latin1 }) == ["Sé": 1])
    #expect(try pop(bytes: latin, { $0.dialect.encoding = .windows1252 }) == ["Sé": 1])
    #expect(
      failureMessage { _ = try pop(bytes: latin) }.contains("line 2: has a field that is not UTF-8 text"))
    let euro = Array("region,pop\n".utf8) + [0x80] + Array(",1\n".utf8)
    #expect(try pop(bytes: euro, { $0.dialect.encoding = .windows1252 }) == ["€": 1])
    #expect(
      failureMessage { _ = try pop(bytes: [0xFF, 0xFE, 0x41], { $0.dialect.encoding = .utf16 }) }.contains(
        "ends within"))
  }

  @Test(arguments: [
    ("BZh91AY", "bzip2"), ("PK\u{3}\u{4}", "zip archive"), ("PAR1", "Parquet"),
    ("SQLite format 3\0", "SQLite"),
    ("<?xml version=\"1.0\"?>", "XML or HTML"), ("<!DOCTYPE html>", "XML or HTML"), ("%PDF-1.4", "PDF"),
    ("fgb\u{3}", "FlatGeobuf"),
  ]) func whatIsNoTextIsCalledByItsName(start: String, name: String) {
    let message = failureMessage { _ = try pop(start + String(repeating: "\u{7F}\u{1B}x", count: 500)) }
    #expect(message.contains(name) && message.count < 200, "\(message)")
  }

  @Test func spreadsheetsMarkOfTheDelimiterIsNoHeading() throws {
    #expect(failureMessage { _ = try pop("sep=;\nregion;pop\na;1\n") }.contains("'sep='"))
    #expect(try pop("sep=;\nregion;pop\na;1\n", { $0.dialect.delimiter = UInt8(ascii: ";") }) == ["a": 1])
  }
}
