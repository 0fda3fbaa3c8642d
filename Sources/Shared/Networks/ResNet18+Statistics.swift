extension ResNet18 {
  /// From here to `endMeasuring`, `observe` gathers the statistics of its batches under the present weights.
  ///
  /// Running averages mix the last dozens of steps: weights that have changed since, batches that are small
  /// ("precise BN", Wu & Johnson 2021, Rethinking "Batch" in BatchNorm).
  package func beginMeasuring() {
    for unit in units { unit.norm.beginMeasuring() }
  }

  /// Replaces the running statistics of the normalisations by the gathered ones.
  package func endMeasuring() {
    for unit in units { unit.norm.endMeasuring() }
  }
}
