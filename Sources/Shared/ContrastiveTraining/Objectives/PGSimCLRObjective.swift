package import Networks
package import Numerics
package import Schemas
internal import Support

/// A region agrees with one nearby and with one of similar places (PG-SimCLR; Xi et al., WWW 2022, *Beyond the First Law of
/// Geography*): the mean of two NT-Xent losses, whose positives are drawn anew in every epoch.
package final class PGSimCLRObjective: TrainingObjective {
  package static let name = "pg-simclr"
  package static let summary =
    "a region with one nearby and one of similar places (PG-SimCLR; Xi et al. 2022)"
  package static let needs: [ObjectiveInput] = [.graph, .coordinates]
  package static let options = [ObjectiveOption.temperature, .radius, .similar]
  package static let makesViews = true

  package let projector: ProjectionHead
  private let loss: NTXentLoss
  private let near: [[Int]]
  private let similar: [[Int]]
  private let configuration: TrainingConfiguration
  private let seed: UInt64
  private let ids: [String]

  package init(_ inputs: ObjectiveInputs) throws {
    configuration = inputs.configuration
    seed = inputs.seed
    ids = inputs.ids
    loss = NTXentLoss(temperature: configuration.temperature)
    near = RegionMap(inputs.require(inputs.positions, .coordinates), radius: configuration.radius).neighbours
    let places = SimilarPlaces(
      inputs.require(inputs.graph, .graph), entities: inputs.entities, count: configuration.similar)
    guard places.regions.contains(where: { !$0.isEmpty }) else {
      throw Failure.data(
        nil,
        "the graph says of no two regions that they have places of a category; pg-simclr needs facts that join places (poi) with regions and with categories"
      )
    }
    // A region without places has only its neighbours to be like.
    similar = zip(places.regions, near).map { $0.isEmpty ? $1 : $0 }
    projector = ProjectionHead(
      "projector", inputs: inputs.features, hidden: inputs.features, outputs: GraphObjective.space)
    projector.initialize(seed: seed)
  }

  package var imageHead: ProjectionHead? { projector }
  package var parts: [ObjectivePart] { [.head("projector", "image head", projector)] }
  package var settings: [RunSetting] {
    [
      RunSetting("temperature", .number(loss.temperature)),
      RunSetting("radius", .number(configuration.radius)),
      RunSetting("similar", .integer(configuration.similar)),
    ]
  }

  /// A nearby and a similar region of each.
  package func companions(of regions: [Int], epoch: Int) -> [[Int]] {
    [("near", near), ("similar", similar)].map { purpose, lists in
      regions.map { region in
        var random = Philox(seed: seed, "pg-simclr \(purpose)", item: "\(ids[region])\u{0}epoch \(epoch)")
        return lists[region][random.index(below: lists[region].count)]
      }
    }
  }

  package func evaluate(_ features: Tensor, _ step: TrainingStep) -> ObjectiveLoss {
    let count = step.regions.count
    precondition(features.shape[0] == 3 * count && step.seen.count == 3 * count, "two companions of each")
    let vectors = projector.forward(features)
    let size = count * vectors.shape[1]
    let gradient = Tensor(vectors.shape)
    var total = 0.0
    for companion in 1...2 {
      let pairs = Tensor([2 * count, vectors.shape[1]])
      pairs.pointer.update(from: vectors.pointer, count: size)
      (pairs.pointer + size).update(from: vectors.pointer + companion * size, count: size)
      let regions = step.regions + step.seen[(companion * count)..<((companion + 1) * count)]
      let half = loss.evaluate(pairs, regions: regions, weight: 0.5)
      total += half.value
      for index in 0..<size {
        gradient[index] += half.gradient[index]
        gradient[companion * size + index] = half.gradient[size + index]
      }
    }
    return ObjectiveLoss(
      value: total, images: vectors.part(0, of: 3), partners: vectors.part(1, of: 3)
    ) { [projector] in projector.backward(gradient) }
  }
}
