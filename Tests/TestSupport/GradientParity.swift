package import Numerics
package import Testing

/// Checks the gradients of weights against PyTorch's: small ones element by element, large ones by their length and their
/// component along a direction that is a hash of their name.
/// - Parameters:
///   - parameters: under their state-dict names.
///   - group: of the fixture that has `gradient/NAME` and `large/NAME`; empty for its root.
package func expectGradients(
  of parameters: [(name: String, parameter: Parameter)], areThoseOf fixture: borrowing NumericFixture,
  _ group: String = "", sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for (name, parameter) in parameters {
    let gradient = inPyTorchsLayout(parameter.gradient)
    if fixture.contains("\(group)gradient/\(name)") {
      let error = relativeError(gradient, try fixture.floats("\(group)gradient/\(name)"))
      #expect(error <= 1e-3, "\(name): \(error)", sourceLocation: sourceLocation)
    } else {
      let expected = try fixture.doubles("\(group)large/\(name)")
      let along = Hashed.uniform("along \(name)", gradient.count)
      let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let component = zip(gradient, along).reduce(0) { $0 + Double($1.0) * ($1.1 - 0.5) }
      #expect(
        abs(length / expected[0] - 1) <= 1e-3, "\(name): \(length), PyTorch \(expected[0])",
        sourceLocation: sourceLocation)
      #expect(
        abs(component - expected[1]) <= 1e-3 * expected[0], "\(name): \(component), \(expected[1])",
        sourceLocation: sourceLocation)
    }
  }
}

/// Ours is [y, x, in, out], PyTorch's [out, in, y, x].
private func inPyTorchsLayout(_ tensor: Tensor) -> [Float] {
  guard tensor.shape.count == 4 else { return tensor.array }
  let (taps, inputs, outputs) = (tensor.shape[0] * tensor.shape[1], tensor.shape[2], tensor.shape[3])
  return (0..<outputs).flatMap { output in
    (0..<inputs).flatMap { input in
      (0..<taps).map { (tap: Int) -> Float in tensor[(tap * inputs + input) * outputs + output] }
    }
  }
}
