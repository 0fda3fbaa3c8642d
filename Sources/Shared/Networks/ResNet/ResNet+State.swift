package import Schemas
internal import Support

extension ResNet {
  /// torchvision's initialisation: He normal by fan-out for convolutions, γ 1 and β 0.
  package func initialize(seed: UInt64) {
    let units = Unchecked(units)
    Parallel.forEach(units.value.count) { units.value[$0].initialize(seed: seed) }
  }

  /// Takes weights and running statistics under torchvision's names; `fc.*` and anything else that the
  /// encoder has not is left alone, `num_batches_tracked` is optional.
  package func load(_ state: StateDict, subject: String = "encoder weights") throws {
    let units = Unchecked(units)
    try Parallel.tryForEach(units.value.count) { try units.value[$0].load(state, subject) }
  }

  package func state() -> StateDict {
    var state = StateDict()
    for unit in units { unit.add(to: &state) }
    return state
  }
}
