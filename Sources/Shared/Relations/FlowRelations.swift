internal import Graphs

/// LargeFlowTo and LargeFlowFrom: the largest flows out of and into a region.
struct FlowRelations: FactSource {
  let regions: RegionSet
  let table: FlowTable
  let options: RelationOptions

  func addFacts(to assembly: inout GraphAssembly) throws {
    for relation in [Relation.largeFlowTo, .largeFlowFrom] where options.relations.contains(relation) {
      let name = options.names.spelling(relation).name
      var rows = [[(count: Double, other: Int32)]](repeating: [], count: regions.count)
      for flow in table.flows where options.keepsSelfFlows || flow.pair.first != flow.pair.second {
        let (own, other) =
          relation == .largeFlowTo ? (flow.pair.first, flow.pair.second) : (flow.pair.second, flow.pair.first)
        rows[Int(own)].append((flow.count, other))
      }
      for (region, row) in rows.enumerated() {
        // Of equal flows the region that comes first in natural order.
        for flow in row.sorted(by: { ($1.count, $0.other) < ($0.count, $1.other) }).prefix(options.flowTop) {
          try assembly.add(regions.names, region, name, regions.names, Int(flow.other))
        }
      }
    }
  }
}
