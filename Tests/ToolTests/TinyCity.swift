import Testing

/// A city of 25 regions and the lines that take it through every stage.
enum TinyCity {
  static let city = "city-sim -o city --regions 25 --image-size 32 --street-views 0 --seed 7"
  static let build = "kg-build city/triples.tsv --coordinates city/coordinates.csv"
  static let embed = "--dimension 16 --epochs 2 --holdout 0.1"
  static let pack = "img-pack city/satellite --size 32"
  static let train = "--epochs 2 --batch 9"
  static let predict =
    "-i city/indicators.csv --indicator pop,edu --split city/split.csv --model ridge,mlp --epochs 20 --hidden 8"

  /// Every stage by files, in the directory of the shell; `common` is said to all of them.
  static func stages(_ common: String) -> String {
    """
    \(city) \(common) > city.tsv &&
    \(build) -o kg.h5 \(common) &&
    kg-embed kg.h5 \(embed) -o kge.h5 \(common) > ranking.tsv &&
    \(pack) -o images.h5 \(common) &&
    img-perturb images.h5 --augment -o augmented.h5 \(common) &&
    cl-train augmented.h5 --graph kg.h5 --embedding kge.h5 \(train) -o model.h5 \(common) &&
    img-embed model.h5 images.h5 -o embeddings.h5 \(common) &&
    si-predict image=embeddings.h5 \(predict) -o predictions.h5 \(common) > metrics.tsv
    """
  }

  /// Runs the stages and hands the directory over.
  static func with(_ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(stages("-q"))
    try #require(result.status == 0, "\(result.error)")
    try body(shell)
  }
}
