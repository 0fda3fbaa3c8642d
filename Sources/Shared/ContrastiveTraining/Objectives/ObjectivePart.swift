internal import Networks
package import Numerics
package import Schemas

/// Weights of an objective that stand in a group of `knowcl/model` of their own.
package struct ObjectivePart {
  /// The group's name.
  package let group: String
  package let description: String
  /// Under their names in the optimiser's state.
  package let parameters: [(name: String, parameter: Parameter)]
  package let state: () -> StateDict
  /// Takes back what `state` gave; throws `Failure` (EX_DATAERR) where an entry does not fit.
  package let load: (_ state: StateDict, _ subject: String) throws -> Void
}

extension ObjectivePart {
  /// - Parameter group: what the names of the head's parameters begin with.
  static func head(_ group: String, _ description: String, _ head: ProjectionHead) -> ObjectivePart {
    ObjectivePart(
      group: group, description: description, parameters: head.parameters.map { ($0.name, $0) },
      state: { head.state().dropping(prefix: "\(group).") },
      load: { try head.load($0.adding(prefix: "\(group)."), subject: $1) })
  }
}
