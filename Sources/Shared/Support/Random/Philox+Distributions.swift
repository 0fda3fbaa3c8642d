extension Philox {
  /// A standard normal deviate (Box–Muller; one of the pair, so that draws stay countable).
  package mutating func normal() -> Double {
    let radius = (-2 * Elementary.log(1 - uniform())).squareRoot()
    return radius * Elementary.cos(2 * .pi * uniform())
  }

  /// A Poisson deviate: Knuth's product method in steps of mean at most 30.
  package mutating func poisson(_ mean: Double) -> Int {
    var left = mean
    var count = 0
    while left > 0 {
      let step = min(left, 30)
      let limit = Elementary.exp(-step)
      var product = uniform()
      while product > limit {
        count += 1
        product *= uniform()
      }
      left -= step
    }
    return count
  }
}
