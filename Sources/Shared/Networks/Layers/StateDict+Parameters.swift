package import Numerics
package import Schemas

extension StateDict {
  /// Values of parameters whose layout is PyTorch's, under their names without `prefix`.
  package init(of parameters: [Parameter], dropping prefix: String = "") {
    self.init()
    for parameter in parameters {
      self[String(parameter.name.dropFirst(prefix.count))] = Entry(
        shape: parameter.value.shape, values: parameter.value.array)
    }
  }

  /// Gives parameters what `init(of:)` took.
  /// - Throws: `Failure` (EX_DATAERR) when one is missing, has another shape, or a value that is not finite; then all are
  ///   as before.
  package func load(into parameters: [Parameter], dropping prefix: String = "", subject: String) throws {
    let values = try parameters.map {
      try require(String($0.name.dropFirst(prefix.count)), shape: $0.value.shape, subject)
    }
    for (parameter, values) in zip(parameters, values) {
      for (index, value) in values.enumerated() { parameter.value[index] = value }
    }
  }
}
