/// The edges of one layer: along them rows of its input send messages to the rows of its output.
///
/// Of the whole graph, or of sampled neighbourhoods (a block, or message flow graph, in DGL's words).
package struct MessageBlock: Sendable {
  let convention: CompGCNGraph.Convention
  let relationCount: Int
  /// Rows of the input.
  package let sourceCount: Int
  /// Rows of the output.
  package let targetCount: Int
  /// Facts and reverse facts, by target: the messages that a row receives.
  package let incoming: [EdgeGroups]
  /// The same by source, for gradients on their way back; empty where none goes back to the input.
  package let outgoing: [EdgeGroups]
}

extension CompGCNGraph {
  /// Every edge, between rows that are the entities.
  package var block: MessageBlock {
    MessageBlock(
      convention: convention, relationCount: relationCount, sourceCount: entityCount,
      targetCount: entityCount, incoming: [facts.incoming, reverses.incoming],
      outgoing: [facts.outgoing, reverses.outgoing])
  }
}
