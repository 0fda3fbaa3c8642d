internal import GraphNetworks
internal import HDF5
package import Networks
internal import Numerics
package import Schemas

extension ContrastiveModel {
  /// Groups of `knowcl/model` that hold weights.
  private enum Part: String, CaseIterable {
    case encoder, projector, graph
    case graphProjector = "graph_projector"

  }

  private func description(of part: Part) -> String {
    switch part {
    case .encoder: "\(encoder.architecture.title) under the names of its PyTorch state dict"
    case .projector: "image head"
    case .graph: "CompGCN"
    case .graphProjector: "graph head"
    }
  }

  /// Starts the image side from pre-trained weights; the head stays as it is where they hold none.
  package func load(_ weights: ImageWeights, subject: String) throws {
    try encoder.load(weights.encoder, subject: subject)
    if let head = weights.projector {
      try projector.load(head.adding(prefix: "projector."), subject: subject)
    }
  }

  /// Writes the weights and running statistics of all parts.
  func write(to file: borrowing HDF5File) throws {
    for part in Part.allCases {
      try state(of: part).write(to: file, group: "/\(part.rawValue)", description: description(of: part))
    }
  }

  /// Takes back what `write` wrote.
  func read(from file: borrowing HDF5File) throws {
    for part in Part.allCases {
      let state = try StateDict(from: file, group: "/\(part.rawValue)")
      let subject = "\(file.name): /\(part.rawValue)"
      switch part {
      case .encoder: try encoder.load(state, subject: subject)
      case .projector: try projector.load(state.adding(prefix: "projector."), subject: subject)
      case .graph: try graph.load(state, subject: subject)
      case .graphProjector:
        try graphProjector.load(state.adding(prefix: "graph_projector."), subject: subject)
      }
    }
  }

  private func state(of part: Part) -> StateDict {
    switch part {
    case .encoder: encoder.state()
    case .projector: projector.state().dropping(prefix: "projector.")
    case .graph: graph.state()
    case .graphProjector: graphProjector.state().dropping(prefix: "graph_projector.")
    }
  }
}

extension ProjectionHead {
  /// Weights under their parameters' names.
  package func state() -> StateDict {
    var state = StateDict()
    for parameter in parameters {
      state[parameter.name] = .init(shape: parameter.value.shape, values: parameter.value.array)
    }
    return state
  }

  /// Replaces the weights.
  /// - Throws: `Failure` (EX_DATAERR) when one is missing or has another shape.
  package func load(_ state: StateDict, subject: String) throws {
    let values = try parameters.map { try state.require($0.name, shape: $0.value.shape, subject) }
    for (parameter, values) in zip(parameters, values) { parameter.value.assign(values) }
  }
}
