/// Which regions train a model, which stop its training and which it is judged on, as row numbers.
public struct Fold: Sendable, Equatable {
  public var train: [Int]
  public var validation: [Int]
  public var test: [Int]

  public init(train: [Int], validation: [Int], test: [Int]) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The fold without the regions that `keeps` refuses.
  func filter(_ keeps: (Int) -> Bool) -> Fold {
    Fold(train: train.filter(keeps), validation: validation.filter(keeps), test: test.filter(keeps))
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
