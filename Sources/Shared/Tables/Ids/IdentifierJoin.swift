package import Support

/// The ids that a run is about, to join others with.
package struct IdentifierJoin: Sendable {
  /// By canonical form; empty where spellings are not to be reconciled.
  private var byForm: [String: String] = [:]

  /// - Parameter normalises: whether ids that differ only in how they are written are one (--normalise-ids).
  /// - Throws: `Failure` (EX_DATAERR) where two of the ids themselves differ in nothing else.
  package init(_ ids: some Sequence<String>, normalises: Bool, of what: String = "region") throws {
    guard normalises else { return }
    for id in Set(ids).sorted() {
      if let other = byForm.updateValue(id, forKey: IdentifierForm.canonical(id)) {
        throw Failure.data(
          nil,
          "--normalise-ids makes one of the \(what)s '\(Self.shown(other))' and '\(Self.shown(id))', which must stay different"
        )
      }
    }
  }

  /// The id as it is written here, of one that may be written otherwise.
  package func resolve(_ id: String) -> String {
    byForm.isEmpty ? id : byForm[IdentifierForm.canonical(id)] ?? id
  }

  /// The ids of several files, each spelt as in the first that has it.
  /// - Parameter normalises: whether ids that differ only in how they are written are one.
  package static func union(_ lists: [[String]], normalises: Bool) -> [String] {
    func form(_ id: String) -> String { normalises ? IdentifierForm.canonical(id) : id }
    var ids: [String] = []
    var forms: Set<String> = []
    for list in lists {
      let new = Set(list).filter { !forms.contains(form($0)) }
      ids += new
      forms.formUnion(new.map(form))
    }
    return ids
  }

  /// What to say where ids of a file are not those that are wanted: one of each side, the likely reason, and what
  /// mends it.
  /// - Parameters:
  ///   - missing: wanted and not found.
  ///   - found: what the file has.
  ///   - joinsNothing: whether the file has none of those wanted; else something is said only where the reason is known.
  /// - Returns: text for the end of a message, from its semicolon.
  package static func explanation(missing: [String], found: [String], joinsNothing: Bool) -> String {
    if let (own, wanted, reason) = likeliest(found, missing) {
      let mends = IdentifierForm.canonical(own) == IdentifierForm.canonical(wanted)
      return "; it has '\(shown(own))', where '\(shown(wanted))' is looked for; likely \(reason)"
        + (mends ? "; --normalise-ids joins such ids" : "")
    }
    guard joinsNothing, let example = found.first, let wanted = missing.first else { return "" }
    return "; it has '\(shown(example))' and the like, where '\(shown(wanted))' and the like are looked for"
  }

  /// Two ids that may be of one thing, and why they differ.
  private static func likeliest(_ found: [String], _ missing: [String]) -> (String, String, String)? {
    let forms = Dictionary(found.prefix(100_000).map { (IdentifierForm.canonical($0), $0) }) { first, _ in
      first
    }
    for wanted in missing.prefix(1000) {
      guard let own = forms[IdentifierForm.canonical(wanted)],
        let reason = IdentifierForm.difference(own, wanted)
      else { continue }
      return (own, wanted, reason)
    }
    for own in found.prefix(50) {
      for wanted in missing.prefix(50) {
        if let reason = IdentifierForm.difference(own, wanted) { return (own, wanted, reason) }
      }
    }
    guard let own = found.first(where: IdentifierForm.isExponential), let wanted = missing.first else {
      return nil
    }
    return (own, wanted, IdentifierForm.lostDigits)
  }

  private static func shown(_ id: String) -> String { id.shortened(to: 80) }
}
