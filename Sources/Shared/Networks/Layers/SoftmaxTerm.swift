internal import Support

/// The cross-entropy of one softmax, a term of losses.
package enum SoftmaxTerm {
  /// −log(softmax(x)[target] + epsilon), adding weight times its gradient to `gradient`. An x of −∞ takes no part.
  package static func add(
    _ x: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, count: Int, stride: Int = 1,
    target: Int, weight: Double, epsilon: Double = 0
  ) -> Double {
    var largest = -Float.infinity
    for index in 0..<count { largest = max(largest, x[index * stride]) }
    var total = 0.0
    for index in 0..<count { total += Elementary.exp(Double(x[index * stride] - largest)) }
    let logProbability = Double(x[target * stride] - largest) - Elementary.log(total)
    let probability = Elementary.exp(logProbability)
    // d/dx −log(p + ε) = p/(p + ε) · (softmax − onehot)
    let factor = epsilon == 0 ? 1 : probability / (probability + epsilon)
    for index in 0..<count {
      let share = Elementary.exp(Double(x[index * stride] - largest)) / total
      gradient[index * stride] += Float(weight * factor * (share - (index == target ? 1 : 0)))
    }
    return epsilon == 0 ? -logProbability : -Elementary.log(probability + epsilon)
  }
}
