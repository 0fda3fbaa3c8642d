package import Support

/// Some of the edges of some nodes, with weights by which their sums estimate those over all edges.
///
/// Of D edges k are drawn uniformly without replacement and weigh D/k each (Horvitz & Thompson 1952; the sampled
/// neighbourhoods of Hamilton et al. 2017, *Inductive Representation Learning on Large Graphs*, with the weights that
/// keep a sum unbiased). The expected sum is the sum, its variance D²/k · (1 − k/D) · S², with S² the variance of the
/// messages (divisor D − 1; Cochran 1977, *Sampling Techniques*, theorem 2.2). Nodes with at most k edges have all, in
/// their order and by their weights.
package struct NeighbourSample: Sendable {
  /// Edges of the node at place i: `begin[i]..<begin[i + 1]`, by relation.
  package let begin: [Int]
  /// The other end of each edge.
  package private(set) var neighbours: [Int32]
  package private(set) var relations: [Int32]
  /// The edge's norm times D/k.
  package private(set) var norms: [Float]

  /// - Parameter draws: of one layer, direction and step; a node's edges are those of the item that is its number, so
  ///   that they depend on no other node.
  package init(_ edges: EdgeGroups, of nodes: [Int32], _ limit: NeighbourLimit, _ draws: Philox) {
    begin = nodes.reduce(into: [0]) { begin, node in
      let degree = edges.edges(of: Int(node)).count
      let count = if case .atMost(let most) = limit { min(most, degree) } else { degree }
      begin.append((begin.last ?? 0) + count)
    }
    let count = begin[nodes.count]
    neighbours = [Int32](repeating: 0, count: count)
    relations = neighbours
    norms = [Float](repeating: 0, count: count)
    fill(edges, nodes, draws)
  }

  /// Calls the other ends by other numbers, in the order of the edges.
  mutating func renumber(_ number: (Int32) -> Int32) {
    for index in neighbours.indices { neighbours[index] = number(neighbours[index]) }
  }

  private mutating func fill(_ edges: EdgeGroups, _ nodes: [Int32], _ draws: Philox) {
    let begin = begin
    neighbours.withUnsafeMutableBufferPointer { neighbours in
      relations.withUnsafeMutableBufferPointer { relations in
        norms.withUnsafeMutableBufferPointer { norms in
          let target = Unchecked((neighbours, relations, norms))
          Parallel.forRanges(nodes.count, grain: 64) { places in
            let (neighbours, relations, norms) = target.value
            for place in places {
              let node = Int(nodes[place])
              let all = edges.edges(of: node)
              let count = begin[place + 1] - begin[place]
              var draws = draws.item(UInt64(node))
              let weight = Float(Double(all.count) / Double(max(count, 1)))
              var group = Int(edges.groupBegin[node])
              let positions = count < all.count ? draws.sample(count, below: all.count) : Array(0..<count)
              for (slot, position) in zip(begin[place]..., positions) {
                let edge = all.lowerBound + position
                group = edges.group(of: edge, from: group, below: Int(edges.groupBegin[node + 1]))
                neighbours[slot] = edges.neighbour[edge]
                relations[slot] = edges.relation[group]
                norms[slot] = edges.norm[edge] * weight
              }
            }
          }
        }
      }
    }
  }
}

extension EdgeGroups {
  /// The group among `first..<end` that an edge is in.
  fileprivate func group(of edge: Int, from first: Int, below end: Int) -> Int {
    var (low, high) = (first, end)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(edgeBegin[middle]) <= edge { low = middle } else { high = middle }
    }
    return low
  }
}
