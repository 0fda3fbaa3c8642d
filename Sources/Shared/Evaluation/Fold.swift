/// Which regions train a model, which it stops or chooses its settings by and which it is judged on, as row
/// numbers.
public struct Fold: Sendable, Equatable {
  public var train: [Int]
  public var validation: [Int]
  public var test: [Int]
  /// Whether the validation part trains a model as well, once it is no longer needed to choose: in
  /// cross-validation, where it was taken from the training regions for that purpose alone.
  public var refitsWithValidation: Bool

  public init(train: [Int], validation: [Int], test: [Int], refitsWithValidation: Bool = false) {
    self.refitsWithValidation = refitsWithValidation
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The fold without the regions that `keeps` refuses.
  func filter(_ keeps: (Int) -> Bool) -> Fold {
    Fold(
      train: train.filter(keeps), validation: validation.filter(keeps), test: test.filter(keeps),
      refitsWithValidation: refitsWithValidation)
  }

  /// What a model is fitted on once nothing is left to choose.
  var refitted: Fold {
    Fold(train: refitsWithValidation ? (train + validation).sorted() : train, validation: [], test: test)
  }
}

/// A part of a fold.
public enum Part: String, Sendable, CaseIterable {
  case train
  case validation = "val"
  case test

  /// Its row numbers.
  public func rows(of fold: Fold) -> [Int] {
    switch self {
    case .train: fold.train
    case .validation: fold.validation
    case .test: fold.test
    }
  }
}
