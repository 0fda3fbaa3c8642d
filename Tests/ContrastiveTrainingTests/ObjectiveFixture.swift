internal import ContrastiveTraining
internal import GraphNetworks
internal import Networks
internal import Numerics
internal import Schemas
internal import TestSupport
import Testing

/// What make_objectives.py and the tests of objectives share.
enum ObjectiveFixture {
  static let (features, batch) = (24, 6)
  static let near = [1, 0, 7, 8, 2, 9]
  static let similar = [3, 7, 0, 10, 11, 4]
  static let regions = 12

  static func single(_ name: String, _ shape: [Int], bound: Double, centre: Double = 0) -> Tensor {
    let values = Hashed.uniform(name, shape.reduce(1, *)).map { Float(centre - bound + 2 * bound * $0) }
    return Tensor(values, shape: shape)
  }

  /// Twelve regions of a ring of a kilometre's steps, with a place each, of three kinds.
  static let graph = KnowledgeGraph(
    entityIDs: (0..<12).map { "r\($0)" } + (0..<12).map { "p\($0)" } + ["c0", "c1", "c2"],
    entityTypes: [EntityType](repeating: .region, count: 12) + [EntityType](repeating: .poi, count: 12)
      + [EntityType](repeating: .category, count: 3),
    coordinates: [SIMD2<Double>](repeating: .zero, count: 27), relationNames: ["Cate1Of", "LocateAt"],
    heads: (12..<24).flatMap { [Int32($0), Int32($0)] }, relations: (0..<24).map { Int32($0 % 2) },
    tails: (0..<12).flatMap { [Int32(24 + $0 % 3), Int32($0)] }, regionCount: 12)

  /// - Parameter configure: changes the configuration.
  static func inputs(_ configure: (inout TrainingConfiguration) -> Void = { _ in }) throws -> ObjectiveInputs
  {
    var configuration = TrainingConfiguration()
    configuration.temperature = 0.2
    configure(&configuration)
    var inputs = ObjectiveInputs(configuration: configuration, features: features, seed: 1)
    inputs.ids = (0..<regions).map { "r\($0)" }
    inputs.entities = Array(0..<regions)
    inputs.graph = graph
    inputs.extent = (40, 52)
    inputs.positions = (0..<regions).map { SIMD2(0.009 * Double($0), 0) }
    var columns = [0, 1].map { column in
      (0..<9).map { Double(single("labels", [18], bound: 50, centre: 50)[9 * column + $0]) }
    }
    (columns[0][1], columns[1][4]) = (.nan, .nan)
    inputs.labels = try RegionLabels(
      columns, indicators: ["pop", "edu"], ids: (0..<9).map { "r\($0)" }, file: "labels.csv")
    inputs.network = try GraphObjectiveFixture.network()
    return inputs
  }

  /// A step of the first regions; of pictures where an objective looks at them.
  static func step(seen: [Int]? = nil, pictures: Tensor = Tensor([0])) -> TrainingStep {
    let batch = Array(0..<batch)
    return TrainingStep(
      pictures: pictures, views: [Int](repeating: 1, count: 3), regions: batch, entities: batch, seen: seen,
      number: 0)
  }

  /// Gives every weight of an objective the generator's values.
  static func load(_ objective: any TrainingObjective, bound: Double = 0.4) throws {
    for part in objective.parts {
      for (name, parameter) in part.parameters {
        parameter.value.copy(from: single(name, parameter.value.shape, bound: bound))
      }
    }
  }
}

/// A small graph encoder without dropout.
enum GraphObjectiveFixture {
  static func network() throws -> CompGCN {
    let graph = CompGCNGraph(
      entityCount: 12, relationCount: 2, heads: (0..<12).map(Int32.init),
      relations: (0..<12).map { Int32($0 % 2) }, tails: (0..<12).map { Int32(($0 + 1) % 12) })
    var options = CompGCN.Options()
    (options.sumDropout, options.outputDropout) = (0, 0)
    return try CompGCN(
      graph, nodes: ObjectiveFixture.single("nodes", [12, 8], bound: 1),
      relations: ObjectiveFixture.single("relations", [4, 8], bound: 1), options: options, seed: 1)
  }
}
