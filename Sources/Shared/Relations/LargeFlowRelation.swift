internal import Graphs
internal import Schemas

/// LargeFlowTo and LargeFlowFrom: the largest flows out of and into a region.
struct LargeFlowRelation: Relation {
  enum Direction: Sendable {
    case to, from
  }

  static let top = RelationOption.count("flow-top", default: 20, valueName: "k", "largest flows of a region")
  static let dropsSelfFlows = RelationOption.toggle("no-self-flows", "without flows within a region")

  let direction: Direction
  let needs: [CityInput] = [.flows]
  let options = [top.flag, dropsSelfFlows.flag]

  init(_ direction: Direction) { self.direction = direction }

  var meaning: RelationMeaning {
    switch direction {
    case .to:
      RelationMeaning(
        "LargeFlowTo", from: .region, to: .region,
        RelationWording(
          ofHead: "sends its largest flows to", ofTail: "is among the largest destinations of"))
    case .from:
      RelationMeaning(
        "LargeFlowFrom", from: .region, to: .region,
        RelationWording(
          ofHead: "receives its largest flows from", ofTail: "is among the largest origins of"))
    }
  }

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let table = city.flows else { return [] }
    let dropsSelfFlows = settings[Self.dropsSelfFlows]
    var rows = [[(count: Double, other: Int32)]](repeating: [], count: city.regions.count)
    for flow in table.flows where !dropsSelfFlows || flow.pair.first != flow.pair.second {
      let (own, other) =
        direction == .to ? (flow.pair.first, flow.pair.second) : (flow.pair.second, flow.pair.first)
      rows[Int(own)].append((flow.count, other))
    }
    let top = settings[Self.top]
    let pairs = rows.enumerated().flatMap { region, row in
      // Of equal flows the region that comes first in natural order.
      row.sorted { ($1.count, $0.other) < ($0.count, $1.other) }.prefix(top).map {
        IndexPair(Int32(region), $0.other)
      }
    }
    return [FactPairs(within: city.regions.names, pairs)]
  }
}
