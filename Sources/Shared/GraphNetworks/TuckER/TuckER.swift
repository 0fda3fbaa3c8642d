internal import Foundation
internal import Networks
package import Numerics
package import Ranks
internal import Support

/// TuckER (Balažević, Allen & Hospedales, EMNLP 2019): link prediction by the Tucker decomposition of
/// the binary tensor of facts. The score of (h, r, t) is the core tensor W multiplied by e_h, w_r and
/// e_t; all tails of a question are scored at once.
///
/// In training: x = dropout(BN₀(e_h)), A = dropout(Σ_k r_k W_k), y = dropout(BN₁(x A)), scores y Eᵀ.
package final class TuckER {
  /// Sizes and dropout rates; the defaults are those of the authors of the urban graphs.
  package struct Options: Sendable {
    /// d, of entities and relations alike.
    package var dimension = 64
    package var inputDropout = 0.3
    /// Of the matrix that a relation makes of the core, for each question anew.
    package var coreDropout = 0.2
    package var outputDropout = 0.3

    package init() {}
  }

  package let dimension: Int
  /// E, [entities, d].
  package let entities: Parameter
  /// R, [relations in both directions, d].
  package let relations: Parameter
  /// W, [d of the relation, d of the head, d of the tail].
  let core: Parameter
  /// BN₀ and BN₁.
  let inputNorm: BatchNorm
  let outputNorm: BatchNorm

  let inputDropout: Dropout
  let coreDropout: Dropout
  let outputDropout: Dropout

  /// How the batches of steps are cut.
  package let shards: BatchShards

  /// Room that every step uses again.
  let pool = TensorPool()
  let coreGradients = Scratch()
  let vocabulary = VocabularyLoss()
  /// Running statistics of both normalisations, for each pool of questions that trains apart.
  package private(set) lazy var statistics = PooledStatistics([inputNorm, outputNorm])

  /// A model with the published initial values: E and R Xavier normal, W uniform in ±1.
  package init(
    entityCount: Int, relationCount: Int, _ options: Options = Options(), shards: BatchShards = BatchShards(),
    seed: UInt64
  ) {
    let d = options.dimension
    self.shards = shards
    dimension = d
    entities = Parameter("E.weight", [entityCount, d])
    relations = Parameter("R.weight", [relationCount, d])
    core = Parameter("W", [d, d, d])
    inputNorm = BatchNorm("bn0", channels: d)
    outputNorm = BatchNorm("bn1", channels: d)
    for norm in [inputNorm, outputNorm] { norm.shards = shards }
    inputDropout = Dropout(options.inputDropout, seed: seed, place: "tucker.input")
    coreDropout = Dropout(options.coreDropout, seed: seed, place: "tucker.core")
    outputDropout = Dropout(options.outputDropout, seed: seed, place: "tucker.output")
    for table in [entities, relations] {
      var random = Philox(seed: seed, "initial", item: table.name)
      random.fillNormal(table.value, deviation: (2 / Double(table.value.shape[0] + d)).squareRoot())
    }
    var random = Philox(seed: seed, "initial", item: core.name)
    random.fillUniform(core.value, bound: 1)
  }

  package var entityCount: Int { entities.value.shape[0] }
  package var relationCount: Int { relations.value.shape[0] }

  /// Everything that trains.
  package var parameters: [Parameter] {
    [entities, relations, core, inputNorm.weight, inputNorm.bias, outputNorm.weight, outputNorm.bias]
  }
}
