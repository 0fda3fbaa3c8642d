internal import Tables

/// Points in time as tables write them.
enum Timestamp {
  /// Seconds since 1970 of `2012-04-03T18:00:09Z` and the like (ISO 8601; a blank for the T, seconds and zone
  /// may be missing), of a date, of `Tue Apr 03 18:00:09 +0000 2012` (Twitter, Foursquare), or of a plain number,
  /// which is taken as it is; nil where `text` is none.
  static func seconds(_ text: UnsafeRawBufferPointer) -> Double? {
    if let number = DecimalNumber.parse(text) { return number }
    if let seconds = secondsOfTweet(text) { return seconds }
    var rest = text[...]
    func digits(_ count: Int) -> Int? {
      guard rest.count >= count, rest.prefix(count).allSatisfy({ $0 &- 48 < 10 }) else { return nil }
      let value = rest.prefix(count).reduce(0) { $0 * 10 + Int($1) - 48 }
      rest = rest.dropFirst(count)
      return value
    }
    func mark(_ marks: UInt8...) -> Bool {
      guard let first = rest.first, marks.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    let (dash, colon, plus) = (UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "+"))
    guard let year = digits(4), mark(dash, UInt8(ascii: "/")), let month = digits(2),
      mark(dash, UInt8(ascii: "/")), let day = digits(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var seconds = Double(days(year, month, day)) * 86_400
    if rest.isEmpty { return seconds }
    guard mark(UInt8(ascii: "T"), 32), let hour = digits(2), mark(colon), let minute = digits(2), hour <= 24,
      minute < 60
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    if mark(colon) {
      guard let second = digits(2), second <= 60 else { return nil }
      seconds += Double(second)
      if mark(UInt8(ascii: ".")) {
        var scale = 0.1
        while let digit = digits(1) {
          seconds += Double(digit) * scale
          scale /= 10
        }
      }
    }
    _ = mark(32)
    if rest.isEmpty || mark(UInt8(ascii: "Z")) { return rest.isEmpty ? seconds : nil }
    let sign: Double = rest.first == dash ? -1 : 1
    guard mark(plus, dash), let hours = digits(2) else { return nil }
    _ = mark(colon)
    guard let minutes = rest.isEmpty ? 0 : digits(2), rest.isEmpty else { return nil }
    return seconds - sign * Double(hours * 3600 + minutes * 60)
  }

  /// Seconds since 1970 of a time as C's `asctime` writes it, with a zone before the year.
  private static func secondsOfTweet(_ text: UnsafeRawBufferPointer) -> Double? {
    guard text.count >= 28, text.count <= 30, text[3] == 32 else { return nil }
    let parts = text.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, let month = months.firstIndex(of: parts[1]), let day = Int(parts[2]) else {
      return nil
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let iso = Array("\(parts[5])-\(two(month + 1))-\(two(day))T\(parts[3])\(parts[4])".utf8)
    return iso.withUnsafeBytes { seconds($0) }
  }

  /// Days from 1970-01-01 in the Gregorian calendar (Hinnant, chrono-compatible date algorithms).
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
