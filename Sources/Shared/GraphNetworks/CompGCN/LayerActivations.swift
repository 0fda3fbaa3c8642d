internal import Networks
internal import Numerics
internal import Support

/// What a layer's pass over some rows leaves for the way back, and how rows are cut into parallel work.
final class LayerActivations {
  let rowCount: Int
  private let dimension: Int
  /// The entity of each row; nil where row v is entity v.
  private let entities: [Int32]?
  /// How often b_I and b_O count for each row, [rows, 2].
  let biasCounts: Tensor

  /// Before normalisation, without the constant that normalisation removes.
  let preactivation: Tensor
  /// tanh, before dropout.
  let activation: Tensor
  let output: Tensor
  /// The gradient of `output`, on its way back.
  let gradient: Tensor
  let mean: Tensor
  let inverse: Tensor
  var step: UInt64 = 0
  /// Of the rows before normalisation; set where they normalise themselves.
  var moments: BatchMoments?

  /// Of all entities of a graph.
  convenience init(_ graph: CompGCNGraph, of layer: CompGCNLayer) {
    self.init(rowCount: graph.entityCount, entities: nil, of: layer)
    guard graph.convention == .reference else { return }
    for entity in 0..<graph.entityCount {
      biasCounts[2 * entity] = Float(graph.facts.degree[entity])
      biasCounts[2 * entity + 1] = Float(graph.reverses.degree[entity])
    }
  }

  /// Of some entities, one bias a node and direction.
  convenience init(_ entities: [Int32], of layer: CompGCNLayer) {
    self.init(rowCount: entities.count, entities: entities, of: layer)
  }

  private init(rowCount: Int, entities: [Int32]?, of layer: CompGCNLayer) {
    self.rowCount = rowCount
    self.entities = entities
    dimension = layer.dimension
    biasCounts = Tensor([rowCount, 2])
    biasCounts.fill(1)
    preactivation = Tensor([rowCount, dimension])
    activation = Tensor([rowCount, dimension])
    output = layer.outputDropout.rate > 0 ? Tensor([rowCount, dimension]) : activation
    gradient = Tensor([rowCount, dimension])
    mean = Tensor([dimension])
    inverse = Tensor([dimension])
  }

  /// Applies a mask of this step to consecutive rows, or to their gradients.
  ///
  /// Masks go by entity, so that which other entities a step sees changes none. Where the dimension is a multiple of
  /// 64 they are those of a pass over the whole graph.
  /// - Parameter elements: of the first of these rows.
  func apply(_ dropout: Dropout, _ elements: UnsafeMutablePointer<Float>, rows: Range<Int>) {
    guard dropout.rate > 0 else { return }
    guard let entities else {
      let first = rows.lowerBound * dimension
      return dropout.apply(elements, count: rows.count * dimension, first: first, step: step)
    }
    let stride = (dimension + 63) / 64 * 64
    for (index, row) in rows.enumerated() {
      dropout.apply(
        elements + index * dimension, count: dimension, first: Int(entities[row]) * stride, step: step)
    }
  }

  /// Rows in a unit of parallel work: a multiple of the 64 elements that dropout is aligned to.
  private var grain: Int { max(512, (rowCount / 64 + 64) / 64 * 64) }
  var shardCount: Int { (rowCount + grain - 1) / grain }

  /// Calls `body` with each shard's blocks of rows, which fit in a core's cache.
  func forBlocks(_ body: @Sendable (_ shard: Int, _ rows: Range<Int>) -> Void) {
    let (grain, count) = (grain, rowCount)
    Parallel.forEach(shardCount) { shard in
      let end = min(count, (shard + 1) * grain)
      for first in stride(from: shard * grain, to: end, by: 256) {
        body(shard, first..<min(end, first + 256))
      }
    }
  }
}
