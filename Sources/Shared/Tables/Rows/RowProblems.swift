package import Support

/// What is wrong with rows of a table: all are counted, and the first few kept to be named.
package struct RowProblems: Sendable {
  /// Problems that are spelt out.
  private static let shown = 5

  /// How messages name the file.
  private let name: String
  package private(set) var count = 0
  private var first: [Failure] = []

  package init(_ name: String) { self.name = name }

  /// Runs `body` for a row, and notes what it throws about the data.
  /// - Returns: nil where it threw.
  @inline(__always)
  package mutating func catching<R>(_ body: () throws -> R) throws -> R? {
    do { return try body() } catch let failure as Failure where failure.kind == .data {
      note(failure)
      return nil
    }
  }

  package mutating func note(_ failure: Failure) {
    count += 1
    if first.count < Self.shown { first.append(failure) }
  }

  /// The first few, without the name of the file before each.
  private var description: String {
    let prefix = name + ": "
    let lines = first.map { failure in
      let subject = failure.subject.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
      return ((subject.map { "\($0) " } ?? "") + failure.message).shortened(to: 240)
    }
    return lines.joined(separator: "; ") + (count > first.count ? "; and \(count - first.count) more" : "")
  }

  /// For rows each of which matters.
  /// - Throws: `Failure` (EX_DATAERR) where any is wrong: the one as it is, or all in one.
  package func require() throws {
    guard let only = first.first else { return }
    guard count > 1 else { throw only }
    throw Failure.data(name, "has \(count) rows that cannot be taken: \(description)")
  }

  /// For rows that are many and independent of one another: those that are wrong may be left out, if they are few.
  /// - Parameters:
  ///   - total: all rows, the wrong ones among them.
  ///   - what: what the rows are: `trips`.
  /// - Returns: what to tell of those left out; nil where none was wrong.
  /// - Throws: `Failure` (EX_DATAERR) where `policy` does not allow so many.
  package func leftOut(of total: Int, _ what: String, _ policy: RowPolicy) throws -> String? {
    guard count > 0 else { return nil }
    guard policy.allows(count, of: total) else {
      guard count > 1 || total > 1, let only = first.first else { throw first[0] }
      let allowed = count > total / 2 ? "never more than half" : "--max-bad \(policy.text) allows fewer"
      guard count > 1 else { throw Failure.data(only.subject, "\(only.message) (\(allowed) may be so)") }
      throw Failure.data(
        name,
        "has \(count) of \(total) \(what) that cannot be taken (\(allowed) may be left out): \(description)")
    }
    return "\(name): left out \(count) of \(total) \(what): \(description)"
  }
}

/// How many wrong rows of a table may be left out.
package struct RowPolicy: Sendable {
  /// A table of a few rows may have so many, whatever the share.
  private static let always = 5

  /// Share of all rows.
  package let share: Double

  /// - Parameter share: 0 to 0.5; 0 allows none.
  package init(share: Double = 0.01) { self.share = share }

  func allows(_ bad: Int, of total: Int) -> Bool {
    guard share > 0, bad <= total / 2 else { return bad == 0 }
    return bad <= Self.always || Double(bad) <= share * Double(total)
  }

  var text: String { share * 100 == (share * 100).rounded() ? "\(Int(share * 100))%" : "\(share * 100)%" }
}
