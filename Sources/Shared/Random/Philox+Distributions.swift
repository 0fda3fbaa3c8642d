internal import Foundation

extension Philox {
  /// A standard normal deviate (Box–Muller; one of the pair, so that draws stay countable).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A Poisson deviate: Knuth's product method in steps of mean at most 30.
  public mutating func poisson(_ mean: Double) -> Int {
    var left = mean
    var count = 0
    while left > 0 {
      let step = min(left, 30)
      let limit = exp(-step)
      var product = uniform()
      while product > limit {
        count += 1
        product *= uniform()
      }
      left -= step
    }
    return count
  }

  /// Fills with normal deviates of the given standard deviation.
  public mutating func fillNormal(_ tensor: Tensor, deviation: Double) {
    for index in 0..<tensor.count { tensor[index] = Float(deviation * normal()) }
  }

  /// Fills with uniform deviates in ±bound.
  public mutating func fillUniform(_ tensor: Tensor, bound: Double) {
    for index in 0..<tensor.count { tensor[index] = Float(uniform(-bound, bound)) }
  }
}
