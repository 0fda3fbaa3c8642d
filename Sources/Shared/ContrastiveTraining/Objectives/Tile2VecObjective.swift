package import Numerics
package import Schemas
internal import Support

/// A region's vector is nearer to a neighbour's than to a distant region's (Tile2Vec; Jean et al. 2019). The vectors are
/// the encoder's own, without a head.
package final class Tile2VecObjective: TrainingObjective {
  package static let name = "tile2vec"
  package static let summary =
    "a region with a neighbour, away from a distant region (Tile2Vec; Jean et al. 2019)"
  package static let needs: [ObjectiveInput] = [.coordinates]
  package static let options = [ObjectiveOption.radius, .margin, .normPenalty]

  private let map: RegionMap
  private let radius: Double
  private let loss: TripletLoss
  private let seed: UInt64
  private let ids: [String]

  package init(_ inputs: ObjectiveInputs) throws {
    let configuration = inputs.configuration
    radius = configuration.radius
    map = RegionMap(inputs.require(inputs.positions, .coordinates), radius: radius)
    loss = TripletLoss(margin: configuration.margin, penalty: configuration.normPenalty)
    seed = inputs.seed
    ids = inputs.ids
    for region in ids.indices where !ids.indices.contains(where: { map.areDistant(region, $0) }) {
      throw Failure.data(
        nil,
        "no region is farther than \(radius) m from '\(ids[region])'; --radius must leave distant regions")
    }
  }

  package var parts: [ObjectivePart] { [] }
  package var settings: [RunSetting] {
    [
      RunSetting("radius", .number(radius)), RunSetting("margin", .number(loss.margin)),
      RunSetting("norm_penalty", .number(loss.penalty)),
    ]
  }

  /// A neighbour and a distant region of each.
  package func companions(of regions: [Int], epoch: Int) -> [[Int]] {
    let draws = regions.map { region in
      var random = Philox(seed: seed, "tile2vec", item: "\(ids[region])\u{0}epoch \(epoch)")
      let near = map.neighbours[region]
      let neighbour = near[random.index(below: near.count)]
      var distant = random.index(below: ids.count)
      // Most are, unless the radius is as large as the map.
      for _ in 0..<64 where !map.areDistant(region, distant) { distant = random.index(below: ids.count) }
      while !map.areDistant(region, distant) { distant = (distant + 1) % ids.count }
      return (neighbour, distant)
    }
    return [draws.map(\.0), draws.map(\.1)]
  }

  package func evaluate(_ features: Tensor, _ step: TrainingStep) -> ObjectiveLoss {
    precondition(features.shape[0] == 3 * step.regions.count, "triplets")
    let (value, gradient) = loss.evaluate(features)
    return ObjectiveLoss(value: value, images: features.part(0, of: 3), partners: features.part(1, of: 3)) {
      gradient
    }
  }
}
