/// How the regions are to be divided.
enum Division {
  /// A table region,split; `refits` says whether the validation part trains what has nothing left to choose.
  case table(String, refits: Bool)
  /// The reference's index files, and the table that they count the rows of.
  case indices([String], regions: String, refits: Bool)
  /// Cross-validation; `validation` is the share of a fold's training part that stops training.
  case folds(FoldCount, Blocks, validation: Double)

  /// What folds keep together.
  enum Blocks {
    case none
    case grid(degrees: Double)
    case clusters(Int)
    case table(String, column: String?)
  }

  var needsCoordinates: Bool {
    switch self {
    case .folds(_, .grid, _), .folds(_, .clusters, _): true
    default: false
    }
  }

  /// Whether the validation part of a given split trains, too.
  var refits: Bool {
    switch self {
    case .table(_, let refits), .indices(_, _, let refits): refits
    case .folds: false
    }
  }

  /// The files that it reads.
  var paths: [String] {
    switch self {
    case .table(let path, _): [path]
    case .indices(let paths, let regions, _): paths + [regions]
    case .folds(_, .table(let path, _), _): [path]
    case .folds: []
    }
  }
}
