internal import CKernels

/// Edges in compressed rows: by node, and within a node by relation.
///
/// Linear-time construction (counting sorts) and 32-bit indices, for graphs of many million edges.
package final class EdgeGroups: Sendable {
  /// Groups of node v: `groupBegin[v]..<groupBegin[v + 1]`.
  package let groupBegin: [Int32]
  /// The relation of each group.
  package let relation: [Int32]
  /// Edges of group g: `edgeBegin[g]..<edgeBegin[g + 1]`.
  package let edgeBegin: [Int32]
  /// The other end of each edge.
  package let neighbour: [Int32]
  /// The weight of each edge.
  package let norm: [Float]
  /// Node ranges of about equal numbers of edges: the units of parallel work, whatever the threads.
  let shards: [Range<Int>]

  package var nodeCount: Int { groupBegin.count - 1 }
  package var edgeCount: Int { neighbour.count }

  /// The edges of a node.
  package func edges(of node: Int) -> Range<Int> {
    Int(edgeBegin[Int(groupBegin[node])])..<Int(edgeBegin[Int(groupBegin[node + 1])])
  }

  /// Groups edges by `nodes`; edges of one node and relation keep the order in which they come.
  convenience init(
    nodes: [Int32], neighbours: [Int32], relations: [Int32], norms: [Float], nodeCount: Int,
    relationCount: Int
  ) {
    var order = Self.countingSort((0..<Int32(nodes.count)).map { $0 }, by: relations, count: relationCount)
    order = Self.countingSort(order, by: nodes, count: nodeCount)
    self.init(
      edges: order.count, nodeCount: nodeCount, nodes: { nodes[Int(order[$0])] },
      relations: { relations[Int(order[$0])] }, neighbours: order.map { neighbours[Int($0)] },
      norms: order.map { norms[Int($0)] })
  }

  /// Groups edges that come by node and within a node by relation.
  init(
    edges: Int, nodeCount: Int, nodes: (Int) -> Int32, relations: (Int) -> Int32, neighbours: [Int32],
    norms: [Float]
  ) {
    var groupBegin = [Int32](repeating: 0, count: nodeCount + 1)
    var relation: [Int32] = []
    var edgeBegin: [Int32] = []
    var previous: (node: Int32, relation: Int32) = (-1, -1)
    for edge in 0..<edges {
      let key = (node: nodes(edge), relation: relations(edge))
      guard key != previous else { continue }
      groupBegin[Int(key.node) + 1] += 1
      relation.append(key.relation)
      edgeBegin.append(Int32(edge))
      previous = key
    }
    edgeBegin.append(Int32(edges))
    for node in 0..<nodeCount { groupBegin[node + 1] += groupBegin[node] }
    self.groupBegin = groupBegin
    self.relation = relation
    self.edgeBegin = edgeBegin
    neighbour = neighbours
    norm = norms
    shards = Self.shards(groupBegin: groupBegin, edgeBegin: edgeBegin)
  }

  /// Indices stably sorted by their keys, which lie in 0..<count.
  private static func countingSort(_ order: [Int32], by keys: [Int32], count: Int) -> [Int32] {
    var begin = [Int](repeating: 0, count: count + 1)
    for key in keys { begin[Int(key) + 1] += 1 }
    for key in 0..<count { begin[key + 1] += begin[key] }
    var result = [Int32](repeating: 0, count: order.count)
    for index in order {
      let key = Int(keys[Int(index)])
      result[begin[key]] = index
      begin[key] += 1
    }
    return result
  }

  /// At most 256 ranges, none of less than some thousand nodes and edges together.
  private static func shards(groupBegin: [Int32], edgeBegin: [Int32]) -> [Range<Int>] {
    let nodeCount = groupBegin.count - 1
    func work(_ node: Int) -> Int { Int(edgeBegin[Int(groupBegin[node])]) + node }
    let share = max(4096, (work(nodeCount) + 255) / 256)
    var shards: [Range<Int>] = []
    var first = 0
    for node in 0..<nodeCount where work(node + 1) - work(first) >= share || node + 1 == nodeCount {
      shards.append(first..<(node + 1))
      first = node + 1
    }
    return shards
  }

  func withKernelEdges<R>(_ body: (UnsafePointer<kn_edges>) -> R) -> R {
    groupBegin.withUnsafeBufferPointer { groupBegin in
      relation.withUnsafeBufferPointer { relation in
        edgeBegin.withUnsafeBufferPointer { edgeBegin in
          neighbour.withUnsafeBufferPointer { neighbour in
            norm.withUnsafeBufferPointer { norm in
              var edges = kn_edges(
                group_begin: groupBegin.baseAddress, relation: relation.baseAddress,
                edge_begin: edgeBegin.baseAddress, neighbour: neighbour.baseAddress, norm: norm.baseAddress)
              return body(&edges)
            }
          }
        }
      }
    }
  }
}
