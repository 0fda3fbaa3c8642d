internal import CKernels
internal import Networks
package import Numerics
internal import Support

/// Scores of questions against entities, in blocks that take the same memory however many there are of either.
struct ScoreBlocks {
  /// Questions of a tile, and entities of a block.
  private static let tile = 1024
  private static let block = 1 << 13
  /// Questions of one shard.
  private static let grain = 48

  let model: TuckER
  /// By position: the entity.
  let order: [Int32]
  /// Positions that are scored together; each is cut into blocks.
  let parts: [Range<Int>]

  /// Scores every question, in evaluation mode.
  ///
  /// A score's bits depend on question and entity alone, not on its block.
  /// - Parameters:
  ///   - heads, relations: of the questions; those of a relation lie side by side, those of a pool too.
  ///   - begin: called for each tile of questions with y, [questions, d], before its blocks.
  ///   - body: called in parallel with some of the tile's questions, positions of entities, and the first score of
  ///     the first question; from one question to the next are `stride` floats.
  func forEach(
    heads: [Int32], relations: [Int32], begin: (Range<Int>, Tensor) -> Void = { _, _ in },
    _ body: @Sendable (Range<Int>, Range<Int>, UnsafePointer<Float>, _ stride: Int) -> Void
  ) {
    let d = model.dimension
    let blocks = parts.flatMap { part in
      stride(from: part.lowerBound, to: part.upperBound, by: Self.block)
        .map { $0..<min($0 + Self.block, part.upperBound) }
    }
    let widest = (blocks.map(\.count).max() ?? 0) + KN_PANEL
    let scores = Tensor([min(Self.tile, heads.count), widest])
    let panels = Tensor([widest, d])
    var start = 0
    while start < heads.count {
      let pool = model.statistics.pool(of: relations[start])
      var end = start + 1
      while end < min(heads.count, start + Self.tile), model.statistics.pool(of: relations[end]) == pool {
        end += 1
      }
      model.statistics.select(pool)
      let first = start
      let y = model.outputs(Array(heads[first..<end]), Array(relations[first..<end]))
      begin(first..<end, y)
      for block in blocks {
        pack(block, into: panels)
        let product = VocabularyProducts(d: d, width: d, stride: widest, rows: Self.grain)
        Parallel.forRanges(end - first, grain: Self.grain) { rows in
          let row = scores.pointer + rows.lowerBound * widest
          product.score(rows.count, block.count, y.pointer + rows.lowerBound * d, panels.pointer, row)
          body(first + rows.lowerBound..<first + rows.upperBound, block, row, widest)
        }
      }
      start = end
    }
  }

  /// The score of one entity for each row of y, with the bits that it has in a block.
  func scores(_ y: Tensor, of entities: [Int32]) -> [Float] {
    let d = model.dimension
    let product = VocabularyProducts(d: d, width: d, stride: KN_PANEL, rows: 1)
    let table = model.entities.value
    return entities.enumerated().map { row, entity in
      withScratch(d * KN_PANEL + KN_PANEL) { room in
        kn_pack_edge(d, 1, table.pointer + Int(entity) * d, 1, d, room)
        product.score(1, 1, y.pointer + row * d, room, room + d * KN_PANEL)
        return room[d * KN_PANEL]
      }
    }
  }

  /// Panels of the entities at some positions.
  private func pack(_ block: Range<Int>, into panels: Tensor) {
    let d = model.dimension
    let table = model.entities.value
    let order = order
    Parallel.forRanges((block.count + KN_PANEL - 1) / KN_PANEL, grain: 32) { range in
      withScratch(KN_PANEL * d) { rows in
        for panel in range {
          let first = block.lowerBound + panel * KN_PANEL
          let held = min(KN_PANEL, block.upperBound - first)
          for index in 0..<held {
            (rows + index * d).update(from: table.pointer + Int(order[first + index]) * d, count: d)
          }
          kn_pack_edge(d, held, rows, 1, d, panels.pointer + panel * KN_PANEL * d)
        }
      }
    }
  }
}

extension TuckER {
  /// Scores of all entities as tails of the given questions, in evaluation mode, [questions, entities].
  /// - Parameter relations: of each question, sorted.
  package func scores(heads: [Int32], relations: [Int32]) -> Tensor {
    let n = entityCount
    let result = Tensor([heads.count, n])
    ScoreBlocks(model: self, order: Array(0..<Int32(n)), parts: [0..<n])
      .forEach(heads: heads, relations: relations) { rows, block, scores, stride in
        for (index, row) in rows.enumerated() {
          (result.pointer + row * n + block.lowerBound)
            .update(from: scores + index * stride, count: block.count)
        }
      }
    return result
  }

  /// y of questions in evaluation mode: running statistics, no dropout.
  func outputs(_ heads: [Int32], _ rowRelations: [Int32]) -> Tensor {
    let product = CoreProduct(rowRelations, dimension: dimension)
    let x = Tensor([heads.count, dimension])
    gather(heads, into: x)
    inputNorm.useRunningStatistics()
    inputNorm.apply(x, relu: false, into: x)
    let a = product.matrices(relations.value, core: core.value)
    let y = Tensor(x.shape)
    product.forward(x, a, Dropout(0, seed: 0, place: "none"), step: 0, into: y)
    outputNorm.useRunningStatistics()
    outputNorm.apply(y, relu: false, into: y)
    return y
  }
}
