internal import CKernels
package import Numerics
internal import Support

/// The sums of the messages that each row of a layer's output receives, for facts and for reverse facts, and
/// their gradients.
///
/// Sums stay in the basis of `Composition.analysis`; the weights that follow change them back.
package final class MessageAggregation {
  private let block: MessageBlock
  private let composition: Composition
  private let dimension: Int
  private let width: Int
  private let analysis: Tensor?
  /// [targets, 2 · width]: facts, then reverse facts.
  package let sums: Tensor
  private var nodes: Tensor
  private let relations: [Tensor]

  package init(_ block: MessageBlock, _ composition: Composition, dimension: Int) {
    self.block = block
    self.composition = composition
    self.dimension = dimension
    width = composition.basisWidth(dimension)
    analysis = composition.analysis(dimension)
    sums = Tensor([block.targetCount, 2 * width])
    nodes = Tensor([0, width])
    relations = (0..<2).map { _ in Tensor([block.relationCount, composition.basisWidth(dimension)]) }
  }

  private var kernel: kn_composition {
    switch composition {
    case .rotate: kn_rotate
    case .ccorr: kn_correlate
    case .mul, .sub: kn_multiply
    }
  }

  /// Fills `sums`.
  /// - Parameters:
  ///   - nodes: [sources, dimension]; must not change before `backward`.
  ///   - relations: [2R, dimension].
  package func forward(nodes input: Tensor, relations table: Tensor) {
    if let analysis {
      if nodes.shape[0] != block.sourceCount { nodes = Tensor([block.sourceCount, width]) }
      composition.change(input, analysis, into: nodes)
    } else {
      nodes = input
    }
    sum(relations: table)
  }

  /// The same of nodes that are in the basis already, [sources, width].
  func forward(inBasis input: Tensor, relations table: Tensor) {
    nodes = input
    sum(relations: table)
  }

  private func sum(relations table: Tensor) {
    for (index, edges) in block.incoming.enumerated() {
      loadRelations(table, index)
      let (x, r) = (Unchecked(nodes.pointer), Unchecked(relations[index].pointer))
      let out = Unchecked(sums.pointer + index * width)
      let (kernel, width, isDifference) = (kernel, width, composition == .sub)
      let relationOnly: Int32 = block.convention == .reference ? 1 : 0
      Parallel.forEach(edges.shards.count) { shard in
        let (first, last) = (edges.shards[shard].lowerBound, edges.shards[shard].upperBound)
        edges.withKernelEdges { edges in
          if isDifference {
            kn_aggregate_difference(
              relationOnly, first, last, width, edges, x.value, r.value, out.value, 2 * width)
          } else {
            let scratch = Tensor([width])
            kn_aggregate(
              kernel, first, last, width, edges, x.value, r.value, scratch.pointer, out.value, 2 * width)
          }
        }
      }
    }
  }

  /// Adds the gradients of the nodes and the relations of the last `forward`, given that of `sums`.
  func backward(_ gradient: Tensor, nodes nodeGradient: Tensor, relations relationGradient: Tensor) {
    let basisGradient = analysis == nil ? nodeGradient : Tensor([block.sourceCount, width])
    for index in 0..<2 {
      let total = backward(gradient, direction: index, nodes: basisGradient)
      storeRelationGradient(total, index, to: relationGradient)
    }
    guard let analysis else { return }
    BLAS.parallelGemm(
      transposeB: true, m: block.sourceCount, n: dimension, k: width, basisGradient.pointer, lda: width,
      analysis.pointer, ldb: width, beta: 1, nodeGradient.pointer, ldc: dimension)
  }

  /// Adds the node gradients of one direction and returns those of its relations, [R, width].
  private func backward(_ gradient: Tensor, direction index: Int, nodes nodeGradient: Tensor) -> Tensor {
    let edges = block.outgoing[index]
    // Each stripe of shards has its own sums over relations, together at most 128 MiB.
    let table = block.relationCount * width
    let stripes = min(edges.shards.count, max(1, (1 << 25) / max(1, table)))
    let partial = Tensor([stripes, block.relationCount, width])
    let g = Unchecked(gradient.pointer + index * width)
    let (x, r) = (Unchecked(nodes.pointer), Unchecked(relations[index].pointer))
    let (dx, dr) = (Unchecked(nodeGradient.pointer), Unchecked(partial.pointer))
    let (kernel, width, isDifference) = (kernel, width, composition == .sub)
    let relationOnly: Int32 = block.convention == .reference ? 1 : 0
    Parallel.forEach(stripes) { stripe in
      let first = edges.shards[stripe * edges.shards.count / stripes].lowerBound
      let last = edges.shards[(stripe + 1) * edges.shards.count / stripes - 1].upperBound
      let dr = dr.value + stripe * table
      edges.withKernelEdges { edges in
        if isDifference {
          kn_aggregate_difference_backward(
            relationOnly, first, last, width, edges, g.value, 2 * width, dx.value, dr)
        } else {
          let scratch = Tensor([width])
          kn_aggregate_backward(
            kernel, first, last, width, edges, g.value, 2 * width, x.value, r.value, scratch.pointer,
            dx.value,
            dr)
        }
      }
    }
    let total = Tensor([block.relationCount, width])
    for stripe in 0..<stripes { kn_axpy(table, 1, partial.pointer + stripe * table, total.pointer) }
    return total
  }

  /// Relation rows 2r + index of `table`, in the basis.
  private func loadRelations(_ table: Tensor, _ index: Int) {
    let target = relations[index].pointer
    guard let analysis else {
      for relation in 0..<block.relationCount {
        let source = table.pointer + (2 * relation + index) * dimension
        (target + relation * width).update(from: source, count: width)
      }
      return
    }
    BLAS.gemm(
      m: block.relationCount, n: width, k: dimension, table.pointer + index * dimension, lda: 2 * dimension,
      analysis.pointer, ldb: width, target, ldc: width)
  }

  /// Adds `total`, in the basis, to rows 2r + index of `gradient`.
  private func storeRelationGradient(_ total: Tensor, _ index: Int, to gradient: Tensor) {
    guard let analysis else {
      for relation in 0..<block.relationCount {
        kn_axpy(
          width, 1, total.pointer + relation * width, gradient.pointer + (2 * relation + index) * dimension)
      }
      return
    }
    BLAS.gemm(
      transposeB: true, m: block.relationCount, n: dimension, k: width, total.pointer, lda: width,
      analysis.pointer, ldb: width, beta: 1, gradient.pointer + index * dimension, ldc: 2 * dimension)
  }
}
