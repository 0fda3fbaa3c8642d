internal import Support
import Testing

@Suite struct PrintableTextTests {
  @Test func whatATerminalWouldObeyIsShown() {
    #expect("a\u{1B}[31mb\u{7}".printable == "a\\u{1B}[31mb\\u{7}")
    #expect(
      "\u{9B}x\u{7F}\u{202E}y\u{2028}\u{FEFF}".printable == "\\u{9B}x\\u{7F}\\u{202E}y\\u{2028}\\u{FEFF}")
    #expect("one\ntwo\tthree\r\n".printable == "one two three  ")
    #expect("São 北京 🍔 👩‍🌾".printable == "São 北京 🍔 👩‍🌾")
    #expect(Failure.data("f\u{1B}c.csv", "has \u{90}").description == "f\\u{1B}c.csv: has \\u{90}")
  }

  @Test func longListsAreCut() {
    #expect(["a", "b", "c"].listed(2) == "a, b and 1 more")
    #expect(String(repeating: "x", count: 100).shortened(to: 10) == "xxxxxxxxx…")
  }

  /// A name of a file's may have any length, also as one character with many accents.
  @Test(arguments: ["x", "\u{13}", "👩‍🌾", "e" + String(repeating: "\u{301}", count: 5000)])
  func aLineIsShortWhateverAFileBringsIntoIt(part: String) {
    let long = String(repeating: part, count: 5000)
    #expect(long.shortened(to: 80).unicodeScalars.count == 80)
    let line = Failure.data("t.csv", "has '\(long)', where a number is needed").description
    #expect(line.hasPrefix("t.csv: has '"))
    #expect(line.hasSuffix("', where a number is needed"))
    #expect(line.utf8.count <= String.lineBytes + 7)
    #expect(line.utf8.count > String.lineBytes - 16)
    #expect(Failure.data(long, long).description.utf8.count <= 2 * String.lineBytes + 2)
  }
}
