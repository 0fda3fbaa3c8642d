internal import CKernels
internal import Support

/// A sample of the entities that are no candidates of a question, simple and without replacement, which stands for all of
/// them: each of M is in one of N with probability π = N/M, and counts 1/π times.
package struct OtherEntities: Sendable {
  let drawn: Int
  /// Of how many; 0 where they do not count.
  let population: Int
  private let chance: Double
  /// What is added to their scores in a softmax, −ln π.
  let correction: Float

  static package let none = OtherEntities(drawn: 0, of: 0)

  package init(drawn: Int, of population: Int) {
    self.drawn = drawn
    self.population = drawn > 0 ? population : 0
    chance = drawn > 0 ? Double(drawn) / Double(population) : 1
    correction = Float(-Elementary.log(chance))
  }

  /// Replaces their scores by the gradient of their binary cross-entropies, all false.
  /// - Parameters:
  ///   - label: of what is false.
  ///   - weight: of one entity.
  /// - Returns: what they add to the loss.
  func crossEntropy(_ scores: UnsafeMutablePointer<Float>, label: Float, weight: Double) -> Double {
    guard drawn > 0 else { return 0 }
    let first: Int32 = 0
    let sum = withUnsafePointer(to: first) {
      kn_bce_loss(drawn, scores, $0, 0, label, 0, Float(weight / chance))
    }
    return weight * sum / chance
  }
}
