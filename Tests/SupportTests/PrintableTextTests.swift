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
}
