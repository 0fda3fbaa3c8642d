package import Schemas
internal import Support

/// What regions are surrounded by, counted: ln(1 + number of paths) from a region to each entity that some paths end in.
/// Nothing is learnt, and nothing says where a region lies, unless an end does.
package struct PathCounts: Sendable {
  /// A row a region.
  package let table: EmbeddingTable
  /// `PATH:ENTITY` of each feature.
  package let names: [String]

  /// - Parameters:
  ///   - least: regions that an end must be reached from to be a feature.
  ///   - subject: how messages name the graph.
  /// - Throws: `Failure` (EX_DATAERR) for a path along a relation that the graph does not have, or that leads nowhere.
  package init(_ graph: KnowledgeGraph, _ paths: [RelationPath], least: Int, _ subject: String) throws {
    var names: [String] = []
    var columns: [[Float]] = []
    for path in paths {
      let ends = try Self.counts(graph, path, subject)
      var reached: [Int32: Int] = [:]
      for region in ends { for end in region.keys { reached[end, default: 0] += 1 } }
      let kept = reached.filter { $0.value >= least }.keys.sorted()
      guard !kept.isEmpty else {
        throw Failure.data(subject, "has no entity that \(path.text) leads to from \(least) regions or more")
      }
      names += kept.map { "\(path.text):\(graph.entityIDs[Int($0)])" }
      columns += kept.map { end in ends.map { Float(Elementary.log1p($0[end] ?? 0)) } }
    }
    let regions = 0..<graph.regionCount
    table = EmbeddingTable(
      ids: Array(graph.entityIDs.prefix(graph.regionCount)),
      values: regions.flatMap { region in columns.map { $0[region] } }, dimension: columns.count)
    self.names = names
  }

  /// The number of paths from each region to each entity that one leads to.
  private static func counts(_ graph: KnowledgeGraph, _ path: RelationPath, _ subject: String) throws
    -> [[Int32: Double]]
  {
    let steps = try path.steps.map { try KnowledgeGraph.Adjacency(graph, $0, subject) }
    return try Parallel.tryMap(graph.regionCount) { region in
      steps.reduce([Int32(region): 1]) { counts, step in
        var next: [Int32: Double] = [:]
        for (entity, count) in counts { for end in step[entity] { next[end, default: 0] += count } }
        return next
      }
    }
  }
}
