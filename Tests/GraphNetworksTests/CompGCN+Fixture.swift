internal import GraphNetworks
internal import Numerics
internal import TestSupport
import Testing

extension CompGCN {
  /// Values or gradients of all parameters, by name, from one flat array in the fixture's order.
  func split(_ values: [Float], _ names: [String]) throws -> [String: [Float]] {
    var rest = values[...]
    var result: [String: [Float]] = [:]
    for name in names {
      let parameter = try #require(parameters.first { $0.name == name })
      result[name] = Array(rest.prefix(parameter.value.count))
      rest = rest.dropFirst(parameter.value.count)
    }
    #expect(rest.isEmpty && names.count == parameters.count)
    return result
  }

  /// Takes the values of all parameters from such an array.
  func load(_ values: [Float], _ names: [String]) throws {
    let values = try split(values, names)
    for parameter in parameters {
      parameter.value.copy(from: Tensor(try #require(values[parameter.name]), shape: parameter.value.shape))
    }
  }

  /// Compares the parameters' gradients with such an array.
  func expectGradients(_ gradients: [Float], _ names: [String]) throws {
    // Constants that normalisation removes have gradients of rounding noise: a millionth of the largest.
    let noise = gradients.reduce(0) { max($0, abs($1)) } * 1e-2
    for (name, expected) in try split(gradients, names) {
      let parameter = try #require(parameters.first { $0.name == name })
      expectClose(parameter.gradient.array, expected, within: 1e-4, scale: noise, name)
    }
  }
}
