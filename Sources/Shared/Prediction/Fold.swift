internal import Tables

/// Which regions train a model, which it stops or chooses its settings by and which it is judged on, as row
/// numbers.
package struct Fold: Sendable, Equatable {
  package var train: [Int]
  package var validation: [Int]
  package var test: [Int]
  /// Whether the validation part trains a model as well, once it is no longer needed to choose: in
  /// cross-validation, where it was taken from the training regions for that purpose alone, and where that is asked for.
  package var refitsWithValidation: Bool

  package init(train: [Int], validation: [Int], test: [Int], refitsWithValidation: Bool = false) {
    self.refitsWithValidation = refitsWithValidation
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The fold without the regions that `keeps` refuses.
  package func filter(_ keeps: (Int) -> Bool) -> Fold {
    Fold(
      train: train.filter(keeps), validation: validation.filter(keeps), test: test.filter(keeps),
      refitsWithValidation: refitsWithValidation)
  }

  /// What a model is fitted on once nothing is left to choose.
  package var refitted: Fold {
    Fold(train: refitsWithValidation ? (train + validation).sorted() : train, validation: [], test: test)
  }

  /// The rows that the fitted model of a predictor was trained on.
  package func trainingRows(_ use: ValidationUse) -> [Int] { use == .stopping ? train : refitted.train }
}

extension Part {
  /// Its row numbers.
  package func rows(of fold: Fold) -> [Int] {
    switch self {
    case .train: fold.train
    case .validation: fold.validation
    case .test: fold.test
    }
  }
}
