internal import HDF5
package import Networks
internal import Numerics
package import Schemas

extension ContrastiveModel {
  /// Starts the image side from pre-trained weights; the head stays as it is where they hold none.
  package func load(_ weights: ImageWeights, subject: String) throws {
    try encoder.load(weights.encoder, subject: subject)
    if let head = weights.projector, let projector = objective.imageHead {
      try projector.load(head.adding(prefix: "projector."), subject: subject)
    }
  }

  private var encoderPart: ObjectivePart {
    ObjectivePart(
      group: "encoder",
      description: "\(encoder.architecture.title) under the names of its PyTorch state dict", parameters: [],
      state: { [encoder] in encoder.state() }, load: { [encoder] in try encoder.load($0, subject: $1) })
  }

  /// Writes the weights and running statistics of all parts, a group each.
  func write(to file: borrowing HDF5File) throws {
    for part in [encoderPart] + objective.parts {
      try part.state().write(to: file, group: "/\(part.group)", description: part.description)
    }
  }

  /// Takes back what `write` wrote.
  func read(from file: borrowing HDF5File) throws {
    for part in [encoderPart] + objective.parts {
      try part.load(try StateDict(from: file, group: "/\(part.group)"), "\(file.name): /\(part.group)")
    }
  }
}

extension ProjectionHead {
  /// Weights under their parameters' names.
  package func state() -> StateDict { StateDict(of: parameters) }

  /// Replaces the weights.
  /// - Throws: `Failure` (EX_DATAERR) when one is missing or has another shape.
  package func load(_ state: StateDict, subject: String) throws {
    try state.load(into: parameters, subject: subject)
  }
}
