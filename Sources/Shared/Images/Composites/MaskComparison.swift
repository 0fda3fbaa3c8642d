package import Schemas

/// How well masks find what those of another file say is covered, pixel by pixel.
package struct MaskComparison: Sendable, Equatable {
  /// Pixels that both cover.
  package private(set) var found = 0
  /// Pixels that the reference alone covers.
  package private(set) var missed = 0
  /// Pixels that it alone leaves free.
  package private(set) var wrong = 0
  /// Pixels that both leave free.
  package private(set) var free = 0

  /// - Parameters:
  ///   - valid: 0 where masks cover a pixel.
  ///   - reference: the same by the reference.
  package init(_ valid: [UInt8] = [], against reference: [UInt8] = []) {
    add(valid, against: reference)
  }

  /// - Throws: `Failure` (EX_DATAERR) where a file has no masks, the reference lacks a region, or pictures differ in size or
  ///   number.
  package init(of masked: ImagePart, against reference: ImagePart) throws {
    let rows = try masked.rows(in: reference)
    for regions in masked.file.shape.maskWindows {
      add(
        try masked.requireMasks(of: Array(regions)),
        against: try reference.requireMasks(of: Array(rows[regions])))
    }
  }

  private mutating func add(_ valid: [UInt8], against reference: [UInt8]) {
    for (own, other) in zip(valid, reference) {
      switch (own, other) {
      case (0, 0): found += 1
      case (_, 0): missed += 1
      case (0, _): wrong += 1
      default: free += 1
      }
    }
  }

  private var pixels: Double { Double(found + missed + wrong + free) }

  /// Share of all pixels that the masks cover, and that the reference does.
  package var covered: Double { Double(found + wrong) / pixels }
  package var referenceCovered: Double { Double(found + missed) / pixels }
  /// Of what the masks cover, the share that the reference does; NaN where they cover nothing.
  package var precision: Double { Double(found) / Double(found + wrong) }
  /// Of what the reference covers, the share that the masks do; NaN where it covers nothing.
  package var recall: Double { Double(found) / Double(found + missed) }
  /// Harmonic mean of precision and recall; NaN where neither covers anything.
  package var f1: Double { Double(2 * found) / Double(2 * found + missed + wrong) }
}
