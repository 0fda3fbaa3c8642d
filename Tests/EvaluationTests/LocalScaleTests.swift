internal import Evaluation
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct LocalScaleTests {
  private static func table(_ values: [Float], _ dimension: Int) -> EmbeddingTable {
    EmbeddingTable(
      ids: (0..<(values.count / dimension)).map { "r\($0)" }, values: values, dimension: dimension)
  }

  /// 120 regions on a line, a fold of −1 among them, whose labels spread the more the further out they are.
  private static func line(_ count: Int = 4) -> (
    scale: LocalScale, x: [Float], labels: [Double], folds: [Int]
  ) {
    var random = Philox(seed: 3, "scale")
    let x = (0..<120).map { _ in Float(random.normal()) }
    let labels = x.map { random.normal() * Double(1 + 3 * abs($0)) }
    let folds = (0..<120).map { $0 % (count + 1) - 1 }
    return (
      LocalScale(training: table(x, 1), labels: labels, folds: folds, foldCount: count), x, labels, folds
    )
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  @Test(arguments: [2, 4, 20, 119]) func itIsTheSpreadOfLabelsNearby(count: Int) {
    let (scale, x, labels, folds) = Self.line(count)
    let new: [Float] = [-2, 0.1, 3]
    let scales = scale.scales(of: Self.table(new, 1))
    for fold in 0..<count {
      let others = x.indices.filter { folds[$0] != fold }
      for (row, place) in new.enumerated() {
        let near = others.sorted { abs(x[$0] - place) < abs(x[$1] - place) }.prefix(25)
        let expected = Self.deviation(near.map { labels[$0] }) + Self.deviation(others.map { labels[$0] }) / 2
        expectClose([scales[fold][row]], [expected], within: 1e-12, "fold \(fold), \(place)")
      }
    }
    #expect(scales[0][1] < scales[0][0] && scales[0][1] < scales[0][2])
    let own = scale.scales(of: scale.training)
    for (row, value) in scale.ownScales.enumerated() {
      #expect(value == (folds[row] < 0 ? 1 : own[folds[row]][row]))
    }
  }

  /// A label of a fold changes nothing that the fold's own model is scaled by.
  @Test func itDoesNotKnowTheLabelsOfItsFold() {
    let (scale, _, labels, folds) = Self.line()
    let changed = labels.indices.map { folds[$0] == 2 ? labels[$0] * 50 + 9 : labels[$0] }
    let other = LocalScale(training: scale.training, labels: changed, folds: folds, foldCount: 4)
    let (before, after) = (scale.scales(of: scale.training), other.scales(of: scale.training))
    #expect(before[2] == after[2] && before[0] != after[0])
    for row in folds.indices where folds[row] == 2 { #expect(scale.ownScales[row] == other.ownScales[row]) }
  }

  @Test func whatHasNoSpreadIsOne() {
    let flat = LocalScale(
      training: Self.table([1, 2, 3], 1), labels: [4, 4, 4], folds: [0, 1, 1], foldCount: 2)
    #expect(flat.scales(of: Self.table([5], 1)) == [[1], [1]] && flat.ownScales == [1, 1, 1])
    let none = EmbeddingTable(ids: ["a", "b"], values: [], dimension: 0)
    let blind = LocalScale(training: none, labels: [1, 5], folds: [0, 1], foldCount: 2)
    #expect(blind.scales(of: none) == [[1, 1], [1, 1]])
    let lone = LocalScale(training: Self.table([1, 2], 1), labels: [4, 5], folds: [0, 0], foldCount: 1)
    #expect(lone.ownScales == [1, 1])
  }

  /// Bounds scaled so are narrower where labels agree, and cover as the level says.
  @Test func scaledBoundsCoverAsPromised() {
    var (covered, widths) = (0, (near: 0.0, far: 0.0))
    for draw in 0..<300 {
      var random = Philox(seed: UInt64(draw), "scaled coverage")
      let x = (0..<81).map { _ in Float(random.normal()) }
      let labels = x.map { random.normal() * Double(0.2 + 2 * abs($0)) }
      let folds = (0..<80).map { $0 % 5 }
      let scale = LocalScale(
        training: Self.table(Array(x[..<80]), 1), labels: Array(labels[..<80]), folds: folds, foldCount: 5)
      // The model says 0.
      let conformal = CrossConformal(
        residuals: zip(labels, scale.ownScales).map { abs($0) / $1 }, folds: folds, foldCount: 5)
      let intervals = conformal.intervals(
        [[Double]](repeating: [0, 0, 0], count: 5), scales: scale.scales(of: Self.table([x[80], 0, 2], 1)),
        level: 0.9)
      if intervals[0].contains(labels[80]) { covered += 1 }
      widths.near += intervals[1].width
      widths.far += intervals[2].width
    }
    #expect(abs(Double(covered) / 300 - 0.9) < 5 * (0.09 / 300).squareRoot(), "\(covered)")
    #expect(widths.near * 1.5 < widths.far)
  }
}
