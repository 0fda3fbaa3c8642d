import ArgumentParser

/// How many folds there are to be.
enum FoldCount: Equatable, ExpressibleByArgument {
  case number(Int)
  /// As many as there are blocks.
  case each

  init?(argument: String) {
    if argument == "each" {
      self = .each
    } else if let number = Int(argument) {
      self = .number(number)
    } else {
      return nil
    }
  }

  /// nil where the blocks say it.
  var number: Int? { if case .number(let number) = self { number } else { nil } }
}
