internal import CKernels
internal import Networks

/// The three products of 1-N scoring S = Y Eᵀ: the scores, and the gradients of Y and of E. All read the
/// scores where they lie; the entities are packed once a step.
struct VocabularyProducts: Sendable {
  /// Features, and the same in whole panels.
  let d: Int
  let width: Int
  /// From one row of scores to the next.
  let stride: Int
  private let lines: [Int]
  private let scoreRows: [Int]
  private let entities: [Int]

  /// - Parameter rows: the most that a call may take, of questions or of entities.
  init(d: Int, width: Int, stride: Int, rows: Int) {
    self.d = d
    self.width = width
    self.stride = stride
    lines = (0..<rows).map { $0 * width }
    scoreRows = (0..<rows).map { $0 * stride }
    entities = Array(0..<rows)
  }

  /// S = Y Eᵀ for Y [rows, width] and all n entities; `columns` is Eᵀ in panels of entities.
  func score(
    _ rows: Int, _ n: Int, _ y: UnsafePointer<Float>, _ columns: UnsafePointer<Float>,
    _ s: UnsafeMutablePointer<Float>
  ) {
    KernelProduct(
      aSegments: [0], bSegments: [0], depth: d, aStep: 1, bStep: KN_PANEL, bPanel: d * KN_PANEL
    ).run(
      lines, scoreRows, rows: rows, columns: (n + KN_PANEL - 1) / KN_PANEL * KN_PANEL, y,
      columns, s, .store)
  }

  /// G (+)= S E for `depth` entities; `features` is E in panels of features that lie `panel` floats apart.
  func rowGradient(
    _ rows: Int, depth: Int, first: Bool, _ s: UnsafePointer<Float>, _ features: UnsafePointer<Float>,
    panel: Int, _ gradient: UnsafeMutablePointer<Float>
  ) {
    KernelProduct(aSegments: [0], bSegments: [0], depth: depth, aStep: 1, bStep: KN_PANEL, bPanel: panel)
      .run(scoreRows, lines, rows: rows, columns: width, s, features, gradient, first ? .store : .add)
  }

  /// G (+)= Sᵀ Y for `depth` rows and some entities.
  func entityGradient(
    _ count: Int, depth: Int, first: Bool, _ s: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ gradient: UnsafeMutablePointer<Float>
  ) {
    KernelProduct(
      aSegments: [0], bSegments: [0], depth: depth, aStep: stride, bStep: width, bPanel: KN_PANEL
    ).run(entities, lines, rows: count, columns: width, s, y, gradient, first ? .store : .add)
  }
}
