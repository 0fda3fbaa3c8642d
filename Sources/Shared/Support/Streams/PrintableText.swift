extension String {
  /// The text on one line, as a terminal may show it: what it would obey (control characters, escape sequences) or
  /// what would hide what is written (marks of direction, separators of lines) stands as `\u{1B}`, and a byte of a
  /// file's name that is no text as `\xE9`.
  package var printable: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case _ where scalar == "\n" || scalar == "\t" || scalar == "\r": result += " "
      // Joiners belong to the spelling of words (Persian, Indic scripts) and of emoji.
      case .format where scalar.value == 0x200C || scalar.value == 0x200D:
        result.unicodeScalars.append(scalar)
      case _ where String.escapedByte(scalar) != nil: result += "\\x" + hexadecimal(scalar.value & 0xFF)
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(hexadecimal(scalar.value))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private func hexadecimal(_ value: UInt32) -> String { String(value, radix: 16, uppercase: true) }

  /// At most `count` characters of it, for a message; they are Unicode scalars, since what is shown as one may have
  /// any number of accents.
  package func shortened(to count: Int) -> String {
    guard utf8.count > count, unicodeScalars.count > count else { return self }
    return String(unicodeScalars.prefix(count - 1)) + "…"
  }

  /// Printable, with at most so many bytes: its middle gives way, since messages end with what would be right.
  package func printable(bytes limit: Int) -> String {
    let text = printable
    guard text.utf8.count > limit else { return text }
    let scalars = text.unicodeScalars
    func count(_ scalars: some Sequence<Unicode.Scalar>, _ room: Int) -> Int {
      var bytes = 0
      return scalars.prefix {
        bytes += UTF8.width($0)
        return bytes <= room
      }.count
    }
    let room = limit - "…".utf8.count
    let begin = count(scalars, room * 3 / 4)
    let end = count(scalars.reversed(), room / 4)
    return String(scalars.prefix(begin)) + "…" + String(scalars.suffix(end))
  }

  /// Bytes that a line for people takes, of which nobody reads more.
  package static let lineBytes = 1600
}

extension Collection<String> {
  /// The first of them between commas, and how many more there are.
  package func listed(_ most: Int = 12) -> String {
    let shown = prefix(most).map { $0.shortened(to: 60) }.joined(separator: ", ")
    return count <= most ? shown : "\(shown) and \(count - most) more"
  }
}
