internal import Support

/// The entities and edges that the embeddings of some entities are made of in one step.
package struct Neighbourhoods: Sendable {
  /// By layer: the entity of each row of its output. Those of a layer are the first of the one below.
  package let entities: [[Int32]]
  /// By layer. The first layer's sources are all entities of the graph; its `incoming` is empty where its sums are
  /// known.
  package let blocks: [MessageBlock]
}

/// Draws neighbourhoods, from the last layer to the first, at a cost that is that of what is drawn: the only thing as
/// large as the graph is a table that is never cleared.
package final class NeighbourhoodSampler {
  /// What neighbourhoods are drawn for; each has draws of its own.
  package enum Purpose: String {
    case training = "neighbours"
    case statistics = "neighbours for statistics"
  }

  private let graph: CompGCNGraph
  /// By layer.
  private let limits: [NeighbourLimit]
  private let seed: UInt64
  /// The row of each entity in the layer at hand, −1 of all others and between calls.
  private var rows: [Int32]

  package init(_ graph: CompGCNGraph, _ limits: [NeighbourLimit], seed: UInt64) {
    precondition(graph.convention == .corrected, "messages of the corrected graph")
    self.graph = graph
    self.limits = limits
    self.seed = seed
    rows = [Int32](repeating: -1, count: graph.entityCount)
  }

  /// - Parameters:
  ///   - entities: without repeats.
  ///   - step: numbers the draws.
  ///   - knowsFirstSums: whether the first layer needs no edges.
  ///   - reachesInput: whether gradients go back to the first layer's input.
  package func neighbourhoods(
    of entities: [Int32], step: UInt64, for purpose: Purpose = .training, knowsFirstSums: Bool = false,
    reachesInput: Bool = false
  ) -> Neighbourhoods {
    var targets = entities
    var layers: [(entities: [Int32], block: MessageBlock)] = []
    for layer in limits.indices.reversed() {
      let isFirst = layer == 0
      var samples = isFirst && knowsFirstSums ? [] : samples(of: targets, layer, step, purpose)
      let sources = isFirst ? targets : number(&samples, behind: targets)
      let sourceCount = isFirst ? graph.entityCount : sources.count
      layers.append(
        (
          targets,
          MessageBlock(
            convention: graph.convention, relationCount: graph.relationCount, sourceCount: sourceCount,
            targetCount: targets.count, incoming: samples.map { EdgeGroups($0) },
            outgoing: isFirst && !reachesInput
              ? []
              : samples.map {
                EdgeGroups(bySource: $0, nodeCount: sourceCount, relationCount: graph.relationCount)
              })
        ))
      targets = sources
    }
    layers.reverse()
    return Neighbourhoods(entities: layers.map(\.entities), blocks: layers.map(\.block))
  }

  /// Of facts and of reverse facts.
  private func samples(of targets: [Int32], _ layer: Int, _ step: UInt64, _ purpose: Purpose)
    -> [NeighbourSample]
  {
    [("facts", graph.facts), ("reverses", graph.reverses)].map { name, direction in
      let draws = Philox(seed: seed, "\(purpose.rawValue): layer \(layer + 1), \(name), step \(step)")
      return NeighbourSample(direction.incoming, of: targets, limits[layer], draws)
    }
  }

  /// Gives every entity of `samples` a row, those of `targets` the first, the others in the order in which they come.
  /// - Returns: the entities of the rows.
  private func number(_ samples: inout [NeighbourSample], behind targets: [Int32]) -> [Int32] {
    for (row, entity) in targets.enumerated() { rows[Int(entity)] = Int32(row) }
    var sources = targets
    for index in samples.indices {
      samples[index].renumber { entity in
        if rows[Int(entity)] < 0 {
          rows[Int(entity)] = Int32(sources.count)
          sources.append(entity)
        }
        return rows[Int(entity)]
      }
    }
    for entity in sources { rows[Int(entity)] = -1 }
    return sources
  }
}

extension NeighbourSample {
  /// The node's place for each edge.
  fileprivate var places: [Int32] {
    zip(begin, begin.dropFirst()).enumerated().flatMap { place, range in
      repeatElement(Int32(place), count: range.1 - range.0)
    }
  }
}

extension EdgeGroups {
  /// By the places of the nodes that were sampled.
  fileprivate convenience init(_ sample: NeighbourSample) {
    let places = sample.places
    self.init(
      edges: places.count, nodeCount: sample.begin.count - 1, nodes: { places[$0] },
      relations: { sample.relations[$0] }, neighbours: sample.neighbours, norms: sample.norms)
  }

  /// By the other end.
  fileprivate convenience init(bySource sample: NeighbourSample, nodeCount: Int, relationCount: Int) {
    self.init(
      nodes: sample.neighbours, neighbours: sample.places, relations: sample.relations, norms: sample.norms,
      nodeCount: nodeCount, relationCount: relationCount)
  }
}
