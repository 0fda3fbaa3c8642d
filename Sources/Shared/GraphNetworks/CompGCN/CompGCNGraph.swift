package import Schemas

/// The facts of a knowledge graph and their reverses as the edges along which CompGCN sends messages.
package struct CompGCNGraph: Sendable {
  /// Which graph and which formulas.
  package enum Convention: String, Sendable, CaseIterable {
    /// Reverse facts (t, r_rev, h); norm D_out(u)^-½ D_in(v)^-½ on the message; one bias a node and
    /// direction.
    case corrected
    /// As the published code has it: reverse facts (t, r_rev, t); norm D_in(u)^-½ D_in(v)^-½, 0 where a
    /// degree is 0, on the relation; one bias an edge.
    case reference
  }

  /// The edges of one direction.
  package struct Direction: Sendable {
    /// By target: the messages that a node receives.
    package let incoming: EdgeGroups
    /// By source: the messages that a node sends.
    package let outgoing: EdgeGroups
    /// How many edges end in each entity.
    package let degree: [Int32]
  }

  package let convention: Convention
  package let entityCount: Int
  /// R; a relation table has 2R rows, row 2r for relation r and row 2r + 1 for its reverse.
  package let relationCount: Int
  /// Facts: head → tail.
  package let facts: Direction
  /// Reverse facts.
  package let reverses: Direction

  /// - Parameters: three columns of one length, of indices below `entityCount` and `relationCount`.
  package init(
    entityCount: Int, relationCount: Int, heads: [Int32], relations: [Int32], tails: [Int32],
    convention: Convention = .corrected
  ) {
    precondition(heads.count == relations.count && heads.count == tails.count, "columns of one length")
    precondition(heads.count < Int(Int32.max), "32-bit edge indices")
    self.convention = convention
    self.entityCount = entityCount
    self.relationCount = relationCount

    func degrees(_ ends: [Int32]) -> [Int32] {
      var degree = [Int32](repeating: 0, count: entityCount)
      for end in ends { degree[Int(end)] += 1 }
      return degree
    }
    func groups(_ nodes: [Int32], _ neighbours: [Int32], _ norms: [Float]) -> EdgeGroups {
      EdgeGroups(
        nodes: nodes, neighbours: neighbours, relations: relations, norms: norms, nodeCount: entityCount,
        relationCount: relationCount)
    }
    func norms(_ sources: [Int32], _ sourceDegree: [Int32], _ targets: [Int32], _ targetDegree: [Int32])
      -> [Float]
    {
      func inverse(_ degree: Int32) -> Double { degree > 0 ? 1 / Double(degree).squareRoot() : 0 }
      return zip(sources, targets).map { source, target in
        Float(inverse(sourceDegree[Int(source)]) * inverse(targetDegree[Int(target)]))
      }
    }

    let received = degrees(tails)
    switch convention {
    case .corrected:
      let sent = degrees(heads)
      // The norm of a fact and that of its reverse are the same, so each serves as the other's transpose.
      let norms = norms(heads, sent, tails, received)
      let byTail = groups(tails, heads, norms)
      let byHead = groups(heads, tails, norms)
      facts = Direction(incoming: byTail, outgoing: byHead, degree: received)
      reverses = Direction(incoming: byHead, outgoing: byTail, degree: sent)
    case .reference:
      let forward = norms(heads, received, tails, received)
      facts = Direction(
        incoming: groups(tails, heads, forward), outgoing: groups(heads, tails, forward), degree: received)
      let loops = groups(tails, tails, norms(tails, received, tails, received))
      reverses = Direction(incoming: loops, outgoing: loops, degree: received)
    }
  }

  /// The graph of `graph`, whose indices its reader has checked.
  package init(_ graph: KnowledgeGraph, convention: Convention = .corrected) {
    self.init(
      entityCount: graph.entityCount, relationCount: graph.relationCount, heads: graph.heads,
      relations: graph.relations, tails: graph.tails, convention: convention)
  }
}
