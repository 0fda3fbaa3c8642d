import Foundation
internal import GraphNetworks
internal import HDF5
internal import Numerics
internal import Ranks
internal import Schemas
internal import TestSupport

/// The graph of types and the model of candidates.h5.
struct CandidateFixture {
  static let dimension = 12
  static let names = ["E", "R", "W", "bn0.weight", "bn0.bias", "bn1.weight", "bn1.bias"]
  static let losses: [String: LinkLoss] = [
    "softmax": .softmax, "question": .questionSoftmax, "binary": .binary(smoothing: 0.1),
    "uniform": .binary(smoothing: 0.1, rule: .uniform),
  ]

  let types: [EntityType]
  let graph: KnowledgeGraph
  let index: FactIndex
  let candidates: TailCandidates
  let batch: QuestionBatch
  private let start: [[Float]]

  static func file() throws -> HDF5File {
    try HDF5File(reading: Repository.fixture("candidates.h5").path, name: "candidates.h5")
  }

  init() throws {
    let file = try Self.file()
    types = try file.read("/types", as: UInt8.self, shape: [nil]).map { EntityType.allCases[Int($0)] }
    let facts = try file.read("/facts", as: Int32.self, shape: [nil, 3])
    let rows = stride(from: 0, to: facts.count, by: 3)
    graph = KnowledgeGraph(
      entityIDs: types.indices.map { "e\($0)" }, entityTypes: types,
      coordinates: Array(repeating: SIMD2(.nan, .nan), count: types.count),
      relationNames: ["r0", "r1", "r2", "r3"], heads: rows.map { facts[$0] },
      relations: rows.map { facts[$0 + 1] }, tails: rows.map { facts[$0 + 2] },
      regionCount: types.count { $0 == .region })
    index = try FactIndex(graph)
    candidates = TailCandidates(index, TypedEntities(types))
    batch = QuestionBatch(
      index, questions: try file.read("/batch", as: Int32.self, shape: [nil]).map(Int.init),
      setOfRelation: candidates.setOfRelation)
    start = try Self.names.map { try file.dataset("/start/\($0)").readAll(as: Float.self) }
  }

  func model(dropout: Double = 0, shards: BatchShards = BatchShards()) -> TuckER {
    var options = TuckER.Options()
    options.dimension = Self.dimension
    (options.inputDropout, options.coreDropout, options.outputDropout) = (dropout, dropout, dropout)
    let model = TuckER(entityCount: types.count, relationCount: 8, options, shards: shards, seed: 1)
    for (values, parameter) in zip(start, model.parameters) {
      parameter.value.copy(from: Tensor(values, shape: parameter.value.shape))
    }
    return model
  }

  func loss(_ loss: LinkLoss, of model: TuckER, sampleSize: Int? = nil, otherSize: Int = 0, seed: UInt64 = 1)
    -> CandidateLoss
  {
    CandidateLoss(
      loss, candidates, sampleSize: sampleSize, otherSize: otherSize, entities: model.entities, seed: seed)
  }
}

extension CandidateLoss {
  /// The gradient of all entities, 0 where the last step reached none.
  var entityGradient: [Float] {
    let table = rows.parameter.value
    var result = [Float](repeating: 0, count: table.count)
    for row in rows.rows {
      for column in 0..<rows.width { result[Int(row) * rows.width + column] = rows[row][column] }
    }
    return result
  }
}
