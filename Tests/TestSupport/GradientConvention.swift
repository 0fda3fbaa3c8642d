package import Numerics
package import Testing

/// Checks the rule of `Parameter`: a backward pass sets every gradient, whatever was there before.
/// - Parameter pass: goes forward and backward, each time the same.
package func expectSetsGradients(
  of parameters: [Parameter], _ pass: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) rethrows {
  func gradients(over before: Float) throws -> [[Float]] {
    for parameter in parameters { parameter.gradient.fill(before) }
    try pass()
    return parameters.map(\.gradient.array)
  }
  let (one, two) = (try gradients(over: .nan), try gradients(over: 7))
  for (parameter, (one, two)) in zip(parameters, zip(one, two)) {
    #expect(
      one.allSatisfy(\.isFinite) && one == two, "\(parameter.name) depends on what its gradient was",
      sourceLocation: sourceLocation)
  }
  #expect(one.joined().contains { $0 != 0 }, sourceLocation: sourceLocation)
}
