/// One fact, as indices into a graph.
package struct Fact: Hashable, Sendable {
  package let head: Int32
  package let relation: Int32
  package let tail: Int32

  package init(head: Int32, relation: Int32, tail: Int32) {
    self.head = head
    self.relation = relation
    self.tail = tail
  }

  /// Fact number `index` of a graph.
  package init(_ graph: KnowledgeGraph, _ index: Int) {
    self.init(head: graph.heads[index], relation: graph.relations[index], tail: graph.tails[index])
  }
}
