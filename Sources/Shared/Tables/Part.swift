/// A part of the data: what a model is fitted on, is stopped or chosen by, and is judged on.
package enum Part: String, Sendable, CaseIterable {
  case train
  case validation = "val"
  case test

  /// The part that a table calls so, in any case; `val` is also `validation`, `valid` and `dev`.
  package init?(named text: String) {
    let text = text.lowercased()
    self.init(rawValue: ["validation", "valid", "dev"].contains(text) ? "val" : text)
  }
}
