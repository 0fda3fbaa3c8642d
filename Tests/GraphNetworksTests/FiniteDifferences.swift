internal import Numerics
import Testing

/// Moves parameters along their gradients and expects the loss to change as those say; the parameters stay moved.
func expectSlope(
  of loss: () -> Double, along parameters: [Parameter],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let norm = parameters.flatMap(\.gradient.array).reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  func move(_ distance: Double) {
    for parameter in parameters {
      for index in 0..<parameter.value.count {
        parameter.value[index] += Float(distance * Double(parameter.gradient[index]) / norm)
      }
    }
  }
  let step = 2e-3
  move(step)
  let above = loss()
  move(-2 * step)
  let slope = (above - loss()) / (2 * step)
  #expect(abs(slope / norm - 1) < 0.01, "slope \(slope), gradient \(norm)", sourceLocation: sourceLocation)
}
