internal import Support

extension Philox {
  /// Fills with normal deviates of the given standard deviation.
  package mutating func fillNormal(_ tensor: Tensor, deviation: Double) {
    for index in 0..<tensor.count { tensor[index] = Float(deviation * normal()) }
  }

  /// Fills with uniform deviates in ±bound.
  package mutating func fillUniform(_ tensor: Tensor, bound: Double) {
    for index in 0..<tensor.count { tensor[index] = Float(uniform(-bound, bound)) }
  }
}
