internal import Numerics
package import Schemas
internal import Support

extension SegmentationNetwork {
  private static let first = "down.0.conv.weight"

  /// Weights and running statistics under their state-dict names, in PyTorch's layout.
  package func state() -> StateDict {
    var state = StateDict()
    for stage in down + up { stage.add(to: &state) }
    output.add(to: &state)
    return state
  }

  /// A network with what `state` gave.
  /// - Throws: `Failure` (EX_DATAERR) where an entry is missing or has another shape or values that are not allowed.
  package convenience init(_ state: StateDict, classes: Int, subject: String) throws {
    guard let shape = state[Self.first]?.shape, shape.count == 4, (1...4096).contains(shape[1]) else {
      throw Failure.data(subject, "has no '\(Self.first)' that says how many bands pictures have")
    }
    self.init(bands: shape[1], classes: classes)
    for stage in down + up { try stage.load(state, subject) }
    try output.load(state, subject)
  }
}
