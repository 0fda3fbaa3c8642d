internal import Support
internal import Tables
internal import TestSupport
import Testing

/// Whatever JSON of indicators looks like, the reader gives what it says, or refuses it.
@Suite struct HostileJSONTests {
  /// Objects of indicators by region, written by somebody's program.
  private struct Document {
    var text: String
    /// By region; NaN where there is none.
    var values: [String: Double] = [:]
    var isWrong = false

    init(_ random: inout Philox) {
      func one<T>(_ values: [T]) -> T { values[random.index(below: values.count)] }
      func blank() -> String { one(["", "", " ", "\n  ", "\t", "\r\n"]) }
      let wrong = random.bernoulli(0.5) ? random.index(below: 14) : nil
      let count = 1 + random.index(below: 5)
      let harmed = random.index(below: count)
      var members: [String] = []
      for index in 0..<count {
        let number = random.index(below: 5000)
        let written = one([
          "\(number)", "\(number).0", "\(number)e0", "\"\(number)\"", "\(number).00E+0", "null", "NaN",
          "\"NA\"",
        ])
        values["r\(index)"] = ["null", "NaN", "\"NA\""].contains(written) ? .nan : Double(number)
        var value = written
        if index == harmed {
          switch wrong {
          case 0: value = one(["\"many\"", "\"12abc\"", "[1]", "{}", "true", "1.2.3", "0x1F", "\"1 234\""])
          case 1: value = one(["1e999", "Infinity", "-Infinity", "\"inf\""])
          case 2: value = ""
          default: break
          }
        }
        var fields = ["\"pop\"\(blank()):\(blank())\(value)"]
        let others = [
          "\"x\": \"\\u00e9\\n\"", "\"deep\": {\"a\": [1, {\"b\": []}]}", "\"center\": [10, 45]",
          "\"n\": null",
          "\"S\u{E3}o\": -1.5e3", "\"half\": \"\\ud800\"",
        ]
        fields += others.filter { _ in random.bernoulli(0.3) }
        random.shuffle(&fields)
        var row = "{\(blank())" + fields.joined(separator: ",\(blank())") + "}"
        let id = one(["\"r\(index)\"", "\"\\u0072\(index)\""])
        if index == harmed {
          switch wrong {
          case 3: row = one(["5", "null", "[]", "\"x\""])
          case 4: row += one(["}", "]", "x"])
          case 5: row = String(row.dropLast())
          case 6: row = row.dropLast() + ",}"
          case 7: row = "{\"pop\" 5}"
          case 8: row = "{pop: 5}"
          case 9: row = "{'pop': 5}"
          default: break
          }
        }
        members.append("\(id)\(blank()):\(blank())\(row)")
        if wrong == 10, index == harmed { members.append("\"r\(index)\": {\"pop\": 1}") }
      }
      text = "{" + blank() + members.joined(separator: ",\(blank())") + blank() + "}" + blank()
      switch wrong {
      case 11: text += one(["{}", "1", ","])
      case 12: text = "[" + text + "]"
      case 13: text = String(text.prefix(text.count / 2))
      default: break
      }
      isWrong = wrong != nil
      if random.bernoulli(0.2) { text = "\u{FEFF}" + text }
    }
  }

  @Test func indicators() throws {
    try HostileRun.forEach("JSON") { random in
      let document = Document(&random)
      var bytes = Array(document.text.utf8)
      let isNoise = random.bernoulli(0.15)
      if isNoise { HostileNoise.add(to: &bytes, &random) }
      let found = try HostileRun.answer {
        try IndicatorTable(parsing: bytes, name: "t", indicators: ["pop"])
      }
      if isNoise { return }
      let shown = String(decoding: bytes, as: UTF8.self).debugDescription
      guard let found else {
        if !document.isWrong { throw WrongAnswer(what: "refused \(shown)") }
        return
      }
      let isRight =
        found.ids == document.values.keys.sorted()
        && zip(found.ids, found.columns[0]).allSatisfy { id, value in
          let expected = document.values[id] ?? .infinity
          return value == expected || value.isNaN && expected.isNaN
        }
      if document.isWrong || !isRight { throw WrongAnswer(what: "\(found.columns[0]): \(shown)") }
    }
  }
}
