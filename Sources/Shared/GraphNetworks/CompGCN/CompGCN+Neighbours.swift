internal import CKernels
internal import Networks
internal import Numerics

/// What a pass over sampled neighbourhoods gives to its first layer.
struct SampledInput {
  /// The row of each entity that was asked for, in the output.
  let row: [Int: Int]
  /// The entity of each row of the first layer.
  let entities: [Int32]
  /// The messages of the first layer; nil where the sums over all of them are known.
  let messages: MessageAggregation?
}

extension CompGCN {
  /// The messages between the input tables along some edges of the first layer, summed.
  func firstAggregation(_ block: MessageBlock) -> MessageAggregation {
    let aggregation = MessageAggregation(block, options.composition, dimension: dimension)
    aggregation.forward(inBasis: nodesInBasis, relations: relations)
    return aggregation
  }

  /// Draws the neighbourhoods of some entities for a step.
  package func neighbourhoods(
    of entities: [Int], step: UInt64, for purpose: NeighbourhoodSampler.Purpose = .training
  ) -> Neighbourhoods {
    guard let sampler else { preconditionFailure("an encoder that samples neighbourhoods") }
    return sampler.neighbourhoods(
      of: entities.map { Int32($0) }, step: step, for: purpose, knowsFirstSums: knowsFirstSums,
      reachesInput: wantsInputGradients)
  }

  /// Sums over all messages of the first layer are made once, for all entities.
  private var knowsFirstSums: Bool { options.neighbours?.first == .all && !wantsInputGradients }

  /// A pass over the neighbourhoods of some entities, which may come more than once.
  func samplePass(
    of entities: [Int], step: UInt64, for purpose: NeighbourhoodSampler.Purpose
  ) -> (GraphPass, SampledInput) {
    var row: [Int: Int] = [:]
    var own: [Int] = []
    for entity in entities where row[entity] == nil {
      row[entity] = own.count
      own.append(entity)
    }
    let drawn = neighbourhoods(of: own, step: step, for: purpose)
    let first = drawn.entities[0]
    let messages = knowsFirstSums ? nil : firstAggregation(drawn.blocks[0])
    let input = GraphPass.Input(
      nodes: Self.rows(first, of: nodes), relations: relations,
      sums: messages?.sums ?? Self.rows(first, of: wholeInput.sums))
    let pass = GraphPass(
      layers, input, blocks: drawn.blocks[1...],
      activations: zip(drawn.entities, layers).map { LayerActivations($0, of: $1) })
    return (pass, SampledInput(row: row, entities: first, messages: messages))
  }

  /// Replaces the running statistics of the normalisations by those of what training steps over these batches would see
  /// under the present weights, without dropout. Where steps see the whole graph they stay as they are.
  package func measureStatistics(of batches: [[Int]]) {
    guard options.neighbours != nil else { return }
    var moments = layers.map { BatchMoments(channels: $0.dimension) }
    for (step, batch) in batches.enumerated() {
      let (pass, _) = samplePass(of: batch, step: UInt64(step), for: .statistics)
      _ = pass.forward(.measuring, step: UInt64(step))
      for (index, activations) in pass.activations.enumerated() {
        if let batch = activations.moments { moments[index].add(batch) }
      }
    }
    for (layer, moments) in zip(layers, moments) { layer.adopt(moments) }
  }
}
