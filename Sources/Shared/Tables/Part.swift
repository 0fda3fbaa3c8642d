/// A part of the data: what a model is fitted on, is stopped or chosen by, and is judged on.
package enum Part: String, Sendable, CaseIterable {
  case train
  case validation = "val"
  case test
}
