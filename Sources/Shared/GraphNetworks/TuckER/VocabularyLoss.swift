internal import CKernels
internal import Networks
internal import Numerics
internal import Support

/// 1-N scoring: the scores of every candidate, their loss and its gradients.
///
/// Scores pass in slabs of rows that stay in the last cache: scores, loss and the gradient of y by tiles
/// of rows, then the gradient of the entities by blocks of entities. Every sum is cut at fixed places, so
/// that the size of a slab may follow the number of threads without a change of any bit. Room is kept
/// from step to step.
final class VocabularyLoss {
  /// Rows of one shard, and terms of the entities' gradient that are summed before they are added.
  private static let tile = 48
  /// Entities of y's gradient that are summed before they are added: a panel of them fits the first cache.
  private static let block = 256
  /// Entities whose gradient stays in the first cache while the tiles of a slab pass.
  private static let strip = 48
  /// Scores held at once, where a single tile has no more.
  private static let slabElements = 1 << 25

  private let scores = Scratch()
  private let columns = Scratch()
  private let rows = Scratch()
  private let padded = (y: Scratch(), gradient: Scratch(), entities: Scratch())
  private var sums: [Double] = []

  /// - Parameters:
  ///   - y: what questions look for, [rows, d].
  ///   - entities: the candidates, [n, d].
  ///   - entityGradient: set to the loss's gradient by the candidates, [n, d].
  ///   - gradient: set to the loss's gradient by y, [rows, d].
  ///   - replace: given a row and its n scores, puts the loss's gradient in their place, and returns what the row
  ///     adds to the loss.
  /// - Returns: the loss.
  func callAsFunction(
    _ y: Tensor, _ entities: Tensor, entityGradient: Tensor, gradient: Tensor,
    _ replace: @Sendable (Int, UnsafeMutablePointer<Float>) -> Double
  ) -> Double {
    let (count, d, n) = (y.shape[0], y.shape[1], entities.shape[0])
    let width = Self.roundedUp(d)
    let stride = Self.scoreStride(n)
    let wide = d == width
    let place = Unchecked(
      Places(
        y: wide ? y.pointer : padded.y.floats(count * width),
        gradient: wide ? gradient.pointer : padded.gradient.floats(count * width),
        entityGradient: wide ? entityGradient.pointer : padded.entities.floats(n * width),
        columns: columns.floats(Self.roundedUp(n) * d), rows: rows.floats(n * width)))
    if !wide { Self.copy(y.pointer, count, d, to: place.value.y, width) }
    Self.pack(entities, place.value, width: width)
    if sums.count < count { sums = [Double](repeating: 0, count: count) }

    let limit = max(Self.tile, Self.slabElements / stride / Self.tile * Self.tile)
    let slab = min(4 * Parallel.threads * Self.tile, limit, count)
    let scores = Unchecked(scores.floats(slab * stride))
    let product = VocabularyProducts(d: d, width: width, stride: stride, rows: max(Self.tile, Self.strip))
    sums.withUnsafeMutableBufferPointer { buffer in
      let sums = Unchecked(buffer)
      for start in Swift.stride(from: 0, to: count, by: slab) {
        let rows = min(slab, count - start)
        Parallel.forRanges(rows, grain: Self.tile) { range in
          let s = scores.value + range.lowerBound * stride
          let first = start + range.lowerBound
          product.score(range.count, n, place.value.y + first * width, place.value.columns, s)
          for row in 0..<range.count {
            sums.value[first + row] = replace(first + row, s + row * stride)
          }
          for block in Swift.stride(from: 0, to: n, by: Self.block) {
            product.rowGradient(
              range.count, depth: min(Self.block, n - block), first: block == 0, s + block,
              place.value.rows + block * KN_PANEL, panel: n * KN_PANEL, place.value.gradient + first * width)
          }
        }
        Parallel.forRanges(n, grain: 8 * Self.strip) { range in
          for strip in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Self.strip) {
            for tile in Swift.stride(from: 0, to: rows, by: Self.tile) {
              product.entityGradient(
                min(Self.strip, range.upperBound - strip), depth: min(Self.tile, rows - tile),
                first: start + tile == 0, scores.value + tile * stride + strip,
                place.value.y + (start + tile) * width, place.value.entityGradient + strip * width)
            }
          }
        }
      }
    }
    if !wide {
      Self.copy(place.value.gradient, count, width, to: gradient.pointer, d)
      Self.copy(place.value.entityGradient, n, width, to: entityGradient.pointer, d)
    }
    return sums[..<count].reduce(0, +)
  }

  private struct Places {
    let y: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
    let entityGradient: UnsafeMutablePointer<Float>
    /// Eᵀ in panels of entities, and E in panels of features.
    let columns: UnsafeMutablePointer<Float>
    let rows: UnsafeMutablePointer<Float>
  }

  private static func roundedUp(_ count: Int) -> Int { (count + KN_PANEL - 1) / KN_PANEL * KN_PANEL }

  /// An odd number of cache lines, so that a column of scores spreads over all sets of a cache.
  private static func scoreStride(_ n: Int) -> Int {
    roundedUp(n) / KN_PANEL % 2 == 1 ? roundedUp(n) : roundedUp(n) + KN_PANEL
  }

  /// Copies the columns that both have; those that only the target has become 0.
  private static func copy(
    _ source: UnsafePointer<Float>, _ rows: Int, _ columns: Int, to target: UnsafeMutablePointer<Float>,
    _ width: Int
  ) {
    for row in 0..<rows {
      let line = target + row * width
      line.update(from: source + row * columns, count: min(columns, width))
      for column in min(columns, width)..<width { line[column] = 0 }
    }
  }

  /// Packs E for both products, zeros beyond its edges.
  private static func pack(_ entities: Tensor, _ place: Places, width: Int) {
    let (n, d) = (entities.shape[0], entities.shape[1])
    let pointers = Unchecked((source: entities.pointer, columns: place.columns, rows: place.rows))
    Parallel.forRanges((n + KN_PANEL - 1) / KN_PANEL, grain: 64) { panels in
      let (source, columns, rows) = pointers.value
      for panel in panels {
        let first = panel * KN_PANEL
        let held = min(KN_PANEL, n - first)
        kn_pack_edge(d, held, source + first * d, 1, d, columns + first * d)
      }
      let entities = panels.lowerBound * KN_PANEL..<min(n, panels.upperBound * KN_PANEL)
      for column in Swift.stride(from: 0, to: width, by: KN_PANEL) {
        kn_pack_edge(
          entities.count, min(KN_PANEL, d - column), source + entities.lowerBound * d + column, d, 1,
          rows + column * n + entities.lowerBound * KN_PANEL)
      }
    }
  }
}
