package import Support

/// A table as somebody's program may have written it, and what a reader has to make of it.
package struct HostileTable {
  /// The fields of a row, a column after another.
  package typealias Row = [String]

  package let bytes: [UInt8]
  /// Whether it is UTF-16, which has to be said to a reader.
  package let isUTF16: Bool
  /// Whether no reader may take the file.
  package private(set) var isFatal = false
  /// Whether a quote is misplaced, so that a reader may be right to take nothing.
  package private(set) var isMisquoted = false
  /// Whether bytes were changed at random: what is read then nobody knows.
  package private(set) var isNoise = false
  /// Rows that no reader may take.
  package private(set) var wrong: Set<Int> = []
  /// Rows whose number is missing.
  package private(set) var missing: Set<Int> = []

  /// Other texts beside, of the kinds that tables have.
  private static let junk = [
    "", "x", "1,5", "a;b", "c|d", "say \"hi\"", "two\nlines", " blanks ", "São", "🍔", "5\" pipe", "NA",
    "=1+1", "\u{A0}",
  ]
  /// What is no number to any reader.
  private static let noNumbers = [
    "many", "0x1F", "inf", "1e999", "5%", "1.2.3", "--5", "5-", "1 234", "٥", "250,000+", "1,234.5", "12abc",
    "$5",
  ]
  private static let marks = ["", "NA", "N/A", "NaN", "null", "-", "**", "(X)", ".", "None", "#N/A"]

  /// - Parameters:
  ///   - header: names of the columns, of which the last holds whole numbers.
  ///   - rows: their fields; the numbers in decimal.
  ///   - numberMayMiss: whether a mark of no value may stand for the number.
  ///   - namesOnly: whether the last column holds names instead, which can be spelt in one way only.
  package init(
    header: [String], rows: [Row], numberMayMiss: Bool, namesOnly: Bool = false, random: inout Philox
  ) {
    var table = Writer(header: header, rows: rows, namesOnly: namesOnly, random: random)
    table.decorate()
    if table.random.bernoulli(0.5) { table.harm(numberMayMiss: numberMayMiss) }
    isFatal = table.isFatal
    isMisquoted = table.isMisquoted
    wrong = table.wrong
    missing = table.missing
    var text = table.text()
    if !isFatal, table.random.bernoulli(0.06) {
      bytes = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      isUTF16 = true
    } else {
      if table.random.bernoulli(0.2) { text = "\u{FEFF}" + text }
      var written = Array(text.utf8)
      if table.random.bernoulli(0.15) {
        isNoise = true
        HostileNoise.add(to: &written, &table.random)
      }
      bytes = written
      isUTF16 = false
    }
    random = table.random
  }

  /// Writes a table in a dialect of its own.
  private struct Writer {
    var header: [String]
    var rows: [Row]
    var random: Philox
    var wrong: Set<Int> = []
    var missing: Set<Int> = []
    var isFatal = false
    var isMisquoted = false
    private var delimiter = ","
    private var newline = "\n"
    private var quotesAll = false
    /// The column of numbers.
    private var number: Int
    /// Lines as they are written, for rows that are broken.
    private var broken: [Int: (String) -> String] = [:]
    private var ending = ""
    private var opening = ""
    private let namesOnly: Bool

    init(header: [String], rows: [Row], namesOnly: Bool, random: Philox) {
      self.header = header
      self.rows = rows
      self.namesOnly = namesOnly
      self.random = random
      number = header.count - 1
    }

    private mutating func one<T>(_ values: [T]) -> T { values[random.index(below: values.count)] }

    /// What changes nothing: dialect, order of columns, more columns, spelling of numbers and headings.
    mutating func decorate() {
      delimiter = one([",", ",", ";", "|", "\t"])
      newline = one(["\n", "\n", "\r\n", "\r"])
      quotesAll = random.bernoulli(0.2)
      if !namesOnly {
        for row in rows.indices { rows[row][number] = spelling(rows[row][number]) }
      }
      for _ in 0..<random.index(below: 3) {
        let name = one(["name", "note", "extra", "NAME_2", "\"q\""])
        let place = random.index(below: header.count + 1)
        if place <= number { number += 1 }
        header.insert(name, at: place)
        for row in rows.indices { rows[row].insert(one(HostileTable.junk), at: place) }
      }
      let order = random.permutation(header.count)
      header = order.map { header[$0] }
      rows = rows.map { row in order.map { row[$0] } }
      number = order.firstIndex(of: number) ?? 0
      if random.bernoulli(0.3) { header = header.map { random.bernoulli(0.5) ? $0.uppercased() : " \($0) " } }
      if random.bernoulli(0.3) {
        ending = String(repeating: delimiter + newline, count: 1 + random.index(below: 3))
      }
    }

    private mutating func spelling(_ text: String) -> String {
      one([text, text, "+\(text)", "\(text).0", "\(text)e0", "0\(text)", " \(text) ", "\(text)."])
    }

    /// One thing that is wrong with a row, or with the file.
    mutating func harm(numberMayMiss: Bool) {
      guard !rows.isEmpty else { return }
      for _ in 0..<(1 + random.index(below: 2)) {
        let row = random.index(below: rows.count)
        switch random.index(below: numberMayMiss ? 8 : 7) {
        case 0, 1:
          guard !namesOnly else { continue }
          rows[row][number] = one(HostileTable.noNumbers)
          wrong.insert(row)
          missing.remove(row)
        case 2:
          broken[row] = { $0 + "§" }
          wrong.insert(row)
        case 3:
          broken[row] = { _ in "x" }
          if header.count > 1 { wrong.insert(row) }
        case 4:
          broken[row] = { "\"a\"b§" + $0 }
          isMisquoted = true
          wrong.insert(row)
        case 5:
          // An open quote swallows all that follows.
          isFatal = true
          ending = "\"open" + newline
        case 6:
          isFatal = true
          opening = one(["BZh91", "PK\u{3}\u{4}", "PAR1", "<?xml ?>\n", "SQLite format 3\0"])
        default:
          guard !wrong.contains(row) else { continue }
          rows[row][number] = one(HostileTable.marks)
          missing.insert(row)
        }
      }
    }

    /// A field, quoted where it must be, or for no reason.
    private mutating func field(_ text: String) -> String {
      let special = [delimiter, "\n", "\r", "\""].contains { text.contains($0) }
      guard quotesAll || special || random.bernoulli(0.1) else { return text }
      return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    mutating func text() -> String {
      // A column without a name would have room for what is too much.
      var lines = [line(header, mayEndInDelimiter: wrong.isEmpty)]
      for (index, row) in rows.enumerated() {
        var text = line(row)
        if let change = broken[index] { text = change(text).replacing("§", with: delimiter + "more") }
        lines.append(text)
        if random.bernoulli(0.1) { lines.append(one(["", " ", delimiter, delimiter + " " + delimiter])) }
      }
      let last = random.bernoulli(0.2) && ending.isEmpty ? "" : newline
      return opening + lines.joined(separator: newline) + last + ending
    }

    private mutating func line(_ fields: [String], mayEndInDelimiter: Bool = true) -> String {
      var text = ""
      for (index, value) in fields.enumerated() { text += (index > 0 ? delimiter : "") + field(value) }
      // Some programs end every line with delimiters.
      return mayEndInDelimiter && random.bernoulli(0.05) ? text + delimiter : text
    }
  }
}

/// Damage that knows nothing of what it damages.
package enum HostileNoise {
  package static func add(to bytes: inout [UInt8], _ random: inout Philox) {
    for _ in 0..<(1 + random.index(below: 4)) where !bytes.isEmpty {
      let place = random.index(below: bytes.count)
      switch random.index(below: 5) {
      case 0: bytes[place] ^= UInt8(1 << random.index(below: 8))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(UInt8(random.index(below: 256)), at: place)
      case 3: bytes.removeLast(bytes.count - place)
      default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
      }
    }
  }
}
