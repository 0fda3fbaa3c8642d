/// The objectives that `cl-train` offers.
package enum ObjectiveRegistry {
  package static let all: [any TrainingObjective.Type] = [
    GraphObjective.self,
    SimCLRObjective.self,
    Tile2VecObjective.self,
    PGSimCLRObjective.self,
    AutoencoderObjective.self,
    SupervisedObjective.self,
    GraphSimCLRObjective.self,
  ]

  /// What is used where nothing else is asked for; models that name no objective have it.
  package static let standard: any TrainingObjective.Type = GraphObjective.self

  package static func named(_ name: String) -> (any TrainingObjective.Type)? { all.first { $0.name == name } }
}

/// The name of a registered objective.
package struct ObjectiveName: RawRepresentable, CaseIterable, Sendable {
  package let objective: any TrainingObjective.Type

  package init?(rawValue: String) {
    guard let objective = ObjectiveRegistry.named(rawValue) else { return nil }
    self.objective = objective
  }

  package var rawValue: String { objective.name }

  package static var allCases: [ObjectiveName] {
    ObjectiveRegistry.all.compactMap { ObjectiveName(rawValue: $0.name) }
  }
}
